import type { Path, Problem } from "./problem";
import type { RuleId } from "./table";

/** A thing that only one entry may have. */
export interface UniqueName {
  /** What is claimed; equal for two claims that cannot both stand. */
  readonly id: string;
  readonly path: Path;
  readonly at?: "key";
  /** How a message names it. */
  readonly name: string;
}

/** A problem for each claim that an earlier one has made already. */
export function duplicates(rule: RuleId, claims: readonly UniqueName[]): readonly Problem[] {
  const first = new Map<string, UniqueName>();
  return claims.flatMap((claim) => {
    const earlier = first.get(claim.id);
    if (!earlier) first.set(claim.id, claim);
    const { path, at, name } = claim;
    return earlier
      ? [{ rule, path, ...(at ? { at } : {}), found: `${name}, as ${earlier.path.join(".")} has it` }]
      : [];
  });
}
