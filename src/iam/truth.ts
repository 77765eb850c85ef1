/**
 * Kleene's three truth values, ordered so that "and" is the smaller and "or" the larger of two.
 * MAYBE stands for "not known" and for "true of a part of what was asked" alike: where the request
 * is a pattern, YES means all that it matches and NO means nothing of it.
 */
export type Truth = 0 | 1 | 2;

export const NO: Truth = 0;
export const MAYBE: Truth = 1;
export const YES: Truth = 2;

export const truth = (value: boolean): Truth => (value ? YES : NO);
export const not = (a: Truth): Truth => (2 - a) as Truth;
export const and = (a: Truth, b: Truth): Truth => (a < b ? a : b);
export const or = (a: Truth, b: Truth): Truth => (a > b ? a : b);

/** The conjunction of `test` over `items`; stops at the first NO. */
export function all<T>(items: readonly T[], test: (item: T) => Truth): Truth {
  let result: Truth = YES;
  for (const item of items) {
    result = and(result, test(item));
    if (result === NO) return NO;
  }
  return result;
}

/** The disjunction of `test` over `items`; stops at the first YES. */
export function any<T>(items: readonly T[], test: (item: T) => Truth): Truth {
  let result: Truth = NO;
  for (const item of items) {
    result = or(result, test(item));
    if (result === YES) return YES;
  }
  return result;
}
