import { clusterArn, PARTITIONS } from "../aws";
import { lazily } from "../collections/lazy";
import { withoutKeys } from "../terraform/module/addresses";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import type { Cluster } from "./inventory";
import type { ResourceIndex } from "./resource-index";
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

/**
 * The cluster whose attribute `resource` has for its `cluster_name`, though EKS looks for the name in another account or
 * region, where the world has none of it: a name does not tell where a cluster is.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html
 */
export function clusterElsewhere(resources: ResourceIndex, resource: Resource): Resource | undefined {
  const clusters = resources.managed("aws_eks_cluster");
  const named = clusters.length === 0 ? undefined : resource.namedBy?.("cluster_name");
  if (named === undefined) return undefined;
  const isHere = ({ account, region }: Resource): boolean =>
    account === resource.account &&
    (region === undefined || resource.region === undefined || region === resource.region);
  const meant = clusters.filter(({ stack, address }) => stack === resource.stack && named.has(withoutKeys(address)));
  const name = textAt(resource, "cluster_name");
  const isThere = clusters.some((one) => isHere(one) && textAt(one, "name") === name);
  return meant.some(isHere) || isThere ? undefined : meant[0];
}
