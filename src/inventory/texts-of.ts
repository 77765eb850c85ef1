import type { Value } from "../terraform/value";
import { isBlock, isList } from "./values";

/** Every text in `value`, names included. */
export function textsOf(value: Value): readonly string[] {
  if (typeof value === "string") return [value];
  if (isList(value)) return value.flatMap(textsOf);
  return isBlock(value) ? Object.entries(value).flatMap(([name, one]) => [name, ...textsOf(one)]) : [];
}
