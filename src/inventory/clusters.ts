import { clusterArn, PARTITIONS } from "../aws";
import { lazily } from "../collections/lazy";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import type { Cluster } from "./inventory";
import { required, textAt } from "./values";

/** The cluster that `resource` names with `cluster_name`: in the account and region that it is in itself. */
export function clusterAt(resource: Resource): Cluster | UnknownValue {
  const name = required(textAt(resource, "cluster_name"), "cluster_name");
  if (name instanceof UnknownValue) return name;
  const { region } = resource;
  const partition = PARTITIONS.find((one) => one === resource.partition) ?? "aws";
  return lazily<Cluster>({
    name: () => name,
    account: () => resource.account,
    region: () => region,
    partition: () => partition,
    arn: () => (region === undefined ? undefined : clusterArn({ partition, id: resource.account }, region, name)),
  });
}
