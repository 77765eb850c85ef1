import { partitionOf } from "../../aws";
import type { Path, Problem } from "../../rules";
import { type Draft, type DraftWorkload, entriesOf } from "../draft";
import { type DraftHolder, type DraftPlacement, holdersOf } from "../placement";
import { accountKeyOf, type CheckContext, checkReference, problemIf } from "./check-context";
import { areValid, isVerifiable } from "./grants";
import { hasFloatingTag } from "./image";
import { settingOf } from "./settings";

export function checkWorkloads({ config, omitted }: CheckContext): readonly Problem[] {
  const none = config.workloads !== undefined && Object.keys(config.workloads).length === 0 && !omitted(["workloads"]);
  return [
    ...problemIf(none, { rule: "too-few", path: ["workloads"], found: "an empty map" }),
    ...entriesOf(config.workloads).flatMap(([key, workload]) => checkWorkload(config, omitted, key, workload)),
  ];
}

function checkWorkload(
  config: Draft,
  omitted: CheckContext["omitted"],
  key: string,
  workload: DraftWorkload,
): readonly Problem[] {
  const { cluster, clusters, target, grants, policyName, mechanism, transitionFrom } = workload;
  const path = ["workloads", key];
  const confine = settingOf(config, key, workload, "confine", true);
  const image = settingOf(config, key, workload, "verifyImage", "");
  const empty = clusters !== undefined && Object.keys(clusters).length === 0 && !omitted([...path, "clusters"]);
  return [
    ...problemIf(!omitted(path) && (cluster === undefined) === (clusters === undefined), {
      rule: "exactly-one",
      path,
      at: "key",
      found: cluster === undefined ? "neither cluster nor clusters" : "cluster and clusters",
      expected: "one of cluster and clusters",
    }),
    ...problemIf(empty, { rule: "too-few", path: [...path, "clusters"], found: "an empty map" }),
    ...problemIf(target !== undefined && grants !== undefined, misplacedBesideTarget([...path, "grants"])),
    ...problemIf(target !== undefined && policyName !== undefined, misplacedBesideTarget([...path, "policyName"])),
    ...entriesOf(clusters).flatMap(([on, own]) =>
      problemIf(
        own.grants !== undefined && (own.target ?? target) !== undefined,
        misplacedBesideTarget([...path, "clusters", on, "grants"]),
      ),
    ),
    ...problemIf(!confine.value && mechanism !== "irsa" && transitionFrom === undefined, {
      rule: "unconfined",
      path: confine.path,
      at: "key",
      found: "confine: false",
    }),
    ...(["assumePolicyName", "principal"] as const).flatMap((name) =>
      problemIf(mechanism !== "irsa" && workload[name] !== undefined && !target && grants !== undefined, {
        rule: "no-effect",
        path: [...path, name],
        at: "key",
        found: `${name} without a target`,
      }),
    ),
    ...problemIf(image.value !== "" && hasFloatingTag(image.value), {
      rule: "image-floating",
      path: image.path,
      found: image.value,
    }),
  ];
}

const misplacedBesideTarget = (path: Path): Problem => ({
  rule: "exactly-one",
  path,
  at: "key",
  found: `${path.at(-1)} beside a target`,
  expected: `${path.at(-1)} inside target`,
});

