import type { Value } from "./value";
import type { Resource } from "./world";

/** What a stack asks of the other stacks of the world. */
export interface Lookup {
  /** The role of this name in this account, if the world has it. */
  role(account: string, name: string): Resource | undefined;
  /** The customer managed policy of this name in this account, if the world has it. */
  policy(account: string, name: string): Resource | undefined;
  /** The secret of this name in this account and region, if the world has it. */
  secret(account: string, region: string, name: string): Resource | undefined;
  /** The alias of a key of this name, with `alias/`, in this account and region, if the world has it. */
  keyAlias(account: string, region: string, name: string): Resource | undefined;
  /** The cluster of this name in this account and region, if the world makes it. */
  cluster(account: string, region: string, name: string): Resource | undefined;
  /** What names a cluster so, in whichever account and region: the cluster itself, and associations and add-ons of it. */
  ofCluster(name: string): readonly Resource[];
  /** The stacks whose state lies there. */
  statesAt(location: StateLocation): readonly { output(name: string): Value | undefined }[];
}

/** Where a state lies. */
export interface StateLocation {
  /** The backend's type. */
  readonly type: string;
  /** What identifies a state of one type, in one form for backend and data source. */
  readonly key: string;
  /** Of AWS, for a bucket whose region is written. */
  readonly partition?: string;
  /** Of the workspace that is selected: where the states of others than the default one are. */
  readonly workspaces?: string;
}
