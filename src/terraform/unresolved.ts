import { hasUnknown, unknownText } from "../unknown/symbol";
import { Unknown, type Value } from "./world";

/** An unknown value that has a name of its own, so that two uses of it in texts are one symbol. */
export class Unresolved extends Unknown {
  constructor(
    reason: string,
    advice: string | undefined,
    /** What names it: `account-b/var.bucket_name`; undefined where the expression does. */
    readonly origin?: string,
    /** Whether it is certainly a text. */
    readonly isText = false,
  ) {
    super(reason, advice);
  }
}

/** A resource, data source or module that is referred to as a whole; its attributes are taken one by one. */
export abstract class LazyObject extends Unknown {
  constructor(what: string) {
    super(`${what} is used as a whole`);
  }

  /** The value at `path`, as a reference to it gives. @throws InputError */
  abstract attribute(path: readonly (string | number)[]): Value;
}

/** Arrays that are sets: their values are their keys. */
const sets = new WeakSet<object>();

export const isSet = (value: Value): boolean => Array.isArray(value) && sets.has(value);

/** The known texts of `values`, sorted and each once, as a set. */
export function setOf(values: readonly Value[]): readonly Value[] {
  const set = values.every((value) => typeof value === "string")
    ? [...new Set(values)].sort()
    : values.filter((value, index) => !values.slice(0, index).some((other) => equal(value, other) === true));
  sets.add(set);
  return set;
}

export type List = readonly Value[];
export type Dictionary = { readonly [name: string]: Value };

export const isList = (value: Value): value is List => Array.isArray(value);

export const isDictionary = (value: Value): value is Dictionary =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unknown);

/** Whether two values are equal; undefined where that is not known. */
export function equal(a: Value, b: Value): boolean | undefined {
  if (a === b) return !(a instanceof Unknown) || undefined;
  if (a instanceof Unknown || b instanceof Unknown) return undefined;
  if (typeof a === "string" && typeof b === "string") return hasUnknown(a) || hasUnknown(b) ? undefined : false;
  if (isList(a) && isList(b))
    return a.length === b.length && both(a.map((value, index) => equal(value, b[index] ?? null)));
  if (isDictionary(a) && isDictionary(b)) {
    const names = Object.keys(a);
    if (names.length !== Object.keys(b).length || !names.every((name) => Object.hasOwn(b, name))) return false;
    return both(names.map((name) => equal(a[name] ?? null, b[name] ?? null)));
  }
  return false;
}

const both = (results: readonly (boolean | undefined)[]): boolean | undefined =>
  results.includes(false) ? false : results.includes(undefined) ? undefined : true;

/** The first unknown among `values` themselves. */
export const unknownOf = (values: readonly Value[]): Unknown | undefined =>
  values.find((value): value is Unknown => value instanceof Unknown);

/** The first unknown anywhere in `value`. */
export function unknownIn(value: Value): Unknown | undefined {
  if (value instanceof Unknown) return value;
  if (isList(value)) return firstOf(value);
  return isDictionary(value) ? firstOf(Object.values(value)) : undefined;
}

function firstOf(values: readonly Value[]): Unknown | undefined {
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
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : undefined;

export { unknownText as opaque } from "../unknown/symbol";

/** `value` as a text with a symbol for what is unknown; `name` names it where it has no name. */
export const textOrUnknown = (value: Value, name: string): string | undefined =>
  value instanceof Unknown
    ? unknownText(value instanceof Unresolved && value.origin !== undefined ? value.origin : name)
    : toText(value);

/** A dictionary, whatever its keys are called. */
export const dictionary = (entries: Iterable<readonly [string, Value]>): Dictionary => Object.fromEntries(entries);
