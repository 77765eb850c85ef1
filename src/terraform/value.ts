import { compareTexts, mayBeSame } from "../unknown/compare-texts";
import { hasUnknown, unknownText } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";

/** A resolved Terraform value. Texts may hold unknown values (../unknown/unknown-text.ts); `null` is also "not set". */
export type Value =
  | string
  | number
  | boolean
  | null
  | UnknownValue
  | readonly Value[]
  | { readonly [name: string]: Value };

/** A resource, data source or module that is referred to as a whole; its attributes are evaluated one by one. */
export abstract class LazyObject extends UnknownValue {
  constructor(what: string) {
    super("not-read", `${what} is used as a whole`);
  }

  /** The value at `path`, as a reference to it gives. @throws InputError */
  abstract attribute(path: readonly (string | number)[]): Value;
}

/** All instances of something whose count is not known. The first is there wherever Terraform does not refuse what refers to it. */
export class Uncounted extends UnknownValue {
  constructor(
    count: UnknownValue,
    readonly first: Value,
  ) {
    super(count.kind, count.reason, count);
  }
}

/**
 * A value of which apply decides which of two it is. What only hands it on keeps it, and what comes out the same for both
 * is known; all else sees an unknown value, as `as` makes it.
 */
export class OneOfTwo extends UnknownValue {
  constructor(
    readonly first: Value,
    readonly second: Value,
    reason = "whether an element of a list repeats another is known only after apply",
    advice?: string,
  ) {
    super("after-apply", reason, { advice });
  }

  map(make: (value: Value) => Value): Value {
    const results = [make(this.first), make(this.second)] as const;
    const unknown = unknownOf(results);
    if (unknown) return unknown.as({});
    return equal(...results) === true ? results[0] : new OneOfTwo(...results, this.reason, this.advice?.text);
  }
}

/** Arrays that are sets: their values are their keys. */
const sets = new WeakSet<object>();

export const isSet = (value: Value): boolean => Array.isArray(value) && sets.has(value);

/** `values`, each once, as a set; texts and numbers are sorted as Terraform sorts them. */
export function setOf(values: readonly Value[]): readonly Value[] {
  const set = values.every((value) => typeof value === "string")
    ? [...new Set(values)].sort((a, b) => compareTexts(a, b) ?? 0)
    : values.every((value) => typeof value === "number")
      ? [...new Set(values)].sort((a, b) => a - b)
      : values.filter((value, index) => !values.slice(0, index).some((other) => equal(value, other) === true));
  sets.add(set);
  return set;
}

export type List = readonly Value[];
export type Dictionary = { readonly [name: string]: Value };

export const isList = (value: Value): value is List => Array.isArray(value);

export const isDictionary = (value: Value): value is Dictionary =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof UnknownValue);

/** Whether two values are equal; undefined where that is not known. */
export function equal(a: Value, b: Value): boolean | undefined {
  // what is referred to as a whole is there
  if ((a instanceof LazyObject && b === null) || (b instanceof LazyObject && a === null)) return false;
  if (a instanceof UnknownValue || b instanceof UnknownValue)
    return (a instanceof UnknownValue && b instanceof UnknownValue && a.isSameAs(b)) || undefined;
  if (a === b) return true;
  if (typeof a === "string" && typeof b === "string") return mayBeSame(a, b) ? undefined : false;
  if (isSet(a) && isSet(b)) return areSameSets(a as List, b as List);
  if (isList(a) && isList(b))
    return a.length === b.length && both(a.map((value, index) => equal(value, b[index] ?? null)));
  if (isDictionary(a) && isDictionary(b)) {
    const names = Object.keys(a);
    if (unknownKeysOf(a).length > 0 || unknownKeysOf(b).length > 0)
      return (
        (names.join() === Object.keys(b).join() && equal(Object.values(a), Object.values(b)) === true) || undefined
      );
    if (names.length !== Object.keys(b).length || !names.every((name) => Object.hasOwn(b, name))) return false;
    return both(names.map((name) => equal(a[name] ?? null, b[name] ?? null)));
  }
  return false;
}

function areSameSets(a: List, b: List): boolean | undefined {
  const isIn = (set: List) => (one: Value) => {
    const results = set.map((other) => equal(one, other));
    return results.includes(true) || (results.includes(undefined) ? undefined : false);
  };
  return both([...a.map(isIn(b)), ...b.map(isIn(a))]);
}

const both = (results: readonly (boolean | undefined)[]): boolean | undefined =>
  results.includes(false) ? false : results.includes(undefined) ? undefined : true;