/** What EKS requires of a pod and its association. */
export function checkPod(context: CheckContext, placement: DraftPlacement): readonly Problem[] {
  const { config } = context;
  const { key, workload, cluster, target, targets, shared } = placement;
  const holders = holdersOf(placement);
  const sessionTags = settingOf(config, key, workload, "sessionTags", true);
  const confine = settingOf(config, key, workload, "confine", true);
  const verify = settingOf(config, key, workload, "verify", "none");
  const compute = config.clusters?.[cluster.text]?.compute ?? "ec2";
  /** A default may suit other workloads, so the problem is reported at this workload. */
  const blamed = ({ path }: { path: Path }) =>
    path[0] === "defaults" ? { path: ["workloads", key], at: "key" as const } : { path };
  const byPodIdentity = workload.mechanism !== "irsa";
  return [
    ...checkReference(config, "clusters", cluster),
    ...problemIf(byPodIdentity && compute !== "ec2", {
      rule: "compute-unsupported",
      path: cluster.path,
      found: `cluster ${cluster.text} with compute ${compute}`,
    }),
    ...problemIf(byPodIdentity && !sessionTags.value && !target && targets.length === 0 && !shared && confine.value, {
      rule: "session-tags-off-target",
      ...blamed(sessionTags),
      found: "sessionTags: false without a target",
    }),
    ...problemIf(byPodIdentity && !sessionTags.value && targets.length > 0 && confine.value, {
      rule: "session-tags-off-targets",
      ...blamed(sessionTags),
      found: "sessionTags: false with targets",
    }),
    ...problemIf(byPodIdentity && !sessionTags.value && shared && target !== undefined, {
      rule: "session-tags-off-shared",
      ...blamed(sessionTags),
      found: `sessionTags: false with the shared primary role ${workload.primaryRole}`,
    }),
    ...problemIf(
      verify.value !== "none" &&
        holders.every(({ grants, grantsPath }) => areValid(context, grants, grantsPath)) &&
        !holders.some(({ grants }) => grants.some((grant) => isVerifiable(config, grant))),
      {
        rule: "verify-list",
        at: "key",
        ...blamed(verify),
        found: `verify: ${verify.value} with no such grant`,
      },
    ),
  ];
}

/** Which accounts the roles of a chain may be in. */
export function checkRoles({ config, omitted }: CheckContext, placement: DraftPlacement): readonly Problem[] {
  const { key, workload, cluster, primaryRole, shared, target, targets, grants, grantsPath } = placement;
  const byPodIdentity = workload.mechanism !== "irsa";
  const home = accountKeyOf(config, "clusters", cluster.text);
  const path = ["workloads", key];
  const partition = (account: string | undefined) => partitionOf(config.accounts?.[account ?? ""]?.region ?? "");
  const from = partition(home);
  const hasTarget = target !== undefined || targets.length > 0 || workload.targets !== undefined;
  const isNamed = shared && config.primaryRoles?.[primaryRole?.text ?? ""]?.arn === undefined;
  const roleAccount = isNamed ? accountKeyOf(config, "primaryRoles", primaryRole?.text) : undefined;
  return [
    ...problemIf(roleAccount !== undefined && home !== undefined && roleAccount !== home, {
      rule: "primary-role-account",
      path: primaryRole?.path ?? path,
      found: `${primaryRole?.text} of ${roleAccount} for a cluster of ${home}`,
    }),
    ...problemIf(shared && !hasTarget && !omitted(path), {
      rule: "primary-role-target",
      path: primaryRole?.path ?? path,
      found: `no target beside ${primaryRole?.text}`,
    }),
    ...checkClusterTargets(placement, omitted),
    ...problemIf(
      byPodIdentity && !hasTarget && !shared && grants.length === 0 && !omitted(path) && !omitted(grantsPath),
      {
        rule: "exactly-one",
        path,
        at: "key",
        found: "neither target nor grants",
        expected: "one of target and grants",
      },
    ),
    ...holdersOf(placement).flatMap(({ target: one }) => {
      const to = partition(one?.account?.text);
      return [
        ...(one?.arn === undefined ? checkReference(config, "accounts", one?.account) : []),
        ...problemIf(byPodIdentity && from !== undefined && to !== undefined && from !== to, {
          rule: "cross-partition",
          path: one?.account?.path ?? path,
          found: `${one?.account?.text} in ${to} for a cluster in ${from}`,
        }),
      ];
    }),
  ];
}

/** A target given for one cluster only must be complete, as the workload has none to complete it from. */
function checkClusterTargets(placement: DraftPlacement, omitted: CheckContext["omitted"]): readonly Problem[] {
  const { workload, cluster, targets } = placement;
  return [
    ...(workload.target ? [] : checkWhole(placement, [...cluster.path, "target"], omitted)),
    ...targets
      .filter(({ key }) => workload.targets?.[key] === undefined)
      .flatMap((named) => checkWhole(named, [...cluster.path, "targets", named.key], omitted)),
  ];
}

function checkWhole({ target, grants }: DraftHolder, path: Path, omitted: CheckContext["omitted"]): readonly Problem[] {
  if (!target || omitted(path)) return [];
  const parts = { account: target.account, role: target.role, grants: grants.length > 0 ? grants : undefined };
  return Object.entries(parts).flatMap(([name, part]) =>
    problemIf(part === undefined, { rule: "missing-key", path: [...path, name], at: "key", found: `no ${name}` }),
  );
}
