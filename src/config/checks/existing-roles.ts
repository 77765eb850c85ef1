import { partitionOf } from "../../aws";
import type { Path, Problem } from "../../rules";
import { type DraftWorkload, entriesOf } from "../draft";
import { existingRole } from "../existing-roles";
import { type DraftPlacement, holdersOf } from "../placement";
import { accountKeyOf, type CheckContext, problemIf } from "./check-context";

/** Shared primary roles: named, or called by their ARN, and what has no effect on one that exists. */
export const checkExistingPrimaryRoles = ({ config, omitted }: CheckContext): readonly Problem[] =>
  entriesOf(config.primaryRoles).flatMap(([key, entry]) => {
    const path = ["primaryRoles", key];
    const { arn, create, account } = entry;
    if (omitted(path)) return [];
    if (arn === undefined)
      return [...missing(path, entry, ["account", "name"]), ...(create === false ? idle(path, entry) : [])];
    const id = config.accounts?.[account ?? ""]?.id;
    return [
      ...beside(path, entry, ["name"]),
      ...problemIf(create === true, { rule: "exactly-one", path: [...path, "create"], found: "arn and create: true" }),
      ...problemIf(id !== undefined && id !== existingRole(arn).account, {
        rule: "primary-role-account",
        path: [...path, "arn"],
        found: `${arn} beside account ${account}`,
        expected: `a role of account ${id}`,
      }),
      ...idle(path, entry),
    ];
  });

type Entry = Readonly<Record<string, unknown>>;

const missing = (path: Path, entry: Entry, names: readonly string[]): readonly Problem[] =>
  names.flatMap((name) =>
    problemIf(entry[name] === undefined, {
      rule: "missing-key",
      path: [...path, name],
      at: "key",
      found: `no ${name}`,
    }),
  );

/** What an ARN stands in place of. */
const beside = (path: Path, entry: Entry, names: readonly string[]): readonly Problem[] =>
  names.flatMap((name) =>
    problemIf(entry[name] !== undefined, {
      rule: "exactly-one",
      path: [...path, name],
      at: "key",
      found: `${name} beside arn`,
      expected: `one of arn and ${name}`,
    }),
  );

/** Keys that only say which role it is, and what is granted. */
const NAMING = ["account", "name", "role", "create", "arn", "policyName", "grants"];

/** Settings of a role that exists change nothing: its owner has made it. */
const idle = (path: Path, entry: Entry): readonly Problem[] =>
  Object.keys(entry).flatMap((name) =>
    problemIf(entry[name] !== undefined && !NAMING.includes(name), {
      rule: "no-effect",
      path: [...path, name],
      at: "key",
      found: `${name} of a role that exists`,
    }),
  );

/** Targets: an account and a role, or the ARN of one that exists. */
export function checkExistingTargets({ omitted }: CheckContext, placement: DraftPlacement): readonly Problem[] {
  const { key, workload, cluster, target, targets } = placement;
  const own = workload.clusters?.[cluster.text];
  const ofWorkload = writtenIn(workload, ["workloads", key]);
  const placed = new Map([["", target], ...targets.map((one) => [one.key, one.target] as const)]);
  const ofTarget = (at: Path, target: Entry): readonly Problem[] =>
    target.arn === undefined ? [] : [...beside(at, target, ["account", "role", "policyName"]), ...idle(at, target)];
  return [
    ...[...ofWorkload, ...writtenIn(own, cluster.path)].flatMap(([, at, target]) => ofTarget(at, target)),
    ...ofWorkload.flatMap(([name, at, target]) =>
      target.arn === undefined && !omitted(at)
        ? missing(at, target, ["account", ...(placed.get(name)?.role ? [] : ["role"])])
        : [],
    ),
  ];
}

/** The target that is written, and each of several by its key. */
const writtenIn = (
  of: Pick<DraftWorkload, "target" | "targets"> | undefined,
  path: Path,
): readonly (readonly [name: string, Path, Entry])[] => [
  ...(of?.target ? [["", [...path, "target"], of.target] as const] : []),
  ...entriesOf(of?.targets).map(([key, target]) => [key, [...path, "targets", key], target] as const),
];

/** Where the roles that exist must be: a primary role in the cluster's account, a target role in its partition. */
export function checkExistingAccounts({ config }: CheckContext, placement: DraftPlacement): readonly Problem[] {
  const { cluster, primaryRole, shared, mechanism } = placement;
  const home = accountKeyOf(config, "clusters", cluster.text);
  const { id, region = "" } = config.accounts?.[home ?? ""] ?? {};
  const partition = partitionOf(region);
  const arn = shared ? config.primaryRoles?.[primaryRole?.text ?? ""]?.arn : undefined;
  const primary = arn === undefined ? undefined : existingRole(arn);
  if (mechanism === "irsa" || id === undefined || partition === undefined) return [];
  const isElsewhere = primary !== undefined && (primary.account !== id || primary.partition !== partition);
  return [
    ...problemIf(isElsewhere, {
      rule: "primary-role-account",
      path: primaryRole?.path ?? [],
      found: `${arn} for a cluster of ${home}`,
      expected: `a role of account ${id} in partition ${partition}`,
    }),
    ...holdersOf(placement).flatMap(({ target }) =>
      problemIf(target?.arn !== undefined && existingRole(target.arn).partition !== partition, {
        rule: "cross-partition",
        path: target?.role?.path ?? [],
        found: `${target?.arn} for a cluster in ${partition}`,
      }),
    ),
  ];
}
