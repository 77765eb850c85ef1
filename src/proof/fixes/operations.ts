import type { PatchOperation } from "../proof";

/** `name` as a part of a JSON pointer. @see https://www.rfc-editor.org/rfc/rfc6901 */
export const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

const stepsOf = (pointer: string): readonly string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** The JSON document `text` after `ops`; undefined where one does not apply. */
export function applied(text: string, ops: readonly PatchOperation[]): string | undefined {
  const document: unknown = JSON.parse(text);
  return ops.every((op) => apply(document, op)) ? JSON.stringify(document) : undefined;
}

function apply(document: unknown, { op, path, value }: PatchOperation): boolean {
  const steps = stepsOf(path);
  const holder = steps.slice(0, -1).reduce(memberOf, document);
  const last = steps.at(-1) ?? "";
  if (Array.isArray(holder) && op === "add" && last === "-") return holder.push(value) > 0;
  if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, last)) return false;
  (holder as Record<string, unknown>)[last] = value;
  return true;
}

const memberOf = (holder: unknown, step: string): unknown =>
  typeof holder === "object" && holder !== null && Object.hasOwn(holder, step)
    ? (holder as Record<string, unknown>)[step]
    : undefined;
