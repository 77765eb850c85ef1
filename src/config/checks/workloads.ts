import { partitionOf } from "../../aws";
import type { Problem } from "../../rules";
import { type DraftGrant, entriesOf } from "../draft";
import type { Placement } from "../placement";
import { accountOf, refers, type Subject, when } from "./subject";

export const workloads = ({ config, lost }: Subject): readonly Problem[] =>
  entriesOf(config.workloads).flatMap(([key, { cluster, clusters, target, grants, policyName, confine }]) => {
    const path = ["workloads", key];
    const either = { rule: "exactly-one", path, at: "key" } as const;
    return [
      ...when(!lost(path) && (cluster === undefined) === (clusters === undefined), {
        ...either,
        found: cluster === undefined ? "neither cluster nor clusters" : "cluster and clusters",
        expected: "one of cluster and clusters",
      }),
      ...when(clusters !== undefined && Object.keys(clusters).length === 0, {
        rule: "too-few",
        path: [...path, "clusters"],
        found: "an empty map",
      }),
      ...when(target !== undefined && grants !== undefined, {
        ...either,
        path: [...path, "grants"],
        found: "grants beside a target",
        expected: "grants inside target",
      }),
      ...when(target !== undefined && policyName !== undefined, {
        ...either,
        path: [...path, "policyName"],
        found: "policyName beside a target",
        expected: "policyName inside target",
      }),
      ...when(!(confine ?? config.defaults?.confine ?? true), {
        rule: "unconfined",
        path: confine === false ? [...path, "confine"] : path,
        at: "key",
        found: "confine: false",
      }),
    ];
  });

/** What EKS asks of a pod and its association. */
export function pod({ config }: Subject, { key, workload, cluster, target, shared, grants }: Placement) {
  const path = ["workloads", key];
  const { sessionTags = true, confine = true, verify = "none" } = { ...config.defaults, ...defined(workload) };
  const compute = config.clusters?.[cluster.text]?.compute ?? "ec2";
  const untagged =
    workload.sessionTags === undefined ? { path, at: "key" as const } : { path: [...path, "sessionTags"] };
  const image = workload.verifyImage;
  return [
    ...refers(config, "clusters", cluster),
    ...when(compute !== "ec2", {
      rule: "compute-unsupported",
      path: cluster.path,
      found: `cluster ${cluster.text} with compute ${compute}`,
    }),
    ...when(!sessionTags && !target && confine, {
      rule: "session-tags-off-target",
      ...untagged,
      found: "sessionTags: false without a target",
    }),
    ...when(!sessionTags && shared, {
      rule: "session-tags-off-shared",
      ...untagged,
      found: `sessionTags: false with the shared primary role ${workload.primaryRole}`,
    }),
    ...when(verify !== "none" && !grants.some((grant) => grant === undefined || lists(grant)), {
      rule: "verify-list",
      path: workload.verify ? [...path, "verify"] : path,
      at: "key",
      found: `verify: ${verify} with no such grant`,
    }),
    ...when(image !== undefined && floats(image), {
      rule: "image-floating",
      path: [...path, "verifyImage"],
      found: `${image}`,
    }),
  ];
}

const defined = <T extends object>(entry: T): Partial<T> =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as Partial<T>;

/** An image reference without a digest whose tag is missing or is not a version of three numbers. */
const floats = (image: string): boolean => !/@|:v?[0-9]+\.[0-9]+\.[0-9]+([.+-][\w.-]*)?$/.test(image);

const lists = ({ read, actions }: DraftGrant): boolean => read !== undefined || !!actions?.includes("s3:ListBucket");

/** Where the roles of a chain may lie. */
export function roles({ config, lost }: Subject, placement: Placement): readonly Problem[] {
  const { key, cluster, primaryRole, shared, target, grants } = placement;
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
    ...when(shared && !target, {
      rule: "primary-role-target",
      path: primaryRole?.path ?? path,
      found: `no target beside ${primaryRole?.text}`,
    }),
    ...(target ? refers(config, "accounts", target.account) : []),
    ...when(!target && grants.length === 0 && !lost(path) && !lost([...path, "grants"]), {
      rule: "exactly-one",
      path,
      at: "key",
      found: "neither target nor grants",
      expected: "one of target and grants",
    }),
    ...when(from !== undefined && to !== undefined && from !== to, {
      rule: "cross-partition",
      path: target?.account?.path ?? path,
      found: `${target?.account?.text} in ${to} for a cluster in ${from}`,
    }),
  ];
}
