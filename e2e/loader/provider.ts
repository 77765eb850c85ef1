import type { Resource, Stack } from "../../src/terraform";
import type { AllClients } from "./aws";
import type { Kubernetes } from "./kubernetes";
import type { ProviderConfig } from "./resources/kind";

/** Where a resource is made: its provider's account and region, or for Kubernetes' objects their stack's. */
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
  const cluster = resource.type.startsWith("kubernetes_") ? clusterOf(resource, stack, partition) : undefined;
  return { aws: clients.in(account, region), kubernetes, account, region, partition, cluster };
}

/** The ARN of the cluster that answers: one that the token is not for (`--cluster-name`) does not. */
function clusterOf({ clusterName: name, cluster }: Resource, stack: Stack, partition: string): string | undefined {
  if (typeof name !== "string" || (cluster && cluster.get("name") !== name)) return undefined;
  const region = cluster ? cluster.region : stack.region;
  return `arn:${partition}:eks:${region}:${stack.account}:cluster/${name}`;
}
