import { UnknownValue } from "../../unknown/unknown-value";
import { isDictionary, type Value } from "../value";
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
  const isEmpty = (list: Value) => list === null || (Array.isArray(list) && list.length === 0);
  if (!isEmpty(key_prefixes)) return unknown;
  const names = isEmpty(keys) ? [] : Array.isArray(keys) ? keys.map(plainText) : [undefined];
  if (!names.every((name) => name !== undefined)) return unknown;
  return { ...(isDictionary(tags) ? tags : {}), ...Object.fromEntries(names.map((name) => [name, unknown])) };
}

/** A resource's own tags over those that its provider gives to everything. */
function tagsSet(subject: ResourceFacts): Value {
  const [common, own] = [subject.defaultTags, subject.set("tags")];
  if (common === null || own instanceof UnknownValue) return own;
  if (own === null || common instanceof UnknownValue) return common;
  return isDictionary(common) && isDictionary(own) ? { ...common, ...own } : own;
}
