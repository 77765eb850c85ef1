import type { Path } from "../rules";

export type RoleKind = "primary" | "target";

/** Settings as they stand in one place of a configuration. */
export interface SettingsAtPath<S> {
  readonly settings: S;
  readonly path: Path;
  /** Whether they are written for this role, or for roles of its kind only. */
  readonly specific: boolean;
}

type WithRoles<S> =
  | {
      readonly roles?: (S & { readonly primary?: S | undefined; readonly target?: S | undefined }) | undefined;
    }
  | undefined;

/** Where settings of several roles stand. */
export interface ConfigWithRoles<S> {
  readonly defaults?: WithRoles<S>;
  readonly accounts?: Readonly<Record<string, WithRoles<S>>> | undefined;
}

interface OnCluster<S> {
  readonly primarySettings?: S | undefined;
  readonly target?: { readonly settings?: S | undefined } | undefined;
  readonly targets?: Readonly<Record<string, { readonly settings?: S | undefined } | undefined>> | undefined;
}

interface WorkloadWithRoles<S> extends OnCluster<S> {
  readonly clusters?: Readonly<Record<string, OnCluster<S> | undefined>> | undefined;
}

/**
 * The settings of all roles of a kind in an account, what counts more after what counts less: the file's (`defaults`) before the
 * account's, and in each those of all roles before those of the kind.
 */
export function settingsOfAccount<S>(
  { defaults, accounts }: ConfigWithRoles<S>,
  account: string | undefined,
  kind: RoleKind,
): readonly SettingsAtPath<S>[] {
  const levels = [
    { roles: defaults?.roles, path: ["defaults", "roles"] },
    { roles: accounts?.[account ?? ""]?.roles, path: ["accounts", account ?? "", "roles"] },
  ];
  return levels.flatMap(({ roles, path }) => [
    ...at<S>(roles, path, false),
    ...at(roles?.[kind], [...path, kind], true),
  ]);
}

/** The settings that a workload gives its role of a kind, or the one of several targets `named`, those for the cluster last. */
export function settingsOfWorkload<S>(
  key: string,
  workload: WorkloadWithRoles<S>,
  cluster: string,
  kind: RoleKind,
  named?: string,
): readonly SettingsAtPath<S>[] {
  const ofTarget = named === undefined ? ["target", "settings"] : ["targets", named, "settings"];
  const name = kind === "primary" ? ["primarySettings"] : ofTarget;
  const of = (entry: OnCluster<S> | undefined) =>
    kind === "primary"
      ? entry?.primarySettings
      : (named === undefined ? entry?.target : entry?.targets?.[named])?.settings;
  const path: Path = ["workloads", key];
  return [
    ...at(of(workload), [...path, ...name], true),
    ...at(of(workload.clusters?.[cluster]), [...path, "clusters", cluster, ...name], true),
  ];
}

/** The settings of a primary role that several workloads share. */
export const settingsOfShared = <S>(key: string, role: { readonly settings?: S | undefined } | undefined) =>
  at(role?.settings, ["primaryRoles", key, "settings"], true);

const at = <S>(settings: S | undefined, path: Path, specific: boolean): readonly SettingsAtPath<S>[] =>
  settings ? [{ settings, path, specific }] : [];

/** The value of `name` that counts: the last one that is given. */
export function settingOf<S, K extends keyof S>(
  layers: readonly SettingsAtPath<S>[],
  name: K,
): { readonly value: NonNullable<S[K]>; readonly path: Path; readonly specific: boolean } | undefined {
  const layer = layers.findLast(({ settings }) => settings[name] !== undefined);
  const value = layer?.settings[name];
  return layer && value !== undefined && value !== null
    ? { value, path: [...layer.path, String(name)], specific: layer.specific }
    : undefined;
}
