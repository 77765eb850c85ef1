import { bareIssuer } from "../aws";
import type { Path } from "../rules";
import { type Draft, type DraftGrant, type DraftWorkload, entriesOf } from "./draft";
import { accountOfArn, existingRole } from "./existing-roles";
import type { NameAtPath } from "./name-at-path";
import { expanded } from "./name-template";
import { type Namespaces, namespacesOf, rolesIn } from "./namespaces";
import type {
  DraftPlacement,
  IrsaRoles,
  PlacementOf,
  PodIdentityRoles,
  PolicyNames,
  WorkloadPlacement,
} from "./placement";
import { type RoleKind, settingOf, settingsOfAccount } from "./role-settings";
import type { Config, Grant, Workload } from "./schema";

/** The placements of a draft, for the checks. */
export const draftPlacements = (config: Draft): readonly DraftPlacement[] =>
  placementsOf<DraftWorkload, DraftGrant | undefined, undefined>(config, () => undefined);

/** The placements of a configuration that passed the checks, for the model. */
export const workloadPlacements = (config: Config): readonly WorkloadPlacement[] =>
  placementsOf<Workload, Grant, never>(config, (path) => {
    throw new Error(`unchecked configuration: no ${path.join(".")}`);
  });

/** What decides the placements of a draft and of a valid configuration alike. */
interface ConfigWith<W> extends Pick<Draft, "defaults" | "accounts" | "clusters" | "primaryRoles"> {
  readonly workloads?: Readonly<Record<string, W | undefined>> | undefined;
}

interface WorkloadWith<G> extends Omit<DraftWorkload, "clusters" | "target" | "targets" | "grants" | "namespaces"> {
  readonly namespaces?: readonly (string | undefined)[] | undefined;
  readonly clusters?: Readonly<Record<string, OnCluster<G> | undefined>> | undefined;
  readonly target?: TargetWith<G> | undefined;
  readonly targets?: Readonly<Record<string, TargetWith<G> | undefined>> | undefined;
  readonly grants?: readonly G[] | undefined;
}

interface OnCluster<G> extends Pick<WorkloadWith<G>, "primaryRole" | "target" | "targets" | "grants"> {}

interface TargetWith<G> extends Omit<NonNullable<DraftWorkload["target"]>, "grants"> {
  readonly grants?: readonly G[] | undefined;
}

/**
 * Every workload on every cluster it names, and in every namespace that has roles of its own. In the map form (`clusters:`)
 * names of roles and policies get `-<cluster key>`, or the cluster's own suffix, unless the cluster's own entry gives them, and
 * with `namespaces:` `-<namespace>`; a key of primaryRoles stays as it is, and a template needs no suffix for what it names.
 * `missing` is asked for each required part that is not there.
 */
function placementsOf<W extends WorkloadWith<G>, G, Missing>(
  config: ConfigWith<W>,
  missing: (path: Path) => Missing,
): readonly PlacementOf<W, G, Missing>[] {
  return entriesOf(config.workloads).flatMap(([key, workload]) => {
    const path: Path = ["workloads", key];
    const on = (cluster: NameAtPath, own?: OnCluster<G>) =>
      rolesIn(namespacesOf(key, workload), workload).map((namespaces) =>
        placementOn(config, key, workload, cluster, own, namespaces, missing),
      );
    const one =
      workload.cluster === undefined || workload.clusters
        ? []
        : on({ text: workload.cluster, path: [...path, "cluster"] });
    const many = Object.keys(workload.clusters ?? {}).flatMap((cluster) =>
      on({ text: cluster, path: [...path, "clusters", cluster] }, workload.clusters?.[cluster] ?? {}),
    );
    return [...one, ...many];
  });
}

