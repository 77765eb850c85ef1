import { inOrder, mayBeSame } from "../unknown/compare-texts";
import { hasUnknown } from "../unknown/unknown-text";
import { type Dictionary, equal, isList, isSet, type List, type Value } from "./value";

/** The keys of a map as Terraform goes over them; undefined where their order, or how many there are, is not known. */
export const orderedKeys = (members: Dictionary): readonly string[] | undefined => inOrder(Object.keys(members));

/**
 * The elements of a list, or those of a set as Terraform goes over them; undefined where their order, or how many there
 * are, is not known. Sets of lists and maps have an order in Terraform too, but one not to be relied on.
 * @see https://github.com/zclconf/go-cty/blob/main/cty/set_internals.go
 */
export function orderedElements(items: List): List | undefined {
  if (!isSet(items) || items.length < 2) return items;
  if (areTexts(items)) return inOrder(items);
  return items.every((item) => typeof item === "number") ? items : undefined;
}

/** Whether it is known how many members a list, set or map has: no two elements of a set, or keys, may be the same. */
export function isCounted(value: List | Dictionary): boolean {
  const all = isList(value) ? (isSet(value) ? value : []) : Object.keys(value);
  if (areTexts(all))
    return all.filter(hasUnknown).every((one) => all.every((other) => one === other || !mayBeSame(one, other)));
  return all.every((one, at) => all.slice(0, at).every((other) => equal(one, other) === false));
}

const areTexts = (items: readonly Value[]): items is readonly string[] =>
  items.every((item) => typeof item === "string");
