import { type Context, variableIn } from "./condition";
import { type Glob, literal } from "./glob";
import { dateOf, LIKE, networkOf, numberOf } from "./operators";
import type { Condition, Policy } from "./policy";
import { resolve, variablesOf } from "./text";

/** All conditions of `policies`. */
export const conditionsOf = (policies: readonly Policy[]): readonly Condition[] =>
  policies.flatMap(({ statements }) => statements.flatMap(({ conditions }) => conditions));

/**
 * The patterns that `conditions` compare the keys `lowerKeys` with: what tells the values of such a
 * key apart. `context` gives the values that are chosen already, for variables in the patterns.
 */
export function patternsOn(
  conditions: readonly Condition[],
  lowerKeys: readonly string[],
  context: Context,
): readonly Glob[] {
  return conditions.flatMap((condition) => {
    if (lowerKeys.includes(condition.lowerKey))
      return condition.values.flatMap((text) => patterns(condition.base, resolve(text, variableIn(context))));
    // The key occurs as a variable: a value equal to the other side's may pass.
    const occurs = condition.values.some((text) => variablesOf(text).some((key) => lowerKeys.includes(key)));
    const other = context(condition.lowerKey);
    return occurs && Array.isArray(other) ? (other as readonly Glob[]) : [];
  });
}

function patterns(base: string, wanted: Glob | undefined): readonly Glob[] {
  if (!wanted || base === "Null") return [];
  if (LIKE.has(base) || wanted.plain === undefined) return [wanted];
  return [wanted, ...neighbours(base, wanted.plain).map(literal)];
}

/** Values beside `wanted` that an operator treats in another way than an unlike one. */
function neighbours(base: string, wanted: string): readonly string[] {
  if (base.endsWith("IgnoreCase")) return [wanted.toLowerCase()];
  if (base === "Bool") return ["true", "false"];
  if (base.startsWith("Numeric")) {
    const number = numberOf(wanted);
    return number === undefined ? [] : [String(number - 1), String(number + 1)];
  }
  if (base.startsWith("Date")) {
    const time = dateOf(wanted);
    return time === undefined ? [] : [time - 1000, time + 1000].map((t) => new Date(t).toISOString());
  }
  if (base.endsWith("IpAddress")) return networkOf(wanted) ? [wanted.split("/")[0] ?? ""] : [];
  return [];
}

/** The keys that begin with `prefix` in the conditions and variables of `policies`, in lower case. */
export function keysWith(policies: readonly Policy[], prefix: string): readonly string[] {
  const keys = new Set<string>();
  for (const { statements } of policies)
    for (const { conditions, resources } of statements) {
      for (const { lowerKey, values } of conditions) {
        keys.add(lowerKey);
        for (const text of values) for (const key of variablesOf(text)) keys.add(key);
      }
      for (const text of resources?.of ?? []) for (const key of variablesOf(text)) keys.add(key);
    }
  return [...keys].filter((key) => key.startsWith(prefix)).sort();
}
