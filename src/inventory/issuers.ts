import { lazy } from "../collections/lazy";
import type { Value } from "../terraform/value";
import type { Resource } from "../terraform/world";
import { hasUnknown, partsOf, unknownText } from "../unknown/unknown-text";
import type { ResourceIndex } from "./resource-index";
import { blocksOf, knownText, textAt, unlessAccountMissing } from "./values";

/** An issuer as AWS compares it: without `https://` and trailing `/`. */
export const issuerOf = (url: string): string => url.replace(/^https:\/\//, "").replace(/\/+$/, "");

const writtenAt = (cluster: Resource): string | undefined =>
  knownText(textAt(cluster, "identity", 0, "oidc", 0, "issuer"));

/** The issuer that `cluster` is known to have, from its attribute or a postcondition on it; undefined where neither tells. */
export function issuerOfCluster(cluster: Resource): string | undefined {
  const written = unlessAccountMissing(() => writtenAt(cluster));
  return written !== undefined && !hasUnknown(written) ? issuerOf(written) : issuerAsserted(cluster);
}

const ISSUER = String.raw`self\.identity(?:\[0\]|\.0)\.oidc(?:\[0\]|\.0)\.issuer`;
const BARE = String.raw`(?:${ISSUER}|(?:replace|trimprefix)\(\s*${ISSUER}\s*,\s*"https://"\s*(?:,\s*""\s*)?\))`;
const TEXT = '"([^"$%]+)"';
const CLAUSE = new RegExp(String.raw`^[(\s]*(?:${BARE}\s*==\s*${TEXT}|${TEXT}\s*==\s*${BARE})[)\s]*$`);

/** What a postcondition says the issuer is: a comparison that must hold, alone or beside others. */
function issuerAsserted(cluster: Resource): string | undefined {
  for (const lifecycle of blocksOf(cluster.get("lifecycle")))
    for (const { condition } of blocksOf(lifecycle.postcondition)) {
      const issuer = issuerIn(condition);
      if (issuer !== undefined) return issuerOf(issuer);
    }
  return undefined;
}

function issuerIn(condition: Value | undefined): string | undefined {
  if (typeof condition !== "string") return undefined;
  const expression = condition.trim().replace(/^\$\{(.*)\}$/s, "$1");
  // What is denied, or one of several, need not hold.
  if (/\|\||\?|!(?!=)/.test(expression)) return undefined;
  for (const clause of expression.split("&&")) {
    const [, after, before] = CLAUSE.exec(clause) ?? [];
    const issuer = after ?? before;
    if (issuer !== undefined) return issuer;
  }
  return undefined;
}

/** Writes the issuers that postconditions assert into texts, instead of the unknown texts for them. */
export function assertedIssuers(resources: ResourceIndex): (text: string) => string {
  const bySymbol = lazy(
    () => new Map([...resources.managed("aws_eks_cluster"), ...resources.data("aws_eks_cluster")].flatMap(entriesOf)),
  );
  return (text) => {
    if (!hasUnknown(text) || bySymbol().size === 0) return text;
    return partsOf(text)
      .map((part) => bySymbol().get(part) ?? part)
      .join("");
  };
}

/** The unknown texts for an issuer of which only apply can know all but the scheme: its own, and that for cutting the scheme off with `replace`. */
function entriesOf(cluster: Resource): readonly (readonly [string, string])[] {
  const written = unlessAccountMissing(() => writtenAt(cluster));
  if (written === undefined || !hasUnknown(written)) return [];
  const issuer = issuerAsserted(cluster);
  if (issuer === undefined) return [];
  return [issuerOf(written), unknownText(`replace(${written}, https://, )`)].map((name) => [name, issuer]);
}
