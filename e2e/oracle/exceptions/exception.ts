import type { Pair } from "../pair";

/** Where iam-simulate departs from AWS's documentation. */
export interface Exception {
  readonly reason: string;
  /** What AWS documents. */
  readonly page: string;
  /**
   * The same question as iam-simulate understands it: AWS allows `pair` just where iam-simulate
   * allows one of these. So an exception covers a disagreement only if it explains the answer.
   */
  rewrite(pair: Pair): readonly Pair[];
}

/** What AWS's documentation leaves open: our answer is "unknown" there, and only there. */
export interface Open {
  readonly reason: string;
  readonly page: string;
  /** Whether `pair` contains what AWS does not document. */
  occursIn(pair: Pair): boolean;
}

const GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/";
export const page = (name: string): string => `${GUIDE}${name}`;

/** A resource that no question is about. */
export const NOTHING = "arn:aws:none:::none";

export const isNegated = (operator: string): boolean => /Not/.test(operator);
