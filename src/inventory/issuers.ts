import { bareIssuer } from "../aws";
import type { Resource } from "../terraform/world";
import type { Cluster } from "./inventory";
import type { ResourceIndex } from "./resource-index";
import { knownText, nameAt, textAt, unlessWrong } from "./values";

/** The issuer of `cluster`, from its attribute or a postcondition on it; unknown as a text where only apply decides it. */
export function issuerOfCluster(cluster: Resource): string | undefined {
  const url = unlessWrong(() => knownText(textAt(cluster, "identity", 0, "oidc", 0, "issuer")));
  return url === undefined ? undefined : bareIssuer(url);
}

/** The issuers of the clusters of the world. */
export const clusterIssuersOf = (resources: ResourceIndex): ReadonlySet<string> =>
  new Set(clustersIn(resources).flatMap((cluster) => issuerOfCluster(cluster) ?? []));

/**
 * The issuer of the cluster with this account, region and name, as the world has it: unknown as a text where only apply
 * decides it; undefined where nothing says it, or two say different things.
 */
export function issuerOf(resources: ResourceIndex, { account, region, name }: Cluster): string | undefined {
  if (region === undefined) return undefined;
  const same = clustersIn(resources).filter(
    (one) => one.account === account && one.region === region && nameAt(one, "name") === name,
  );
  const [issuer, ...others] = new Set(same.flatMap((one) => issuerOfCluster(one) ?? []));
  return others.length > 0 ? undefined : issuer;
}

const clustersIn = (resources: ResourceIndex): readonly Resource[] => [
  ...resources.managed("aws_eks_cluster"),
  ...resources.data("aws_eks_cluster"),
];
