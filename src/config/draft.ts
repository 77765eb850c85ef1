import type { Path } from "../rules";
import type { ConfigInput } from "./schema";

type DeepPartial<T> = T extends readonly (infer Item)[]
  ? readonly (DeepPartial<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: DeepPartial<T[Key]> | undefined }
    : T;

/** A configuration in which whatever has a wrong form is left out, so that the rest can still be checked. */
export type Draft = DeepPartial<ConfigInput>;
export type DraftWorkload = NonNullable<NonNullable<Draft["workloads"]>[string]>;
export type DraftGrant = NonNullable<NonNullable<DraftWorkload["grants"]>[number]>;

/** A copy of `value` without what stands at `paths`. Items of lists become undefined, so that indices stay. */
export function without(value: unknown, paths: readonly Path[]): unknown {
  const copy = structuredClone(value);
  for (const path of paths) {
    let parent = copy as Record<string, unknown> | undefined;
    for (const step of path.slice(0, -1)) parent = parent?.[String(step)] as Record<string, unknown> | undefined;
    const last = path.at(-1);
    if (last === undefined || parent === null || typeof parent !== "object") continue;
    if (Array.isArray(parent)) parent[Number(last)] = undefined;
    else delete parent[String(last)];
  }
  return copy;
}

/** The entries of a map that are there. */
export const entriesOf = <T>(
  map: { readonly [key: string]: T | undefined } | undefined,
): readonly (readonly [string, T])[] =>
  Object.entries(map ?? {}).filter((entry): entry is [string, T] => entry[1] !== undefined && entry[1] !== null);
