import type { Path } from "../rules";
import type { Config, Grant, Workload } from "./schema";
import { RESOURCE_KINDS, VERBS } from "./services";

/** Entries whose keys are part of Terraform addresses, and so have `renamedFrom`. */
export const RENAMED_SECTIONS = ["clusters", "resources", "primaryRoles", "policies", "workloads"] as const;
export type RenamedSection = (typeof RENAMED_SECTIONS)[number];

/** What an entry with such a key was called before; the key itself where it has not been renamed. */
type Former = (key: string) => string;

type Entries = Readonly<Record<string, { readonly renamedFrom?: string | undefined } | undefined>>;

const formerOf =
  (...maps: readonly (Entries | undefined)[]): Former =>
  (key) =>
    maps.map((entries) => entries?.[key]?.renamedFrom).find((former) => former !== undefined) ?? key;

/** An entry whose key was another. */
export interface RenamedEntry {
  readonly path: Path;
  readonly section: RenamedSection | "targets";
  readonly key: string;
  readonly former: string;
}

export function renamedEntries(config: Config): readonly RenamedEntry[] {
  const inMap = (section: RenamedEntry["section"], at: Path, map: Entries = {}): readonly RenamedEntry[] =>
    Object.entries(map).flatMap(([key, entry]) =>
      entry?.renamedFrom === undefined ? [] : [{ section, key, former: entry.renamedFrom, path: [...at, key] }],
    );
  return [
    ...RENAMED_SECTIONS.flatMap((section) => inMap(section, [section], config[section])),
    ...Object.entries(config.workloads).flatMap(([workload, { targets, clusters = {} }]) => [
      ...inMap("targets", ["workloads", workload, "targets"], targets),
      ...Object.entries(clusters).flatMap(([key, own]) =>
        inMap("targets", ["workloads", workload, "clusters", key, "targets"], own.targets),
      ),
    ]),
  ];
}

/**
 * The configuration with the keys that its entries had before they were renamed, in each place that names one, else the
 * same; undefined where there are none. What it gives beside this configuration shows which addresses and names a renamed key changes.
 */
export function formerConfig(config: Config): Config | undefined {
  if (renamedEntries(config).length === 0) return undefined;
  const [cluster, resource, primaryRole, policy, workload] = [
    formerOf(config.clusters),
    formerOf(config.resources),
    formerOf(config.primaryRoles),
    formerOf(config.policies),
    formerOf(config.workloads),
  ];
  /** Settings of roles name policies, wherever they stand. */
  const settings = <T>(value: T): T => renamedIn(value, { permissionsBoundary: policy, managedPolicies: policy });
  const inWorkload = (entry: Workload): Workload => {
    const target = (key: string) =>
      formerOf(entry.targets, ...Object.values(entry.clusters ?? {}).map((own) => own.targets))(key);
    const roles = <T extends RolesOf>(part: T): T => ({
      ...part,
      ...(part.primaryRole === undefined ? {} : { primaryRole: primaryRole(part.primaryRole) }),
      ...(part.grants ? { grants: part.grants.map((grant) => grantOn(grant, resource)) } : {}),
      ...(part.target ? { target: withGrants(part.target, resource) } : {}),
      ...(part.targets ? { targets: mapped(part.targets, target, (one) => withGrants(one, resource)) } : {}),
    });
    const { deployment } = entry;
    return {
      ...roles(entry),
      ...(entry.cluster === undefined ? {} : { cluster: cluster(entry.cluster) }),
      ...(entry.clusters ? { clusters: mapped(entry.clusters, cluster, roles) } : {}),
      ...(deployment?.bucketEnv
        ? { deployment: { ...deployment, bucketEnv: mapped(deployment.bucketEnv, (name) => name, resource) } }
        : {}),
    };
  };
  return {
    ...config,
    defaults: settings(config.defaults),
    accounts: settings(config.accounts),
    clusters: mapped(config.clusters, cluster),
    resources: mapped(config.resources, resource, (entry) => renamedIn(entry, { kmsKey: resource })),
    primaryRoles: mapped(config.primaryRoles, primaryRole, settings),
    policies: mapped(config.policies, policy),
    workloads: mapped(config.workloads, workload, (entry) => settings(inWorkload(entry))),
  };
}

interface RolesOf {
  readonly primaryRole?: string | undefined;
  readonly grants?: Grant[] | undefined;
  readonly target?: Granting | undefined;
  readonly targets?: Readonly<Record<string, Granting>> | undefined;
}
interface Granting {
  readonly grants?: Grant[] | undefined;
}

const mapped = <T>(map: Readonly<Record<string, T>>, key: Former, value: (one: T) => T = (one) => one) =>
  Object.fromEntries(Object.entries(map).map(([name, one]) => [key(name), value(one)]));

const withGrants = <T extends Granting>(holder: T, resource: Former): T =>
  holder.grants ? { ...holder, grants: holder.grants.map((grant) => grantOn(grant, resource)) } : holder;

/** A grant names its resource behind its verb, or in a map that limits it behind the kind of the resource, or as `on`. */
function grantOn(grant: Grant, resource: Former): Grant {
  const verbs = VERBS.flatMap((verb) => {
    const granted = grant[verb];
    if (granted === undefined) return [];
    if (typeof granted === "string") return [[verb, resource(granted)]];
    const named = RESOURCE_KINDS.flatMap((kind) => {
      const key = granted[kind];
      return key === undefined ? [] : [[kind, resource(key)]];
    });
    return [[verb, { ...granted, ...Object.fromEntries(named) }]];
  });
  return { ...grant, ...Object.fromEntries(verbs), ...(grant.on === undefined ? {} : { on: resource(grant.on) }) };
}

/** A copy in which texts behind some keys, or in lists behind them, are changed, at whatever depth. */
function renamedIn<T>(value: T, change: Readonly<Record<string, Former>>): T {
  if (Array.isArray(value)) return value.map((one) => renamedIn(one, change)) as T;
  if (typeof value !== "object" || value === null) return value;
  const changed = (former: Former, inner: unknown): unknown =>
    typeof inner === "string" ? former(inner) : Array.isArray(inner) ? inner.map((one) => changed(former, one)) : inner;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const former = Object.hasOwn(change, key) ? change[key] : undefined;
      return [key, former ? changed(former, inner) : renamedIn(inner, change)];
    }),
  ) as T;
}
