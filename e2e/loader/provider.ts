import type { Resource, Stack } from "../../src/terraform";
import type { AllClients } from "./aws";
import type { Kubernetes } from "./kubernetes";
import type { ProviderConfig } from "./resources/kind";

/** The provider of a resource: its account and region, for Kubernetes objects those of their stack. */
export function providerOf(
  resource: Resource,
  stack: Stack,
  clients: AllClients,
  kubernetes: Kubernetes,
): ProviderConfig {
  const ofAws = resource.type.startsWith("aws_");
  const account = (ofAws ? resource.account : stack.account) ?? "";
  const region = (ofAws ? resource.region : stack.region) ?? "us-east-1";
  const { partition } = ofAws ? resource : (stack.resources.find(({ type }) => type.startsWith("aws_")) ?? resource);
  const cluster = resource.type.startsWith("kubernetes_") ? providerCluster(resource, stack, partition) : undefined;
  return { aws: clients.in(account, region), kubernetes, account, region, partition, cluster };
}

/** The ARN of the cluster that answers; undefined where the token is for another cluster (`--cluster-name`). */
function providerCluster(
  { clusterName: name, cluster }: Resource,
  stack: Stack,
  partition: string,
): string | undefined {
  if (typeof name !== "string" || (cluster && cluster.get("name") !== name)) return undefined;
  const region = cluster ? cluster.region : stack.region;
  return `arn:${partition}:eks:${region}:${stack.account}:cluster/${name}`;
}
