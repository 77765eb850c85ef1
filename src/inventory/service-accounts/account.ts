import { lazily } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import type { UnknownValue } from "../../unknown/unknown-value";
import type { ServiceAccount } from "../inventory";
import { issuerOfCluster } from "../issuers";
import { clusterNameOf } from "../kubernetes";
import type { ResourceIndex } from "../resource-index";
import { accountIfKnown, nameAt } from "../values";

/** What a service account is, by the resource that makes or annotates it. */
export type Described = Pick<ServiceAccount, "namespace" | "name" | "roleArn" | "audience"> &
  Partial<Pick<ServiceAccount, "place" | "unsure" | "assumed" | "chosenBy">>;

/** The same, computed when it is asked for. */
export type Makers = { readonly [K in keyof Described]-?: () => Described[K] };

/** A service account of the cluster that the Kubernetes provider of `resource` is configured for. */
export function accountOf(resources: ResourceIndex, resource: Resource, described: Makers): ServiceAccount {
  const stack = resources.stackOf(resource);
  return lazily<ServiceAccount>({
    ...described,
    resource: () => resource,
    clusterName: () => clusterNameOf(resource),
    account: () => stack?.account ?? (resource.cluster && accountIfKnown(resource.cluster)),
    region: () => stack?.region ?? resource.cluster?.region,
    issuer: () => issuerFor(resources, resource),
  });
}

/** What the service account's cluster, or the clusters of that name, show; undefined where they show nothing or contradict each other. */
const issuerFor = (resources: ResourceIndex, resource: Resource): string | undefined =>
  issuerIn(resource.cluster ? [resource.cluster] : clustersCalled(resources, resource, clusterNameOf(resource)));

export function issuerIn(clusters: readonly Resource[]): string | undefined {
  const issuers = new Set(clusters.flatMap((cluster) => issuerOfCluster(cluster) ?? []));
  return issuers.size === 1 ? [...issuers][0] : undefined;
}

/** The stack's own clusters of that name, else those of the same account and region. */
export function clustersCalled(
  resources: ResourceIndex,
  resource: Resource,
  name: string | UnknownValue,
): readonly Resource[] {
  const called = [...resources.managed("aws_eks_cluster"), ...resources.data("aws_eks_cluster")].filter(
    (cluster) => nameAt(cluster, "name") === name,
  );
  const own = called.filter(({ stack }) => stack === resource.stack);
  if (own.length > 0) return own;
  const { account, region } = resources.stackOf(resource) ?? {};
  return called.filter(
    (cluster) => account !== undefined && accountIfKnown(cluster) === account && cluster.region === region,
  );
}
