import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { isCounted, orderedElements, orderedKeys } from "../order";
import { isDictionary, isList, isSet, type List, memberAt, refused, toText, type Value } from "../value";
import { numberOf } from "./operators";

/** `value[key]` */
export function member(value: Value, key: Value): Value {
  if (value instanceof UnknownValue) return value;
  if (key instanceof UnknownValue) return key;
  if (isSet(value)) return refused("a set has no elements by index", value);
  if (isList(value)) {
    const index = numberOf(key);
    const found = index === undefined ? undefined : value[index];
    return found === undefined ? refused(`a list has no element ${JSON.stringify(key)}`, key) : found;
  }
  const name = toText(key);
  const found = isDictionary(value) && name !== undefined ? memberAt(value, name) : undefined;
  if (found !== undefined) return found;
  return isDictionary(value)
    ? refused(`a map has no element ${JSON.stringify(key)}`)
    : refused(`cannot index a value that is not a list or map (with ${JSON.stringify(key)})`, value, key);
}

/** What `for`, `for_each` and `dynamic` go over. */
export interface Entries {
  readonly all: readonly (readonly [key: Value, value: Value])[];
  /** Whether their order is known, or at least how many there are. */
  readonly known: "order" | "count" | "nothing";
}

/** Keys and values, as `for` and `for_each` go over them; undefined where `value` is neither list nor map. */
export function entriesOf(value: Value): Entries | undefined {
  const entries = (ordered: readonly Entries["all"][number][] | undefined, any: Entries["all"]): Entries =>
    ordered ? { all: ordered, known: "order" } : { all: any, known: isCounted(value as List) ? "count" : "nothing" };
  if (isList(value)) {
    const entry = (one: Value, index: number) => [isSet(value) ? one : index, one] as const;
    return entries(orderedElements(value)?.map(entry), value.map(entry));
  }
  if (!isDictionary(value)) return undefined;
  const entry = (name: string) => [name, value[name] ?? null] as const;
  return entries(orderedKeys(value)?.map(entry), Object.keys(value).map(entry));
}

/** Whether a text is fully known. */
export const isKnownText = (value: Value): value is string => typeof value === "string" && !hasUnknown(value);
