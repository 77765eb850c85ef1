import { hasUnknown, unknownText } from "../unknown/unknown-text";
import type { Glob } from "./glob";
import { operatorCalled } from "./operators";
import type { Condition } from "./policy";
import { substituted } from "./text";
import { all, and, any, MAYBE, NO, not, type Truth, truth } from "./truth";

/** A key whose value is not known: the world does not have it, or it is not chosen yet. */
export const OPEN = Symbol("open");

/** The values of a condition key in a request: `[]` stands for a key that is not there. */
export type Values = readonly Glob[] | typeof OPEN;

/** Looks a condition key up by its name in lower case. */
export type Context = (lowerKey: string) => Values;

/**
 * Keys that may have several values in a request: AWS wants a set operator for them, and takes none
 * of them as a variable.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
const SEVERAL: ReadonlySet<string> = new Set([
  "aws:calledvia",
  "aws:principalorgpaths",
  "aws:principalservicenameslist",
  "aws:resourceorgpaths",
  "aws:sourceorgpaths",
  "aws:tagkeys",
  "sts:transitivetagkeys",
]);

/** An unknown value, as part of a text: only `*` matches it for certain. */
const nameless = (key: string): Glob => ({ tokens: [unknownText(key)], plain: undefined });

/** What the variable `lowerKey` puts into a text: undefined where the key is missing or has several values. */
export function variableIn(context: Context): (lowerKey: string) => Glob | undefined {
  return (lowerKey) => {
    if (SEVERAL.has(lowerKey)) return undefined;
    const values = context(lowerKey);
    if (values === OPEN) return nameless(lowerKey);
    return values.length === 1 ? values[0] : undefined;
  };
}

/**
 * Whether a request with `context` meets `condition`. MAYBE where AWS does not say: several
 * values without a set operator, an empty list without one (it is saved, and "does not affect the policy"), and
 * `ForAnyValue` with `IfExists`, which disagree on a missing key.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
export function holds(condition: Condition, context: Context): Truth {
  if (condition.values.length === 0 && !condition.set) return MAYBE;
  const values = context(condition.lowerKey);
  if (condition.base === "Null")
    return values === OPEN
      ? MAYBE
      : any(condition.values, ({ text }) =>
          hasUnknown(text) ? MAYBE : truth((text.toLowerCase() === "true") === (values.length === 0)),
        );
  const operator = operatorCalled(condition.base);
  if (!operator) return NO;
  if (values === OPEN) return MAYBE;
  if (values.length === 0) {
    if (condition.set === "ForAnyValue") return condition.ifExists ? MAYBE : NO;
    return truth(condition.ifExists || condition.set === "ForAllValues" || operator.negated);
  }
  const passes = (value: Glob): Truth => {
    const matched = any(condition.values, (text) => {
      const wanted = text.glob ?? substituted(text, variableIn(context));
      return wanted ? operator.compare(value, wanted) : NO;
    });
    return operator.negated ? not(matched) : matched;
  };
  if (condition.set === "ForAnyValue") return any(values, passes);
  if (condition.set === "ForAllValues" || (values.length === 1 && !SEVERAL.has(condition.lowerKey)))
    return all(values, passes);
  return and(MAYBE, operator.negated ? all(values, passes) : any(values, passes));
}
