import { NO, or, type Truth } from "../../iam";
import type { AssumptionId, Shared, Witness } from "../proof";

/** What callers of a class can do by one statement. */
export interface Attempt {
  readonly truth: Truth;
  /** Who gets in, at the widest. */
  readonly who?: string;
  readonly actions?: readonly string[];
  /** Why it is not known whether they get in, where that is not only a value of apply's. */
  readonly reason?: string;
  /** The request, where `truth` is not NO. */
  readonly witness?: Witness;
  /** The assumption under which no caller does. */
  readonly assumption?: AssumptionId;
  /** Others whom the statement admits by name. */
  readonly shared?: readonly Pick<Shared, "who" | "actions">[];
}

export const FAILS: Attempt = { truth: NO };

/** The worse of two attempts for the chain: one that gets in, one that no assumption carries. */
export function better(a: Attempt, b: Attempt): Attempt {
  const shared = [...(a.shared ?? []), ...(b.shared ?? [])];
  const best = a.truth === b.truth ? (a.assumption && !b.assumption ? b : a) : or(a.truth, b.truth) === a.truth ? a : b;
  return shared.length > 0 ? { ...best, shared } : best;
}
