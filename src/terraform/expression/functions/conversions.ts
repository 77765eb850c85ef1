import { UnknownValue } from "../../../unknown/unknown-value";
import { dictionary, setOf, toText, type Value } from "../../value";
import { flagOf, numberOf } from "../operators";
import { type Body, elements, known, list, map, refuse } from "./arguments";
import { unified } from "./unified";

/** What is null stays so. */
const unlessNull =
  (body: (value: Value) => Value): Body =>
  ([value]) => {
    const found = known(value);
    return found === null ? null : body(found);
  };

/** Functions that convert, and those that change nothing but how Terraform shows a value. @see https://developer.hashicorp.com/terraform/language/functions#type-conversion-functions */
export const CONVERSIONS: Readonly<Record<string, Body>> = {
  ephemeralasnull: ([value = null]) => value,
  nonsensitive: ([value = null]) => value,
  sensitive: ([value = null]) => value,
  tobool: unlessNull((value) => flagOf(value) ?? refuse("tobool is given neither true nor false", value)),
  tolist: unlessNull((value) => [...unified(list(value))]),
  tomap: unlessNull((value) => {
    const members = Object.entries(map(value));
    const values = unified(members.map(([, one]) => one));
    return dictionary(members.map(([name], at) => [name, values[at] ?? null] as const));
  }),
  tonumber: unlessNull((value) => numberOf(value) ?? refuse("tonumber is given what is not a number", value)),
  toset: unlessNull((value) => setOf(unified(elements(value)))),
  tostring: ([value = null]) =>
    // the text of a value has its name
    value instanceof UnknownValue
      ? value.as({ isText: true })
      : value === null
        ? null
        : (toText(value) ?? refuse("tostring is given a list or map", value)),
};
