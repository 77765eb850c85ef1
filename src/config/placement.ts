import type { Path } from "../rules";
import type { DraftGrant, DraftWorkload } from "./draft";
import type { NameAtPath } from "./name-at-path";
import type { Grant, Workload } from "./schema";

/** A placement of a valid configuration: nothing that its mechanism needs is missing. */
export type WorkloadPlacement = PodIdentityPlacement | IrsaPlacement;
export type PodIdentityPlacement = CommonPlacement<Workload, Grant, never> & PodIdentityRoles<never>;
export type IrsaPlacement = CommonPlacement<Workload, Grant, never> & IrsaRoles<never>;
/** A placement of a draft, in which any part may be missing. */
export type DraftPlacement = PlacementOf<DraftWorkload, DraftGrant | undefined, undefined>;

/** A workload on one of its clusters, with the names it has there; `Missing` is what a required part may be instead. */
export type PlacementOf<W, G, Missing> = CommonPlacement<W, G, Missing> &
  (PodIdentityRoles<Missing> | IrsaRoles<Missing>);

interface CommonPlacement<W, G, Missing> extends GrantsOfRole<G> {
  readonly key: string;
  readonly workload: W;
  readonly cluster: NameAtPath;
  /** "" for `cluster:`, else `_<cluster key>`; then `_<namespace>` where roles are each namespace's: how addresses of roles end. */
  readonly addressSuffix: string;
  /** Those that use its roles: one, unless they share them. */
  readonly namespaces: readonly PlacedNamespace[];
  /** Whether primaryRole is a key of primaryRoles. */
  readonly shared: boolean;
  readonly assumePolicyName: NameAtPath | undefined;
  /** Several targets, which the pod's program assumes by itself; empty where there is one or none. */
  readonly targets: readonly NamedTarget<G, Missing>[];
}

/** What a role is granted: the target role, or the primary role where there is no target. */
interface GrantsOfRole<G> {
  readonly grants: readonly G[];
  /** The path of their list. */
  readonly grantsPath: Path;
  readonly policyNames: PolicyNames | undefined;
}

/** One of several targets. */
interface NamedTarget<G, Missing> extends GrantsOfRole<G> {
  readonly key: string;
  readonly cluster: NameAtPath;
  readonly target: PlacementTarget<Missing>;
}
export type PlacementNamedTarget = NamedTarget<Grant, never>;

/** A role that has grants, of a draft: of a placement, or of each of its targets. */
export type DraftHolder = Pick<DraftPlacement, "cluster" | "target" | "grants" | "grantsPath" | "policyNames">;

/** The roles of a placement that have grants: its targets where it has several, else its final role. */
export const holdersOf = (placement: DraftPlacement): readonly DraftHolder[] =>
  placement.targets.length > 0 ? placement.targets : [placement];

export interface PodIdentityRoles<Missing> {
  readonly mechanism: "pod-identity";
  readonly primaryRole: NameAtPath | Missing;
  readonly target: PlacementTarget<Missing> | undefined;
  /** Of the cluster, where pods may still come with its tokens. */
  readonly transition: { readonly issuer: string | Missing } | undefined;
}

export interface IrsaRoles<Missing> {
  readonly mechanism: "irsa";
  readonly primaryRole: NameAtPath | undefined;
  readonly target: PlacementTarget<Missing> | Missing;
  /** The cluster's, in its normal form. */
  readonly issuer: string | Missing;
}

/** A namespace of a placement. */
export interface PlacedNamespace extends NameAtPath {
  /** How addresses of what is the namespace's own end. */
  readonly addressSuffix: string;
}

/** The role in another account that a workload ends up with. */
export interface PlacementTarget<Missing = never> {
  /** Key of an account; its 12 digits where only the ARN of the role names it. */
  readonly account: NameAtPath | Missing;
  readonly role: NameAtPath | Missing;
  /** Of a role that exists. */
  readonly arn?: string;
  /** The end of names that are made of a role's that exists: the role of several clusters is one. */
  readonly ending?: string;
}

/** Names of the final role's policies. */
export interface PolicyNames {
  /** One name, or names by `<service>-<verb>`; already with the cluster's suffix. */
  readonly names: string | Readonly<Record<string, string>>;
  readonly path: Path;
}
