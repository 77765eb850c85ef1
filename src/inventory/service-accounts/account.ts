import { lazily, lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import { hasUnknown } from "../../unknown/unknown-text";
import type { UnknownValue } from "../../unknown/unknown-value";
import type { ServiceAccount } from "../inventory";
import { issuerOfCluster } from "../issuers";
import { clusterNameOf } from "../kubernetes";
import type { ResourceIndex } from "../resource-index";
import { nameAt } from "../values";

/** What a service account is, by the resource that makes or annotates it. */
export type Described = Pick<ServiceAccount, "namespace" | "name" | "roleArn" | "audience"> &
  Partial<Pick<ServiceAccount, "place" | "unsure" | "assumed" | "chosenBy">>;

/** The same, computed when it is asked for. */
export type Makers = { readonly [K in keyof Described]-?: () => Described[K] };

/** A service account of the cluster that the Kubernetes provider of `resource` is configured for. */
export function accountOf(resources: ResourceIndex, resource: Resource, described: Makers): ServiceAccount {
  const stack = resources.stackOf(resource);
  const clusters = lazy(() => clustersOf(resources, resource));
  const issuers = lazy(() => issuersIn(clusters()));
  const home = lazy(() => onlyOne(clusters().map(({ account }) => account)));
  return lazily<ServiceAccount>({
    ...described,
    resource: () => resource,
    clusterName: () => clusterNameOf(resource),
    account: () => home() ?? stack?.account,
    region: () =>
      home() === undefined || home() === stack?.account
        ? (stack?.region ?? resource.cluster?.region)
        : onlyOne(clusters().map(({ region }) => region)),
    issuer: () => issuers().issuer,
    openIssuer: () => issuers().openIssuer,
  });
}

/** A root module may have providers of several accounts: a cluster is in the account of the one that reads it. */
const onlyOne = <T>(values: readonly T[]): T | undefined => (new Set(values).size === 1 ? values[0] : undefined);

/** What the service account's cluster, or the clusters of that name, have for an issuer. */
const clustersOf = (resources: ResourceIndex, resource: Resource): readonly Resource[] =>
  resource.cluster ? [resource.cluster] : clustersCalled(resources, resource, clusterNameOf(resource));

/** The issuer of `clusters`; undefined where they have none, or contradict each other. */
export function issuersIn(clusters: readonly Resource[]): Pick<ServiceAccount, "issuer" | "openIssuer"> {
  const issuers = new Set(clusters.flatMap((cluster) => issuerOfCluster(cluster) ?? []));
  const known = [...issuers].filter((one) => !hasUnknown(one));
  const [text] = issuers;
  const isMade = clusters.some(({ mode }) => mode === "managed");
  return {
    issuer: known.length === 1 ? known[0] : undefined,
    openIssuer: known.length === 0 && issuers.size === 1 && text !== undefined ? { text, isMade } : undefined,
  };
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
  return called.filter((cluster) => account !== undefined && cluster.account === account && cluster.region === region);
}
