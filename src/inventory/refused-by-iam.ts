import { CLIENT_IDS, ROLE_TAGS, THUMBPRINTS } from "../aws";
import type { Resource } from "../terraform/world";
import { hasUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { isThere, type Refusal } from "./refusals";
import { listAt } from "./values";

/** Why IAM does not create `resource`, whose `argument` is as it is. */
const refusal = (resource: Resource, argument: string, awsError: string, message: string, fix: string): Refusal => ({
  kind: "limit",
  message: `${resource.address}: ${message}`,
  awsError,
  fix,
  location: resource.location(argument),
});

/**
 * What apply finds out about a role that the provider does not check before: IAM has at most 50 tags on it, and compares their keys without regard to case. Tags with `aws:` the provider leaves out.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
 */
export function refusedRole(resource: Resource): Refusal | undefined {
  if (resource.indefinite !== undefined || isThere(resource)) return undefined;
  const tags = resource.get("tags_all") ?? resource.get("tags");
  if (typeof tags !== "object" || tags === null || Array.isArray(tags) || tags instanceof UnknownValue)
    return undefined;
  const all = Object.entries(tags).filter(([key]) => !key.toLowerCase().startsWith("aws:"));
  const keys = all.map(([key]) => key).filter((key) => !hasUnknown(key));
  const lower = keys.map((key) => key.toLowerCase());
  const twice = keys.find((_, index) => lower.indexOf(lower[index] ?? "") !== index);
  if (twice !== undefined)
    return refusal(
      resource,
      "tags",
      "InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive.",
      `it has two tags "${twice}", whose keys differ in case alone: its own and its provider's are together`,
      "Spell them alike, or remove one.",
    );
  if (keys.length > ROLE_TAGS.most)
    return refusal(
      resource,
      "tags",
      `LimitExceeded: Cannot exceed quota for TagsPerRole: ${ROLE_TAGS.most}`,
      `it has ${keys.length} tags, its provider's among them; IAM takes ${ROLE_TAGS.most}`,
      "Remove some.",
    );
  const long = all.find(
    ([key, value]) =>
      !hasUnknown(key) &&
      (key.length > ROLE_TAGS.key ||
        (typeof value === "string" && !hasUnknown(value) && value.length > ROLE_TAGS.value)),
  );
  return (
    long &&
    refusal(
      resource,
      "tags",
      `ValidationError: Member must have length less than or equal to ${long[0].length > ROLE_TAGS.key ? ROLE_TAGS.key : ROLE_TAGS.value}`,
      `its tag "${long[0].slice(0, 40)}" is too long: keys have at most ${ROLE_TAGS.key} characters, values ${ROLE_TAGS.value}`,
      "Shorten it.",
    )
  );
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
export function refusedProvider(resource: Resource): Refusal | undefined {
  if (resource.mode !== "managed" || resource.indefinite !== undefined || isThere(resource)) return undefined;
  for (const [argument, most, what] of [
    ["client_id_list", CLIENT_IDS, "audiences"],
    ["thumbprint_list", THUMBPRINTS, "thumbprints"],
  ] as const) {
    const list = listAt(resource, argument);
    if (list === undefined || list instanceof UnknownValue || list.length <= most) continue;
    return refusal(
      resource,
      argument,
      `LimitExceeded: ${what}: at most ${most}`,
      `it has ${list.length} ${what}; IAM takes ${most}`,
      "Remove some.",
    );
  }
  return undefined;
}
