import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { isDictionary, isList, isSet, refused, toText, type Value } from "../value";
import { numberOf } from "./operators";

/** `value[key]` */
export function member(value: Value, key: Value): Value {
  if (value instanceof UnknownValue) return value;
  if (key instanceof UnknownValue) return key;
  if (isList(value)) {
    const index = numberOf(key);
    const found = index === undefined ? undefined : value[index];
    return found === undefined ? refused(`a list has no element ${JSON.stringify(key)}`, key) : found;
  }
  const name = toText(key);
  if (isDictionary(value) && name !== undefined && Object.hasOwn(value, name)) return value[name] ?? null;
  return isDictionary(value)
    ? refused(`a map has no element ${JSON.stringify(key)}`, key, ...Object.keys(value))
    : refused(`cannot index a value that is not a list or map (with ${JSON.stringify(key)})`, value, key);
}

/** Keys and values, as `for` and `for_each` go over them; undefined where `value` is neither list nor map. */
export function entriesOf(value: Value): readonly (readonly [Value, Value])[] | undefined {
  if (isSet(value)) return (value as readonly Value[]).map((one) => [one, one] as const);
  if (isList(value)) return value.map((one, index) => [index, one] as const);
  if (!isDictionary(value)) return undefined;
  return Object.keys(value)
    .sort()
    .map((name) => [name, value[name] ?? null] as const);
}

/** Whether a text is fully known. */
export const isKnownText = (value: Value): value is string => typeof value === "string" && !hasUnknown(value);
