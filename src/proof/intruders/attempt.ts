import { NO, or, type Truth } from "../../iam";

/** What an intruder of some class can do. */
export interface Attempt {
  readonly truth: Truth;
  /** The request, where `truth` is not NO. */
  readonly witness?: Readonly<Record<string, unknown>>;
}

export const FAILS: Attempt = { truth: NO };

/** The better of two attempts, seen from the intruder. */
export const better = (a: Attempt, b: Attempt): Attempt => (or(a.truth, b.truth) === a.truth ? a : b);
