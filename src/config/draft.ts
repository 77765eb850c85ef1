import type { Path, Problem } from "../rules";
import type { DeepPartial } from "./deep-partial";
import type { ConfigInput } from "./schema";

/** A configuration without the parts that fail the schema, so that the rest can still be checked. */
export type Draft = DeepPartial<ConfigInput>;
export type DraftResource = NonNullable<NonNullable<Draft["resources"]>[string]>;
export type DraftWorkload = NonNullable<NonNullable<Draft["workloads"]>[string]>;
export type DraftGrant = NonNullable<NonNullable<DraftWorkload["grants"]>[number]>;

/**
 * The draft of `value`: without the parts that `schemaProblems` are about. An entry that is not a map becomes an
 * empty one, so that references to it are not reported as well.
 */
export function draftOf(value: unknown, schemaProblems: readonly Problem[]): Draft {
  const draft = without(
    value,
    schemaProblems.map(({ path }) => path),
  );
  for (const { rule, path, expected } of schemaProblems) {
    const parent = valueAt(draft, path.slice(0, -1));
    if (rule === "wrong-type" && expected === "a map" && path.length > 1 && parent)
      (parent as Record<string, unknown>)[String(path.at(-1))] = {};
  }
  return draft as Draft;
}

/** A copy of `value` without the parts at `paths`. List items become undefined, so that indices stay. */
export function without(value: unknown, paths: readonly Path[]): unknown {
  const copy = structuredClone(value);
  for (const path of paths) {
    const parent = valueAt(copy, path.slice(0, -1));
    const last = path.at(-1);
    if (last === undefined || parent === null || typeof parent !== "object") continue;
    if (Array.isArray(parent)) parent[Number(last)] = undefined;
    else delete (parent as Record<string, unknown>)[String(last)];
  }
  return copy;
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) current = (current as Record<string, unknown> | null | undefined)?.[String(step)];
  return current;
}

/** The entries of a map that have a value. */
export const entriesOf = <T>(
  map: { readonly [key: string]: T | undefined } | undefined,
): readonly (readonly [string, T])[] =>
  Object.entries(map ?? {}).filter((entry): entry is [string, T] => entry[1] !== undefined && entry[1] !== null);
