import { unknownText } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { dictionary, isDictionary, type Value } from "../value";
import { plainText, type ResourceFacts } from "./resource-facts";

/**
 * A resource's tags in AWS: those that Terraform sets, and, not known, those that its provider leaves to others.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#ignore_tags-configuration-block
 */
export function tagsAll(subject: ResourceFacts): Value {
  const [tags, ignored] = [tagsSet(subject), subject.ignoredTags];
  if (ignored === null || tags instanceof UnknownValue) return tags;
  const unknown = new UnknownValue("not-read", "its provider ignores tags that others set", {
    advice: "Remove ignore_tags from the provider, or the condition on the tag.",
  });
  const { keys = null, key_prefixes = null } = isDictionary(ignored) ? ignored : { key_prefixes: ignored };
  const [names, prefixes] = [textsIn(keys), textsIn(key_prefixes)];
  if (!names || !prefixes) return unknown;
  const rest = unknownText(`${subject.stack}/${subject.address} a tag that others set`);
  return dictionary([
    ...(isDictionary(tags) ? Object.entries(tags) : []),
    ...[...names, ...prefixes.map((prefix) => prefix + rest)].map((name) => [name, unknown] as const),
  ]);
}

/** The known texts of a list; undefined where it has others. */
function textsIn(list: Value): readonly string[] | undefined {
  if (list === null) return [];
  const texts = Array.isArray(list) ? list.map(plainText) : [undefined];
  return texts.every((one) => one !== undefined) ? texts : undefined;
}

/** A resource's own tags over those that its provider gives to everything. */
function tagsSet(subject: ResourceFacts): Value {
  const [common, own] = [subject.defaultTags, subject.set("tags")];
  if (common === null || own instanceof UnknownValue) return own;
  if (own === null || common instanceof UnknownValue) return common;
  return isDictionary(common) && isDictionary(own) ? { ...common, ...own } : own;
}
