import type { Glob } from "./glob";
import { MAYBE, NO, or, type Truth, YES } from "./truth";

/** Something that a caller may choose: one of its values, each of which stands for a class. */
export interface Choice {
  readonly name: string;
  /** Values given what is chosen already. */
  values(chosen: Chosen): Candidates;
  /** Whether values are left out, perhaps all of them: then no caller passes before one is chosen. @default false */
  readonly limited?: boolean;
}

/** Values that stand for their classes; `undefined` among them stands for leaving it out. */
export interface Candidates {
  readonly values: readonly (Glob | undefined)[];
  /** False where there are classes without a value: then finding no caller proves nothing. */
  readonly complete: boolean;
}

/** All the values that there are. */
export const exactly = (values: readonly (Glob | undefined)[]): Candidates => ({ values, complete: true });

export type Chosen = ReadonlyMap<string, Glob | undefined>;

export interface Found {
  readonly truth: Truth;
  /** What passes; on MAYBE what could not be decided. */
  readonly chosen: Chosen | undefined;
}

const VISITS = 20_000;

/**
 * Whether some way to choose passes `test`, which also judges choices that are not made yet: a NO
 * then holds for every choice, so most of the ways are never tried. MAYBE where there are too many ways, and
 * where no caller passes but not every class of values was tried.
 */
export function search(choices: readonly Choice[], test: (chosen: Chosen) => Truth): Found {
  const chosen = new Map<string, Glob | undefined>();
  let visits = 0;
  let complete = true;
  let best: Found = { truth: NO, chosen: undefined };
  const visit = (index: number): boolean => {
    visits += 1;
    const result = visits > VISITS ? MAYBE : test(chosen);
    if (result === NO) return false;
    const choice = choices[index];
    const decided = result === YES && !choices.slice(index).some(({ limited }) => limited);
    if (decided || !choice || visits > VISITS) {
      if (or(best.truth, result) !== best.truth) best = { truth: result, chosen: new Map(chosen) };
      return result === YES || visits > VISITS;
    }
    const candidates = choice.values(chosen);
    complete &&= candidates.complete;
    for (const value of candidates.values) {
      chosen.set(choice.name, value);
      if (visit(index + 1)) return true;
    }
    chosen.delete(choice.name);
    return false;
  };
  visit(0);
  return best.truth === NO && !complete ? { truth: MAYBE, chosen: undefined } : best;
}
