import { partitionOf } from "../../aws";
import type { Path, Problem } from "../../rules";
import { type Draft, type DraftWorkload, entriesOf } from "../draft";
import type { Placement } from "../placement";
import { lists, sound } from "./grants";
import { floats } from "./image";
import { accountOf, refers, type Subject, when } from "./subject";

export function workloads({ config, lost }: Subject): readonly Problem[] {
  const none = config.workloads !== undefined && Object.keys(config.workloads).length === 0 && !lost(["workloads"]);
  return [
    ...when(none, { rule: "too-few", path: ["workloads"], found: "an empty map" }),
    ...entriesOf(config.workloads).flatMap(([key, workload]) => one(config, lost, key, workload)),
  ];
}

function one(config: Draft, lost: Subject["lost"], key: string, workload: DraftWorkload): readonly Problem[] {
  const { cluster, clusters, target, grants, policyName, mechanism } = workload;
  const path = ["workloads", key];
  const confine = settingOf(config, key, workload, "confine", true);
  const image = settingOf(config, key, workload, "verifyImage", "");
  const empty = clusters !== undefined && Object.keys(clusters).length === 0 && !lost([...path, "clusters"]);
  return [
    ...when(!lost(path) && (cluster === undefined) === (clusters === undefined), {
      rule: "exactly-one",
      path,
      at: "key",
      found: cluster === undefined ? "neither cluster nor clusters" : "cluster and clusters",
      expected: "one of cluster and clusters",
    }),
    ...when(empty, { rule: "too-few", path: [...path, "clusters"], found: "an empty map" }),
    ...when(target !== undefined && grants !== undefined, besideTarget([...path, "grants"])),
    ...when(target !== undefined && policyName !== undefined, besideTarget([...path, "policyName"])),
    ...entriesOf(clusters).flatMap(([on, own]) =>
      when(
        own.grants !== undefined && (own.target ?? target) !== undefined,
        besideTarget([...path, "clusters", on, "grants"]),
      ),
    ),
    ...when(!confine.value && mechanism !== "irsa", {
      rule: "unconfined",
      path: confine.path,
      at: "key",
      found: "confine: false",
    }),
    ...(["assumePolicyName", "principal"] as const).flatMap((name) =>
      when(mechanism !== "irsa" && workload[name] !== undefined && !target && grants !== undefined, {
        rule: "no-effect",
        path: [...path, name],
        at: "key",
        found: `${name} without a target`,
      }),
    ),
    ...when(image.value !== "" && floats(image.value), {
      rule: "image-floating",
      path: image.path,
      found: image.value,
    }),
  ];
}

const besideTarget = (path: Path): Problem => ({
  rule: "exactly-one",
  path,
  at: "key",
  found: `${path.at(-1)} beside a target`,
  expected: `${path.at(-1)} inside target`,
});

type Setting = "confine" | "sessionTags" | "verify" | "verifyImage";

/** A setting of a workload and where it is said: there, in the defaults, or nowhere. */
function settingOf<T>(
  config: Draft,
  key: string,
  workload: DraftWorkload,
  name: Setting,
  fallback: T,
): { value: T; path: Path } {
  if (workload[name] !== undefined) return { value: workload[name] as T, path: ["workloads", key, name] };
  if (config.defaults?.[name] !== undefined) return { value: config.defaults[name] as T, path: ["defaults", name] };
  return { value: fallback, path: ["workloads", key] };
}

/** What EKS asks of a pod and its association. */
export function pod({ config, lost }: Subject, placement: Placement): readonly Problem[] {
  const { key, workload, cluster, target, shared, grants, grantsPath } = placement;
  const sessionTags = settingOf(config, key, workload, "sessionTags", true);
  const confine = settingOf(config, key, workload, "confine", true);
  const verify = settingOf(config, key, workload, "verify", "none");
  const compute = config.clusters?.[cluster.text]?.compute ?? "ec2";
  /** A default fits other workloads, so it is not blamed for the one that it does not fit. */
  const blamed = ({ path }: { path: Path }) =>
    path[0] === "defaults" ? { path: ["workloads", key], at: "key" as const } : { path };
  const byPodIdentity = workload.mechanism !== "irsa";
  return [
    ...refers(config, "clusters", cluster),
    ...when(byPodIdentity && compute !== "ec2", {
      rule: "compute-unsupported",
      path: cluster.path,
      found: `cluster ${cluster.text} with compute ${compute}`,
    }),
    ...when(byPodIdentity && !sessionTags.value && !target && !shared && confine.value, {
      rule: "session-tags-off-target",
      ...blamed(sessionTags),
      found: "sessionTags: false without a target",
    }),
    ...when(byPodIdentity && !sessionTags.value && shared && target !== undefined, {
      rule: "session-tags-off-shared",
      ...blamed(sessionTags),
      found: `sessionTags: false with the shared primary role ${workload.primaryRole}`,
    }),
    ...when(verify.value !== "none" && sound(grants, grantsPath, lost) && !grants.some(lists), {
      rule: "verify-list",
      at: "key",
      ...blamed(verify),
      found: `verify: ${verify.value} with no such grant`,
    }),
  ];
}

/** Where the roles of a chain may lie. */
export function roles({ config, lost }: Subject, placement: Placement): readonly Problem[] {
  const { key, workload, cluster, primaryRole, shared, target, grants, grantsPath } = placement;
  const byPodIdentity = workload.mechanism !== "irsa";
  const home = accountOf(config, "clusters", cluster.text);
  const path = ["workloads", key];
  const partition = (account: string | undefined) => partitionOf(config.accounts?.[account ?? ""]?.region ?? "");
  const [from, to] = [partition(home), partition(target?.account?.text)];
  const lies = shared ? accountOf(config, "primaryRoles", primaryRole?.text) : undefined;
  return [
    ...when(lies !== undefined && home !== undefined && lies !== home, {
      rule: "primary-role-account",
      path: primaryRole?.path ?? path,
      found: `${primaryRole?.text} of ${lies} for a cluster of ${home}`,
    }),
    ...when(shared && !target && !lost(path), {
      rule: "primary-role-target",
      path: primaryRole?.path ?? path,
      found: `no target beside ${primaryRole?.text}`,
    }),
    ...(target ? refers(config, "accounts", target.account) : []),
    ...ownTarget(placement, lost),
    ...when(byPodIdentity && !target && !shared && grants.length === 0 && !lost(path) && !lost(grantsPath), {
      rule: "exactly-one",
      path,
      at: "key",
      found: "neither target nor grants",
      expected: "one of target and grants",
    }),
    ...when(byPodIdentity && from !== undefined && to !== undefined && from !== to, {
      rule: "cross-partition",
      path: target?.account?.path ?? path,
      found: `${target?.account?.text} in ${to} for a cluster in ${from}`,
    }),
  ];
}

/** A target that only a cluster's own entry has must be whole: there is none that it differs from. */
function ownTarget({ workload, cluster, target, grants }: Placement, lost: Subject["lost"]): readonly Problem[] {
  const path = [...cluster.path, "target"];
  if (!target || workload.target || lost(path)) return [];
  const parts = { account: target.account, role: target.role, grants: grants.length > 0 ? grants : undefined };
  return Object.entries(parts).flatMap(([name, part]) =>
    when(part === undefined, { rule: "missing-key", path: [...path, name], at: "key", found: `no ${name}` }),
  );
}
