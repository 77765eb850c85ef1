import { UnknownValue } from "../../../unknown/unknown-value";
import { type List, toText } from "../../value";

/** `items` of one type, as a list of Terraform has them: texts, where numbers, bools and texts are mixed. */
export function unified(items: List): List {
  const types = new Set(items.flatMap((item) => (item === null || item instanceof UnknownValue ? [] : [typeof item])));
  return types.size > 1 && !types.has("object") ? items.map((item) => toText(item) ?? item) : items;
}
