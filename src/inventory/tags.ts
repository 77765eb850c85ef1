import { toText } from "../terraform/value";
import type { Resource } from "../terraform/world";
import { mayBeSame } from "../unknown/compare-texts";
import { hasUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";

/** The tags of something in AWS. */
export interface Tags {
  /** By their key in lower case, as conditions compare keys; undefined for a value that is not known. */
  readonly named: ReadonlyMap<string, string | undefined>;
  /** Keys in lower case that are not fully known: whether there is a tag with one that they may be is not known. */
  readonly open: readonly string[];
}

/**
 * The tags of `resource` in AWS, those that its provider gives to everything among them; undefined where they are not
 * known. Services may keep tags apart whose keys differ in case only, and conditions do not.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging
 */
export function tagsInAws(resource: Resource): Tags | undefined {
  if (resource.indefinite !== undefined || resource.get("tags") instanceof UnknownValue) return undefined;
  const tags = resource.get("tags_all") ?? resource.get("tags");
  if (tags instanceof UnknownValue) return undefined;
  if (typeof tags !== "object" || tags === null || Array.isArray(tags)) return { named: new Map(), open: [] };
  const known = new Map<string, string | undefined>();
  for (const [tag, value] of Object.entries(tags)) {
    const [key, text] = [tag.toLowerCase(), toText(value)];
    // which one a condition sees is not known
    known.set(key, known.has(key) && known.get(key) !== text ? undefined : text);
  }
  const open = [...known.keys()].filter(hasUnknown);
  const isSure = (key: string) => !hasUnknown(key) && !open.some((one) => mayBeSame(one, key));
  return { named: new Map([...known].filter(([key]) => isSure(key))), open };
}
