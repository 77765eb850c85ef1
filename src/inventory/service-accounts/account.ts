import { lazily, lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import { hasUnknown } from "../../unknown/unknown-text";
import type { UnknownValue } from "../../unknown/unknown-value";
import { clustersOf, doubtfulClustersOf, homeOf } from "../cluster-home";
import type { ServiceAccount } from "../inventory";
import { issuerOfCluster } from "../issuers";
import { clusterNameOf } from "../kubernetes";
import type { ResourceIndex } from "../resource-index";

/** What a service account is, by the resource that makes or annotates it. */
export type Described = Pick<ServiceAccount, "namespace" | "name" | "roleArn" | "audience"> &
  Partial<Pick<ServiceAccount, "place" | "unsure" | "assumed" | "chosenBy">>;

/** The same, computed when it is asked for. */
export type Makers = { readonly [K in keyof Described]-?: () => Described[K] };

/** A service account of the cluster that the Kubernetes provider of `resource` is configured for. */
export function accountOf(resources: ResourceIndex, resource: Resource, described: Makers): ServiceAccount {
  const issuers = lazy(() => issuersIn(clustersOf(resources, resource)));
  const home = lazy(() => homeOf(resources, resource));
  return lazily<ServiceAccount>({
    ...described,
    resource: () => resource,
    clusterName: () => clusterNameOf(resource),
    account: () => home().account,
    region: () => home().region,
    issuer: () => issuers().issuer,
    openIssuer: () => issuers().openIssuer,
    doubtfulIssuer: () => {
      const { issuer, openIssuer } = issuersIn(doubtfulClustersOf(resources, resource));
      return issuer ?? (openIssuer?.isMade ? openIssuer.text : undefined);
    },
  });
}

/** A service account of a cluster that is not known. */
export const accountElsewhere = (resource: Resource, described: Makers, unknown: UnknownValue): ServiceAccount =>
  lazily<ServiceAccount>({
    ...described,
    resource: () => resource,
    clusterName: () => unknown,
    account: () => undefined,
    region: () => undefined,
    issuer: () => undefined,
    openIssuer: () => undefined,
    doubtfulIssuer: () => undefined,
  });

/** A service account of which nothing else is known. */
export const notDescribed = (unknown: UnknownValue): Makers => ({
  namespace: () => unknown,
  name: () => unknown,
  roleArn: () => unknown,
  audience: () => unknown,
  place: () => undefined,
  unsure: () => unknown,
  assumed: () => undefined,
  chosenBy: () => undefined,
});

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
