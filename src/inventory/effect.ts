import type { SourceLocation } from "../terraform/source-location";
import type { Resource } from "../terraform/world";
import type { Advice } from "../unknown/advice";

/** What a type does beside what is read of it: it lets callers in, refuses them, or either. */
export type Change = "admits" | "refuses" | "either";

/** Something that stands in the world, is not understood, and may change who gets to something else. */
export interface Effect {
  /** For people: `aws_efs_file_system_policy.p of stack account-b`. */
  readonly label: string;
  /** `STACK/ADDRESS` */
  readonly address: string;
  readonly type: string;
  /** Whether it is a module that is not installed. */
  readonly module: boolean;
  /** A phrase that follows its label: `decides who has access to the file system`. */
  readonly does: string;
  readonly change: Change;
  /** Why it may be about something else; undefined where it is not. */
  readonly unsure: string | undefined;
  /** What has to hold for it to have no effect, as a sentence: an assumption; undefined where what it could change is unknown. */
  readonly assumes: string | undefined;
  /** What would decide. */
  readonly advice: Advice;
  readonly location: SourceLocation;
  /** On a role: services whose actions it changes; undefined for all. */
  readonly services: readonly string[] | undefined;
  /** The actions that it changes; undefined for all. */
  readonly actions?: readonly string[] | undefined;
  /** On a role: whether it can change its trust policy too. */
  readonly trust: boolean;
}

/** An effect on all of an account. */
export interface WideEffect extends Effect {
  /** undefined where it is on all accounts. */
  readonly account: string | undefined;
  /** The service whose resources it is about; undefined for any. */
  readonly service: string | undefined;
  /** A text that has to name something of a chain for an effect; undefined where it always has one. */
  readonly text: string | undefined;
}

interface Owned {
  readonly resource: Resource;
}

/** What stands in the world, is not understood, and may change who gets to what. */
export interface Effects {
  onRole(role: Owned & { readonly arn: string; readonly name: string }): readonly Effect[];
  onTarget(target: Owned & { readonly service: string }): readonly Effect[];
  /** On what is not in the world: what an action of `service` on the ARN or pattern `resource` is about. */
  within(service: string, resource: string): readonly Effect[];
  onCluster(cluster: { readonly name: string; readonly account: string }): readonly Effect[];
  /** Those on whole accounts. */
  readonly wide: readonly WideEffect[];
}

export const labelOf = ({ address, stack }: Resource): string => `${address} of stack ${stack}`;
