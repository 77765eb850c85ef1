import { bareIssuer } from "../aws";
import type { Resource } from "../terraform/world";
import { hasUnknown } from "../unknown/unknown-text";
import type { ResourceIndex } from "./resource-index";
import { knownText, textAt, unlessAccountMissing } from "./values";

/** The issuer that `cluster` is known to have, from its attribute or a postcondition on it; undefined where neither has it. */
export function issuerOfCluster(cluster: Resource): string | undefined {
  const url = unlessAccountMissing(() => knownText(textAt(cluster, "identity", 0, "oidc", 0, "issuer")));
  return url === undefined || hasUnknown(url) ? undefined : bareIssuer(url);
}

/** The issuers that the clusters of the world are known to have. */
export const clusterIssuersOf = (resources: ResourceIndex): ReadonlySet<string> =>
  new Set(
    [...resources.managed("aws_eks_cluster"), ...resources.data("aws_eks_cluster")].flatMap(
      (cluster) => issuerOfCluster(cluster) ?? [],
    ),
  );