function placementOn<W extends WorkloadWith<G>, G, Missing>(
  config: ConfigWith<W>,
  key: string,
  workload: W,
  cluster: NameAtPath,
  own: OnCluster<G> | undefined,
  { names, several }: Namespaces,
  missing: (path: Path) => Missing,
): PlacementOf<W, G, Missing> {
  const path: Path = ["workloads", key];
  const [each] = several && workload.roles !== "shared" ? names : [];
  const ofCluster = own ? (config.clusters?.[cluster.text]?.nameSuffix ?? `-${cluster.text}`) : "";
  const ofNamespace = each ? `-${each.text}` : "";
  const suffix = ofCluster + ofNamespace;
  const onCluster = own ? `_${cluster.text}` : "";
  const shared = Object.hasOwn(config.primaryRoles ?? {}, own?.primaryRole ?? workload.primaryRole ?? "");

  /** The name in the cluster's own entry with `ownEnding`, else the workload's with `ending`. */
  const nameOf = (
    at: Path,
    ours: string | undefined,
    common: string | undefined,
    ending: string,
    ownEnding = "",
  ): NameAtPath | undefined => {
    if (ours !== undefined) return { text: ours + ownEnding, path: [...cluster.path, ...at] };
    return common === undefined ? undefined : { text: common + ending, path: [...path, ...at] };
  };
  const required = (
    at: Path,
    ...given: [string | undefined, string | undefined, string, string?]
  ): NameAtPath | Missing => nameOf(at, ...given) ?? missing([...path, ...at]);

  const templated = (kind: RoleKind, account: string | undefined, at: Path): NameAtPath | undefined => {
    const template = settingOf(settingsOfAccount(config, account, kind), "name");
    const { serviceAccount } = workload;
    const [namespace, ...others] = names;
    if (!template || namespace === undefined || serviceAccount === undefined) return undefined;
    const says = (part: string) => template.value.includes(`{${part}}`);
    if (others.length > 0 && says("namespace")) return undefined;
    // of a cluster that a draft does not have no account is known
    const of = {
      workload: key,
      cluster: cluster.text,
      account: account ?? "",
      namespace: namespace.text,
      serviceAccount,
    };
    const ending = (says("cluster") ? "" : ofCluster) + (says("namespace") ? "" : ofNamespace);
    const text = expanded(template.value, of) + ending;
    return { text, path: [...path, ...at], template: template.path.join(".") };
  };
  const [roleEnding, ownRoleEnding] = shared ? ["", ""] : [suffix, ofNamespace];
  const targetAt = (at: Path, ours: TargetWith<G> | undefined, common: TargetWith<G> | undefined) => {
    const arn =
      nameOf([...at, "arn"], ours?.arn, undefined, "") ??
      (ours?.role === undefined ? nameOf([...at, "arn"], undefined, common?.arn, "") : undefined);
    if (arn) return existingTarget(config, arn, suffix);
    return common || ours
      ? {
          account: required([...at, "account"], ours?.account, common?.account, ""),
          role:
            nameOf([...at, "role"], ours?.role, common?.role, suffix, ofNamespace) ??
            templated("target", ours?.account ?? common?.account, [...at, "role"]) ??
            missing([...path, ...at, "role"]),
        }
      : undefined;
  };
  const namesAt = (at: Path, ours: TargetWith<G> | undefined, common: TargetWith<G> | undefined) =>
    ours?.policyName
      ? policyNames(ours.policyName, ofNamespace, [...cluster.path, ...at, "policyName"])
      : policyNames(common?.policyName, suffix, [...path, ...at, "policyName"]);
  const target = targetAt(["target"], own?.target, workload.target);
  const targets = Object.keys({ ...workload.targets, ...own?.targets }).flatMap((name) => {
    const [at, ours, common] = [["targets", name], own?.targets?.[name], workload.targets?.[name]];
    const named = targetAt(at, ours, common);
    if (!named) return [];
    const [grants, grantsPath] = firstOf<readonly G[]>(
      [ours?.grants, [...cluster.path, ...at, "grants"]],
      [common?.grants, [...path, ...at, "grants"]],
    );
    return [{ key: name, cluster, target: named, grants, grantsPath, policyNames: namesAt(at, ours, common) }];
  });
  const issuer = () => issuerOf(config.clusters?.[cluster.text]) ?? missing(["clusters", cluster.text, "issuer"]);
  const roles: PodIdentityRoles<Missing> | IrsaRoles<Missing> =
    workload.mechanism === "irsa"
      ? {
          mechanism: "irsa",
          primaryRole: nameOf(["primaryRole"], own?.primaryRole, workload.primaryRole, roleEnding, ownRoleEnding),
          target: target ?? missing([...path, "target"]),
          issuer: issuer(),
        }
      : {
          mechanism: "pod-identity",
          primaryRole:
            nameOf(["primaryRole"], own?.primaryRole, workload.primaryRole, roleEnding, ownRoleEnding) ??
            templated("primary", config.clusters?.[cluster.text]?.account, ["primaryRole"]) ??
            missing([...path, "primaryRole"]),
          target,
          transition: workload.transitionFrom === "irsa" ? { issuer: issuer() } : undefined,
        };
  const [grants, grantsPath] = firstOf<readonly G[]>(
    [own?.target?.grants, [...cluster.path, "target", "grants"]],
    [own?.grants, [...cluster.path, "grants"]],
    [workload.target?.grants, [...path, "target", "grants"]],
    [workload.grants, [...path, "grants"]],
  );
  return {
    key,
    workload,
    cluster,
    addressSuffix: `${onCluster}${each ? `_${each.text}` : ""}`,
    namespaces: names.map((name) => ({ ...name, addressSuffix: `${onCluster}${several ? `_${name.text}` : ""}` })),
    shared,
    ...roles,
    targets,
    grants,
    grantsPath,
    policyNames:
      own?.target?.policyName || workload.target
        ? namesAt(["target"], own?.target, workload.target)
        : policyNames(workload.policyName, suffix, [...path, "policyName"]),
    assumePolicyName: nameOf(["assumePolicyName"], undefined, workload.assumePolicyName, suffix),
  };
}

const existingTarget = ({ accounts }: Pick<Draft, "accounts">, { text: arn, path }: NameAtPath, ending: string) => ({
  account: { text: accountOfArn(accounts, arn), path },
  role: { text: existingRole(arn).name, path },
  arn,
  ending,
});

const issuerOf = (cluster: { readonly issuer?: string | undefined } | undefined): string | undefined =>
  cluster?.issuer === undefined ? undefined : bareIssuer(cluster.issuer);

function firstOf<T>(...candidates: readonly (readonly [T | undefined, Path])[]): readonly [T | readonly [], Path] {
  for (const [value, path] of candidates) if (value !== undefined) return [value, path];
  return [[], candidates.at(-1)?.[1] ?? []];
}

function policyNames(names: DraftWorkload["policyName"], suffix: string, path: Path): PolicyNames | undefined {
  if (names === undefined) return undefined;
  if (typeof names === "string") return { names: names + suffix, path };
  return { names: Object.fromEntries(entriesOf(names).map(([policy, name]) => [policy, name + suffix])), path };
}
