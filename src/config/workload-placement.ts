import type { Path } from "../rules";
import { type Draft, type DraftGrant, type DraftWorkload, entriesOf } from "./draft";

/** A name or reference of a configuration and where it stands. */
export interface NameAtPath {
  readonly text: string;
  readonly path: Path;
}

/** A workload on one of its clusters, with the names it has there. Parts of a wrong form are undefined. */
export interface WorkloadPlacement {
  readonly key: string;
  readonly workload: DraftWorkload;
  readonly cluster: NameAtPath;
  /** "" for `cluster:`, else `_<cluster key>`: what its Terraform addresses end in. */
  readonly addressSuffix: string;
  readonly primaryRole: NameAtPath | undefined;
  /** Whether primaryRole is a key of primaryRoles. */
  readonly shared: boolean;
  readonly target: { readonly account: NameAtPath | undefined; readonly role: NameAtPath | undefined } | undefined;
  /** Grants of the final role: the target role, or the primary role where there is no target. */
  readonly grants: readonly (DraftGrant | undefined)[];
  /** Where their list stands. */
  readonly grantsPath: Path;
  readonly policyNames: PolicyNames | undefined;
  readonly assumePolicyName: NameAtPath | undefined;
}

/** Names of the final role's policies. */
export interface PolicyNames {
  /** One name, or names by `<service>-<verb>`; already with the cluster's suffix. */
  readonly names: string | Readonly<Record<string, string>>;
  readonly path: Path;
}

/**
 * Every workload on every cluster it names. In the map form (`clusters:`) names of roles and policies get
 * `-<cluster key>` unless the cluster's own entry gives them; a key of primaryRoles stays as it is.
 */
export function workloadPlacements(config: Draft): readonly WorkloadPlacement[] {
  return entriesOf(config.workloads).flatMap(([key, workload]) => {
    const path: Path = ["workloads", key];
    const one =
      workload.cluster === undefined || workload.clusters
        ? []
        : [placementOn(config, key, workload, workload.cluster, [...path, "cluster"])];
    const many = Object.keys(workload.clusters ?? {}).map((cluster) =>
      placementOn(config, key, workload, cluster, [...path, "clusters", cluster], workload.clusters?.[cluster] ?? {}),
    );
    return [...one, ...many];
  });
}

type OnCluster = NonNullable<NonNullable<DraftWorkload["clusters"]>[string]>;

function placementOn(
  config: Draft,
  key: string,
  workload: DraftWorkload,
  cluster: string,
  clusterPath: Path,
  own?: OnCluster,
): WorkloadPlacement {
  const path: Path = ["workloads", key];
  const suffix = own ? `-${cluster}` : "";
  const shared = Object.hasOwn(config.primaryRoles ?? {}, own?.primaryRole ?? workload.primaryRole ?? "");

  /** What the cluster's own entry says, as it is; else what the workload says, with `ending`. */
  const spelled = (
    at: Path,
    ours: string | undefined,
    common: string | undefined,
    ending: string,
  ): NameAtPath | undefined => {
    if (ours !== undefined) return { text: ours, path: [...clusterPath, ...at] };
    return common === undefined ? undefined : { text: common + ending, path: [...path, ...at] };
  };
  const [grants, grantsPath] = firstOf<readonly (DraftGrant | undefined)[]>(
    [own?.target?.grants, [...clusterPath, "target", "grants"]],
    [own?.grants, [...clusterPath, "grants"]],
    [workload.target?.grants, [...path, "target", "grants"]],
    [workload.grants, [...path, "grants"]],
  );
  return {
    key,
    workload,
    cluster: { text: cluster, path: clusterPath },
    addressSuffix: own ? `_${cluster}` : "",
    primaryRole: spelled(["primaryRole"], own?.primaryRole, workload.primaryRole, shared ? "" : suffix),
    shared,
    target:
      workload.target || own?.target
        ? {
            account: spelled(["target", "account"], own?.target?.account, workload.target?.account, ""),
            role: spelled(["target", "role"], own?.target?.role, workload.target?.role, suffix),
          }
        : undefined,
    grants,
    grantsPath,
    policyNames: own?.target?.policyName
      ? policyNames(own.target.policyName, "", [...clusterPath, "target", "policyName"])
      : workload.target
        ? policyNames(workload.target.policyName, suffix, [...path, "target", "policyName"])
        : policyNames(workload.policyName, suffix, [...path, "policyName"]),
    assumePolicyName: spelled(["assumePolicyName"], undefined, workload.assumePolicyName, suffix),
  };
}

function firstOf<T>(...candidates: readonly (readonly [T | undefined, Path])[]): readonly [T | readonly [], Path] {
  for (const [value, path] of candidates) if (value !== undefined) return [value, path];
  return [[], candidates.at(-1)?.[1] ?? []];
}

function policyNames(names: DraftWorkload["policyName"], suffix: string, path: Path): PolicyNames | undefined {
  if (names === undefined) return undefined;
  if (typeof names === "string") return { names: names + suffix, path };
  return { names: Object.fromEntries(entriesOf(names).map(([policy, name]) => [policy, name + suffix])), path };
}
