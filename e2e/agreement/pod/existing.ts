import { partitionOf as partitionOfRegion } from "../../../src/aws";
import type { World } from "../../../src/terraform";
import type { ClusterReference, PodReference } from "../../pods";
import type { Environment } from "../environment";
import { makeMissingRole } from "../iam-roles";
import { clusterArnOf } from "./reference";
import { associationsOf } from "./roles";

export const arnOfCluster = (cluster: ClusterReference): string =>
  clusterArnOf(cluster, partitionOfRegion(cluster.region) ?? "aws");

/** Makes a cluster with nodes outside Terraform, unless it exists. */
export async function ensureCluster(environment: Environment, cluster: ClusterReference): Promise<void> {
  const { emulator, kubernetes } = environment;
  const arn = arnOfCluster(cluster);
  if (kubernetes.hasCluster(arn)) return;
  kubernetes.addCluster(arn);
  emulator.addCluster({
    ...cluster,
    issuer: `https://oidc.example.com/${cluster.account}/${cluster.region}/${cluster.name}`,
  });
  const node = `${arn.replace(/:eks:[^:]*:/, ":iam::").replace(":cluster/", ":role/")}-node`;
  // one of that name in another region has the role already
  await makeMissingRole(environment, node);
}

/** Makes a namespace and a service account outside Terraform, unless they exist. */
export function ensureServiceAccount(
  environment: Environment,
  { cluster, namespace, serviceAccount }: PodReference,
): void {
  const { kubernetes, cleanups } = environment;
  const arn = arnOfCluster(cluster);
  ensureNamespace(environment, arn, namespace);
  if (kubernetes.get(arn, "ServiceAccount", namespace, serviceAccount)) return;
  kubernetes.create(arn, { kind: "ServiceAccount", metadata: { namespace, name: serviceAccount } });
  cleanups.push(() => {
    if (kubernetes.get(arn, "ServiceAccount", namespace, serviceAccount))
      kubernetes.remove(arn, "ServiceAccount", namespace, serviceAccount);
  });
}

/** Makes a service account annotated with `role` outside Terraform; returns a function that removes it. */
export function annotated(
  environment: Environment,
  { cluster, namespace, serviceAccount: name }: PodReference,
  role: string,
): () => void {
  const { kubernetes } = environment;
  const arn = arnOfCluster(cluster);
  ensureNamespace(environment, arn, namespace);
  const annotations = { "eks.amazonaws.com/role-arn": role };
  kubernetes.create(arn, { kind: "ServiceAccount", metadata: { namespace, name, annotations } });
  return () => kubernetes.remove(arn, "ServiceAccount", namespace, name);
}

function ensureNamespace({ kubernetes, cleanups }: Environment, cluster: string, name: string): void {
  if (kubernetes.get(cluster, "Namespace", undefined, name)) return;
  kubernetes.create(cluster, { kind: "Namespace", metadata: { name } });
  cleanups.push(() => {
    if (kubernetes.get(cluster, "Namespace", undefined, name)) kubernetes.remove(cluster, "Namespace", undefined, name);
  });
}

/** Roles that trust policies of `world` name and neither it nor the world as it was meant makes. */
export function rolesOfOthers({ stacks }: World, meant: readonly string[]): readonly string[] {
  const roles = stacks.flatMap(({ resources }) => resources.filter(({ type }) => type === "aws_iam_role"));
  const made = new Set(roles.map((role) => role.get("arn")));
  const named = roles.flatMap((role) => {
    const trust = role.get("assume_role_policy");
    return typeof trust === "string" ? (trust.match(/arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+/g) ?? []) : [];
  });
  return [...new Set(named)].filter((arn) => !made.has(arn) && !meant.includes(arn));
}

/**
 * A mutation may name a cluster or a namespace that no configuration has. Prove assumes that what Terraform does
 * not make exists, so it is made here.
 */
export async function ensureNamed(
  environment: Environment,
  world: World,
  clusters: readonly ClusterReference[],
): Promise<void> {
  for (const association of associationsOf(world)) {
    const [name, account, region] = [association.get("cluster_name"), association.account, association.region];
    if (typeof name === "string" && region !== undefined) await ensureCluster(environment, { account, region, name });
  }
  for (const { account, resources } of world.stacks) {
    const made = new Set(
      resources
        .filter(({ type }) => type.startsWith("kubernetes_namespace"))
        .map((one) => one.get("metadata", 0, "name")),
    );
    for (const one of resources) {
      if (!one.type.startsWith("kubernetes_service_account")) continue;
      const namespace = one.get("metadata", 0, "namespace");
      if (typeof namespace !== "string" || made.has(namespace)) continue;
      for (const cluster of clusters)
        if (cluster.account === account) ensureNamespace(environment, arnOfCluster(cluster), namespace);
    }
  }
}
