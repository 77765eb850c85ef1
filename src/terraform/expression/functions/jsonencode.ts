import { unknownText } from "../../../unknown/unknown-text";
import { UnknownValue } from "../../../unknown/unknown-value";
import { isCounted, orderedKeys } from "../../order";
import { isDictionary, isList, toText, type Value } from "../../value";

const ESCAPED: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/**
 * What Terraform's `jsonencode` gives: names sorted, and `<`, `>`, `&` escaped. An unknown value that is certainly a
 * text is an unknown text; any other makes the whole unknown.
 * @see https://developer.hashicorp.com/terraform/language/functions/jsonencode
 */
export function jsonencode(value: Value): string | UnknownValue {
  if (value instanceof UnknownValue)
    return value.isText && value.origin !== undefined ? quoted(unknownText(value.origin)) : value;
  if (typeof value === "string") return quoted(value);
  if (isList(value)) return joined(value.map(jsonencode), "[", "]");
  if (!isDictionary(value)) return toText(value) ?? "null";
  if (!isCounted(value)) return new UnknownValue("after-apply", "two keys of a map may be equal", { isText: true });
  const members = (orderedKeys(value) ?? Object.keys(value).sort()).map((name) => {
    const member = jsonencode(value[name] ?? null);
    return member instanceof UnknownValue ? member : `${quoted(name)}:${member}`;
  });
  return joined(members, "{", "}");
}

function joined(parts: readonly (string | UnknownValue)[], open: string, close: string): string | UnknownValue {
  return parts.find((part) => part instanceof UnknownValue) ?? `${open}${parts.join(",")}${close}`;
}

const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll(/[<>&\u2028\u2029]/g, (character) => ESCAPED[character] ?? character);
