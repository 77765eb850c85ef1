import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";

/** Tags by their key in lower case, as conditions compare keys; undefined for a value that is not known. */
export type Tags = ReadonlyMap<string, string | undefined>;

/**
 * The tags of `resource` in AWS, those that its provider gives to everything among them; undefined where they are not
 * known.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging
 */
export function tagsInAws(resource: Resource): Tags | undefined {
  if (resource.indefinite !== undefined || resource.get("tags") instanceof UnknownValue) return undefined;
  const tags = resource.get("tags_all") ?? resource.get("tags");
  if (tags instanceof UnknownValue) return undefined;
  if (typeof tags !== "object" || tags === null || Array.isArray(tags)) return new Map();
  return new Map(
    Object.entries(tags).map(([tag, text]) => [tag.toLowerCase(), typeof text === "string" ? text : undefined]),
  );
}
