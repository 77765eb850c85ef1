import type { Resource } from "../terraform/world";
import type { UnknownValue } from "../unknown/unknown-value";
import { clusterNameOf } from "./kubernetes";
import type { ResourceIndex } from "./resource-index";
import { nameAt } from "./values";

/** The account and region of a cluster, as far as they are known. */
export interface Home {
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/**
 * Where the cluster is that the Kubernetes provider of `resource` is configured for: as its context or the cluster that it
 * refers to says, else the account and region of its stack. Where that is another account's by the role or profile
 * that signs the provider's tokens, or the world has clusters of that name in other places only, it is not known.
 * @see https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
 */
export function homeOf(resources: ResourceIndex, resource: Resource): Home {
  const { clusterPlace: place } = resource;
  if (!resource.cluster && place?.account !== undefined) return { account: place.account, region: place.region };
  const stack = resources.stackOf(resource);
  const clusters = clustersOf(resources, resource);
  const account = onlyOne(clusters.map((one) => one.account));
  if (account !== undefined) return { account, region: onlyOne(clusters.map(({ region }) => region)) };
  if (isSignedElsewhere(resources, resource)) return NOWHERE;
  const isElsewhere = clusters.length === 0 && allCalled(resources, clusterNameOf(resource)).length > 0;
  if (isElsewhere && stack?.kind !== "manifests") return NOWHERE;
  const region = stack?.region ?? resource.cluster?.region;
  return {
    account: stack?.account,
    region: place?.region === undefined || place.region === region ? region : undefined,
  };
}

const NOWHERE: Home = { account: undefined, region: undefined };

/** A root module may have providers of several accounts: a cluster is in the account of the one that reads it. */
const onlyOne = <T>(values: readonly T[]): T | undefined => (new Set(values).size === 1 ? values[0] : undefined);

/** Whether another account's role or profile signs the tokens of the provider of `resource`, or that of a profile that nothing shows. */
const isSignedElsewhere = (resources: ResourceIndex, resource: Resource): boolean =>
  resource.clusterPlace?.callers !== undefined &&
  resource.clusterPlace.callers !== resources.stackOf(resource)?.account;

/**
 * The cluster that the provider of `resource` refers to, or those of that name where its context says, if it does; a name of
 * another account's is another cluster's.
 */
export function clustersOf(resources: ResourceIndex, resource: Resource): readonly Resource[] {
  const { cluster, clusterPlace: place } = resource;
  if (cluster) return [cluster];
  const name = clusterNameOf(resource);
  if (place?.account !== undefined)
    return allCalled(resources, name).filter(
      ({ account, region }) => account === place.account && region === place.region,
    );
  return isSignedElsewhere(resources, resource) ? [] : clustersCalled(resources, resource, name, place?.region);
}

/** The clusters that are perhaps the one: another account's role or profile signs the provider's tokens, which may be let in there. */
export const doubtfulClustersOf = (resources: ResourceIndex, resource: Resource): readonly Resource[] =>
  !resource.cluster && resource.clusterPlace?.account === undefined && isSignedElsewhere(resources, resource)
    ? clustersCalled(resources, resource, clusterNameOf(resource), resource.clusterPlace?.region)
    : [];

const allCalled = (resources: ResourceIndex, name: string | UnknownValue): readonly Resource[] =>
  [...resources.managed("aws_eks_cluster"), ...resources.data("aws_eks_cluster")].filter(
    (cluster) => nameAt(cluster, "name") === name,
  );

/** The stack's own clusters of that name, else those of the same account and region; of `asked` alone where that is given. */
export function clustersCalled(
  resources: ResourceIndex,
  resource: Resource,
  name: string | UnknownValue,
  asked?: string,
): readonly Resource[] {
  const called = allCalled(resources, name).filter(
    ({ region }) => asked === undefined || region === undefined || region === asked,
  );
  const own = called.filter(({ stack }) => stack === resource.stack);
  if (own.length > 0) return own;
  const { account, region } = resources.stackOf(resource) ?? {};
  return called.filter(
    (cluster) => account !== undefined && cluster.account === account && cluster.region === (asked ?? region),
  );
}
