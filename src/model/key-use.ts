import { dnsSuffixOf, partitionOf } from "../aws";
import type { GrantOf } from "./permissions";
import type { Condition } from "./policy";
import type { EntryResource } from "./resolved-entities";

/**
 * What the actions of a grant take of the key that its resource is encrypted with, by the service alone.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function keyUse(
  { service, encryption, account, region = account.region }: EntryResource,
  actions: readonly string[],
): Pick<GrantOf, "key"> {
  const needed = [...new Set(actions.flatMap((action) => service.keyActions[action] ?? []))];
  if (encryption === undefined || needed.length === 0) return {};
  return { key: { ...encryption, actions: needed, via: viaService(service.facts.service, region) } };
}

/** A pattern in partitions whose services' names end in another way than AWS's page has them, in which no page has them. */
function viaService(service: string, region: string): Condition {
  const suffix = "amazonaws.com";
  const isUsual = dnsSuffixOf(partitionOf(region) ?? "aws") === suffix;
  const operator = isUsual ? "StringEquals" : "StringLike";
  return { [operator]: { "kms:ViaService": `${service}.${region}.${isUsual ? suffix : "*"}` } };
}
