import { isObject, listOf } from "../collections/json";
import { hasUnknown } from "../unknown/unknown-text";
import { escaped, malformed, quotedJson, SYNTAX, VENDOR } from "./malformed-policy";
import { LIKE, parseOperator } from "./operators";
import type { Condition } from "./policy";
import { policyTextOf, type Syntax } from "./text";

/** The tests of a Condition element. */
export function conditions(json: unknown, pointer: string, variables: boolean): readonly Condition[] {
  if (!isObject(json))
    return malformed(
      pointer,
      SYNTAX,
      `Condition is ${quotedJson(json)}, not an object`,
      'Write {"OPERATOR": {"KEY": "value"}}.',
    );
  return Object.entries(json).flatMap(([operator, keys]) => {
    const at = `${pointer}/${escaped(operator)}`;
    const name = parseOperator(operator);
    if (!name)
      return malformed(
        at,
        `Invalid Condition type : ${operator}.`,
        `"${operator}" is not a condition operator`,
        "Use one of AWS's, such as StringEquals.",
      );
    if (!isObject(keys))
      return malformed(at, SYNTAX, `${operator} holds ${quotedJson(keys)}, not an object`, 'Write {"KEY": "value"}.');
    return Object.entries(keys).map(([key, value]) => {
      const where = `${at}/${escaped(key)}`;
      if (!key.includes(":") && !hasUnknown(key))
        malformed(where, VENDOR, `"${key}" is not a condition key`, "Write SERVICE:KEY, such as aws:RequestTag/team.");
      const syntax: Syntax = { variables: variables && name.base !== "Null", wildcards: LIKE.has(name.base) };
      return {
        operator,
        ...name,
        key,
        lowerKey: key.toLowerCase(),
        values: conditionValues(value, where).map((text) => policyTextOf(text, syntax)),
      };
    });
  });
}

function conditionValues(value: unknown, pointer: string): readonly string[] {
  const list = listOf(value).map((item) =>
    typeof item === "boolean" || typeof item === "number" ? String(item) : item,
  );
  const wrong = list.find((item) => typeof item !== "string");
  if (wrong !== undefined)
    malformed(pointer, SYNTAX, `a value is ${quotedJson(wrong)}`, "Write a string, or a list of strings.");
  return list as readonly string[];
}
