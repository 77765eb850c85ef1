import { type Context, OPEN, variableIn } from "./condition";
import { between } from "./equivalence-classes";
import { type Glob, literal } from "./glob";
import { dateOf, LIKE, networkOf, numberOf } from "./operators";
import type { Condition, Policy, Text } from "./policy";
import { isVariable, substituted, variablesOf } from "./text";

/** All conditions of `policies`. */
export function conditionsOf(policies: readonly Policy[]): readonly Condition[] {
  const all: Condition[] = [];
  for (const { statements } of policies) for (const { conditions } of statements) all.push(...conditions);
  return all;
}

/**
 * The patterns that `conditions` compare the keys `lowerKeys` with: what distinguishes the values of such a
 * key apart. `context` gives the values that are chosen already, for variables in the patterns.
 */
export function patternsOn(
  conditions: readonly Condition[],
  lowerKeys: readonly string[],
  context: Context,
): readonly Glob[] {
  const found: Glob[] = [];
  for (const condition of conditions)
    for (const text of condition.values)
      if (lowerKeys.includes(condition.lowerKey))
        found.push(...patterns(condition.base, substituted(text, variableIn(context))));
      else if (text.glob === undefined) found.push(...patternsWithin(text, condition, conditions, lowerKeys, context));
  return found;
}

/** Of a key that `text` has as a variable: a value that makes the text what its condition's key is, or may be, may pass. */
function patternsWithin(
  text: Text,
  condition: Condition,
  conditions: readonly Condition[],
  lowerKeys: readonly string[],
  context: Context,
): readonly Glob[] {
  const at = text.pieces.findIndex((piece) => isVariable(piece) && lowerKeys.includes(piece.lowerKey));
  if (at < 0) return [];
  const known = context(condition.lowerKey);
  const rest = conditions.filter((other) => other !== condition);
  const wanted = known === OPEN ? patternsOn(rest, [condition.lowerKey], context) : known;
  const part = (from: number, to?: number): Glob | undefined =>
    substituted({ ...text, pieces: text.pieces.slice(from, to) }, variableIn(context));
  const [before, behind] = [part(0, at), part(at + 1)];
  return before && behind ? wanted.flatMap((pattern) => between(before, pattern, behind)) : [];
}

function patterns(base: string, wanted: Glob | undefined): readonly Glob[] {
  if (!wanted || base === "Null") return [];
  if (LIKE.has(base) || wanted.plain === undefined) return [wanted];
  return [wanted, ...neighbours(base, wanted.plain).map(literal)];
}

/** Values beside `wanted` that an operator treats in another way than an unlike one. */
function neighbours(base: string, wanted: string): readonly string[] {
  if (base.endsWith("IgnoreCase")) return [wanted.toLowerCase(), wanted.toUpperCase()];
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
  const keys: string[] = [];
  for (const policy of policies)
    for (const key of keysOf(policy)) if (key.startsWith(prefix) && !keys.includes(key)) keys.push(key);
  return keys.sort();
}

const known = new WeakMap<Policy, readonly string[]>();

/** The keys of one policy's conditions and variables, found once. */
function keysOf(policy: Policy): readonly string[] {
  const found = known.get(policy);
  if (found) return found;
  const keys = new Set<string>();
  const addVariables = (texts: readonly Text[]) => {
    for (const text of texts) for (const key of variablesOf(text)) keys.add(key);
  };
  for (const { conditions, resources } of policy.statements) {
    for (const { lowerKey, values } of conditions) {
      keys.add(lowerKey);
      addVariables(values);
    }
    addVariables(resources?.of ?? []);
  }
  const made = [...keys];
  known.set(policy, made);
  return made;
}