/** The first unknown among `values` themselves. */
export const unknownOf = (values: readonly Value[]): UnknownValue | undefined =>
  values.find((value): value is UnknownValue => value instanceof UnknownValue);

/** The first unknown anywhere in `value`. */
export function unknownIn(value: Value): UnknownValue | undefined {
  if (value instanceof UnknownValue) return value;
  if (isList(value)) return firstOf(value);
  return isDictionary(value) ? firstOf(Object.values(value)) : undefined;
}

/** A value as what refers to it sees it: it did not refuse it itself, so that `try` there does not catch it. */
export const referredTo = (value: Value): Value =>
  value instanceof UnknownValue && !(value instanceof LazyObject) && value.kind === "no-value"
    ? new UnknownValue("not-read", value.reason, value)
    : value;

/** The first refusal by Terraform anywhere in `value`. */
export function refusalIn(value: Value): UnknownValue | undefined {
  if (value instanceof UnknownValue) return value.kind === "no-value" ? value : undefined;
  for (const one of isList(value) ? value : isDictionary(value) ? Object.values(value) : []) {
    const refusal = refusalIn(one);
    if (refusal) return refusal;
  }
  return undefined;
}

function firstOf(values: readonly Value[]): UnknownValue | undefined {
  for (const value of values) {
    const unknown = unknownIn(value);
    if (unknown) return unknown;
  }
  return undefined;
}

/** `value` as a text, as Terraform converts it; undefined where it does not. */
export const toText = (value: Value): string | undefined =>
  typeof value === "string"
    ? value
    : typeof value === "number"
      ? numeral(value)
      : typeof value === "boolean"
        ? String(value)
        : undefined;

/** A number in digits, without an exponent. */
function numeral(value: number): string {
  const text = String(value);
  if (!text.includes("e")) return text;
  if (Number.isInteger(value)) return String(BigInt(value));
  const [, sign = "", first = "", rest = "", power = ""] = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text) ?? [];
  return `${sign}0.${"0".repeat(Number(power) - 1)}${first}${rest}`;
}

/** `value` as a text, an unknown one as the text of its origin; `name` names it where it has none. */
export const textOrUnknown = (value: Value, name: string): string | undefined =>
  value instanceof UnknownValue ? unknownText(value.origin ?? name) : toText(value);

const unknownKeys = new WeakMap<Dictionary, readonly string[]>();

/** The keys of a dictionary that are not fully known. */
export function unknownKeysOf(members: Dictionary): readonly string[] {
  let keys = unknownKeys.get(members);
  if (!keys) {
    keys = Object.keys(members).filter(hasUnknown);
    unknownKeys.set(members, keys);
  }
  return keys;
}

/** What a dictionary has at `name`; undefined for nothing, and unknown where another key may be that name. */
export function memberAt(members: Dictionary, name: string): Value | undefined {
  const found = Object.hasOwn(members, name) ? (members[name] ?? null) : undefined;
  const rivals = (hasUnknown(name) ? Object.keys(members) : unknownKeysOf(members)).filter(
    (key) => key !== name && mayBeSame(key, name),
  );
  return rivals.every((key) => found !== undefined && equal(members[key] ?? null, found) === true)
    ? found
    : new UnknownValue("after-apply", "a key of a map is not fully known");
}

/** A dictionary with any keys. */
export const dictionary = (entries: Iterable<readonly [string, Value]>): Dictionary => Object.fromEntries(entries);

/** The value at `path` in `value`; null where nothing is set. */
export function walkValue(value: Value, path: readonly (string | number)[]): Value {
  let current = value;
  for (const [index, step] of path.entries()) {
    if (current instanceof LazyObject) return current.attribute(path.slice(index));
    if (current instanceof OneOfTwo) return current.as({});
    if (current instanceof UnknownValue) return current.part(path.slice(index));
    if (current === null) return null;
    if (isList(current))
      current =
        typeof step === "number"
          ? (current[step] ?? null)
          : current.length === 1
            ? walkValue(current[0] ?? null, [step])
            : null;
    else if (!isDictionary(current)) return null;
    else if (typeof step === "number") current = step === 0 ? current : null;
    else current = memberAt(current, step) ?? null;
  }
  return current;
}

/** An expression that Terraform refuses because of `values`; one that is a text with unknown parts may be anything. */
export const refused = (reason: string, ...values: readonly Value[]): UnknownValue =>
  new UnknownValue(values.some(isPartlyUnknown) ? "after-apply" : "no-value", reason);

const isPartlyUnknown = (value: Value): boolean => typeof value === "string" && hasUnknown(value);
