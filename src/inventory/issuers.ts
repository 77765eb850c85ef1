import { bareIssuer } from "../aws";
import type { Resource } from "../terraform/world";
import { hasUnknown } from "../unknown/unknown-text";
import { knownText, textAt, unlessAccountMissing } from "./values";

/** The issuer that `cluster` is known to have, from its attribute or a postcondition on it; undefined where neither tells. */
export function issuerOfCluster(cluster: Resource): string | undefined {
  const url = unlessAccountMissing(() => knownText(textAt(cluster, "identity", 0, "oidc", 0, "issuer")));
  return url === undefined || hasUnknown(url) ? undefined : bareIssuer(url);
}
