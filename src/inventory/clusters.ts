import { clusterArn, PARTITIONS } from "../aws";
import { lazily } from "../collections/lazy";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import type { Cluster } from "./inventory";
import { required, textAt } from "./values";

/** The cluster that `resource` names with `cluster_name`: in the account and region that it is in itself. */
export function clusterAt(resource: Resource): Cluster | UnknownValue {
  const name = required(textAt(resource, "cluster_name"), "cluster_name");
  return name instanceof UnknownValue ? name : clusterIn(resource, name);
}

/** The cluster of this name that is in `place`. */
export function clusterIn(place: Pick<Resource, "account" | "region" | "partition">, name: string): Cluster {
  const { region } = place;
  const partition = PARTITIONS.find((one) => one === place.partition) ?? "aws";
  return lazily<Cluster>({
    name: () => name,
    account: () => place.account,
    region: () => region,
    partition: () => partition,
    arn: () => (region === undefined ? undefined : clusterArn({ partition, id: place.account }, region, name)),
  });
}
