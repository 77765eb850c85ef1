import { readable } from "../unknown/unknown-text";
import { anyWay, matchPrincipal } from "./caller";
import { holds, OPEN } from "./condition";
import { actionFits, applies, type Request, resourceFits, type Source } from "./evaluate";
import { textOf } from "./glob";
import type { Condition, Statement } from "./policy";
import { and, MAYBE, NO, type Truth, YES } from "./truth";

/** An element of a statement beside a request: that it fits, does not, or cannot be decided. */
export type Mismatch =
  | { readonly element: "action" | "resource" | "principal"; readonly truth: Truth }
  | {
      readonly element: "condition";
      readonly truth: Truth;
      readonly condition: Condition;
      /** The values of the request; `undefined` where they are not known, `[]` where the key is missing. */
      readonly got: readonly string[] | undefined;
    };

export interface Nearest {
  readonly source: Source;
  readonly statement: Statement;
  /** Empty where the statement applies. */
  readonly mismatches: readonly Mismatch[];
}

/** The elements of `statement` that do not match `request` for certain. */
export const mismatches = (statement: Statement, request: Request): readonly Mismatch[] =>
  examined(statement, request, (truth) => truth !== YES);

/** Every element of `statement` that decides, with how far `request` fits it. */
export const elementsOf = (statement: Statement, request: Request): readonly Mismatch[] =>
  examined(statement, request, () => true);

function examined(statement: Statement, request: Request, shown: (truth: Truth) => boolean): readonly Mismatch[] {
  const found: Mismatch[] = [];
  const add = (element: "action" | "resource" | "principal", truth: Truth) => {
    if (shown(truth)) found.push({ element, truth });
  };
  add("action", actionFits(statement, request));
  if (statement.principals) add("principal", anyWay(matchPrincipal(statement, request.caller)));
  if (statement.resources) add("resource", resourceFits(statement, request));
  for (const condition of statement.conditions) {
    const truth = holds(condition, request.context);
    if (!shown(truth)) continue;
    const values = request.context(condition.lowerKey);
    const got = values === OPEN ? undefined : values.map((value) => readable(textOf(value)));
    found.push({ element: "condition", truth, condition, got });
  }
  return found;
}

/**
 * A statement about another action is further away than one with any number of wrong values, and one about another
 * caller a little further than one that is about this caller in another case.
 */
const WEIGHTS: Readonly<Record<Mismatch["element"], number>> = {
  action: 100,
  principal: 11,
  resource: 10,
  condition: 10,
};

const distance = (found: readonly Mismatch[]): number =>
  found.reduce((sum, { element, truth }) => sum + (truth === NO ? WEIGHTS[element] : 1), 0);

/** The Allow statement of `sources` that fails to allow `request` by the least. */
export function nearest(sources: readonly Source[], request: Request): Nearest | undefined {
  let best: Nearest | undefined;
  for (const source of sources)
    for (const statement of source.policy?.statements ?? []) {
      if (statement.effect !== "Allow") continue;
      const found = mismatches(statement, request);
      if (!best || distance(found) < distance(best.mismatches)) best = { source, statement, mismatches: found };
    }
  return best;
}

/** The first Deny statement that applies to `request` with at least `certainty`. */
export function denying(sources: readonly Source[], request: Request, certainty: Truth = YES): Nearest | undefined {
  for (const source of sources)
    for (const statement of source.policy?.statements ?? []) {
      if (statement.effect !== "Deny") continue;
      const truth = and(anyWay(matchPrincipal(statement, request.caller)), applies(statement, request));
      if (truth >= certainty && truth >= MAYBE)
        return { source, statement, mismatches: mismatches(statement, request) };
    }
  return undefined;
}
