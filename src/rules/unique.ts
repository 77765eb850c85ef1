import type { Path, Problem } from "./problem";
import type { RuleId } from "./table";

/** A name that only one entry may have. */
export interface UniqueName {
  /** Equal for two names that conflict. */
  readonly id: string;
  readonly path: Path;
  readonly at?: "key";
  /** The name in messages. */
  readonly name: string;
}

/** A problem for each name that an earlier entry has already. */
export function duplicates(rule: RuleId, names: readonly UniqueName[]): readonly Problem[] {
  const first = new Map<string, UniqueName>();
  return names.flatMap((unique) => {
    const earlier = first.get(unique.id);
    if (!earlier) first.set(unique.id, unique);
    const { path, at, name } = unique;
    return earlier
      ? [{ rule, path, ...(at ? { at } : {}), found: `${name}, already used by ${earlier.path.join(".")}` }]
      : [];
  });
}
