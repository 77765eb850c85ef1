import { bareIssuer } from "../aws";
import type { Resource } from "../terraform/world";
import type { ResourceIndex } from "./resource-index";
import { knownText, textAt, unlessWrong } from "./values";

/** The issuer of `cluster`, from its attribute or a postcondition on it; unknown as a text where only apply decides it. */
export function issuerOfCluster(cluster: Resource): string | undefined {
  const url = unlessWrong(() => knownText(textAt(cluster, "identity", 0, "oidc", 0, "issuer")));
  return url === undefined ? undefined : bareIssuer(url);
}

/** The issuers of the clusters of the world. */
export const clusterIssuersOf = (resources: ResourceIndex): ReadonlySet<string> =>
  new Set(
    [...resources.managed("aws_eks_cluster"), ...resources.data("aws_eks_cluster")].flatMap(
      (cluster) => issuerOfCluster(cluster) ?? [],
    ),
  );
