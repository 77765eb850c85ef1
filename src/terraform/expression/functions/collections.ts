import { hasUnknown } from "../../../unknown/unknown-text";
import { UnknownValue } from "../../../unknown/unknown-value";
import {
  dictionary,
  equal,
  isDictionary,
  isList,
  isSet,
  LazyObject,
  type List,
  unknownIn,
  unknownOf,
  type Value,
} from "../../value";
import { flagOf } from "../operators";
import { type Body, Failure, known, list, map, number, refuse, text, texts, whole } from "./arguments";
import { graphemes } from "./graphemes";
import { unified } from "./unified";

/** Functions of lists and maps. @see https://developer.hashicorp.com/terraform/language/functions#collection-functions */
export const COLLECTIONS: Readonly<Record<string, Body>> = {
  alltrue: ([values]) => every(list(values), true),
  anytrue: ([values]) => every(list(values), false),
  chunklist: ([values, size]) => chunklist(list(values), whole(size)),
  coalesce,
  coalescelist: (args) => {
    for (const arg of args) if (list(arg).length > 0) return arg;
    return refuse("no argument of coalescelist has an element");
  },
  compact: ([values]) => compact(list(values)),
  concat: (args) => (args.length === 0 ? refuse("concat is given nothing") : args.flatMap(ordered)),
  contains: ([values, wanted]) => contains(list(values), set(known(wanted))),
  distinct: ([values]) => distinct(unified(list(values))),
  element: ([values, index]) => element(ordered(values), whole(index)),
  flatten: ([value]) => flatten(list(value)),
  index: ([values, wanted]) => indexOf(list(values), known(wanted)),
  keys: ([value]) => keysOf(map(value)),
  length: ([value]) => length(set(known(value))),
  lookup: (args) => lookup(args),
  matchkeys: ([values, keys, wanted]) => matchkeys(list(values), list(keys), list(wanted)),
  merge: (args) => dictionary(args.flatMap((arg) => (known(arg) === null ? [] : Object.entries(map(arg))))),
  one: ([value]) => {
    const items = list(value);
    return items.length > 1 ? refuse("the function one is given more than one element") : (items[0] ?? null);
  },
  range: (args) => range(args.map(number)),
  reverse: ([value]) => [...list(value)].reverse(),
  slice: ([values, from, to]) => slice(list(values), whole(from), whole(to)),
  sort: ([values]) => [...knownTexts(values)].sort(byCode),
  transpose: ([value]) => transpose(map(value)),
  values: ([value]) => {
    const members = map(value);
    return keysOf(members).map((name) => members[name] ?? null);
  },
  zipmap: ([keys, values]) => {
    const [names, items] = [knownTexts(keys), list(values)];
    if (names.length !== items.length) refuse("zipmap is given lists of different lengths");
    return dictionary(names.map((name, at) => [name, items[at] ?? null] as const));
  },
};

/** The elements of a list; those of a set have no order. @throws Failure */
function ordered(value: Value | undefined): List {
  const found = list(value);
  return isSet(found) ? refuse("a function of lists is given a set") : found;
}

/** @throws Failure for null */
const set = (value: Value): Value => value ?? refuse("an argument of a function is null");

const byCode = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function knownTexts(value: Value | undefined): readonly string[] {
  const found = texts(value);
  if (found.some(hasUnknown))
    throw new Failure(new UnknownValue("after-apply", "an element of a list is not fully known"));
  return found;
}

/** Keys, or elements of a set: one that is not fully known may be another, or stand anywhere. @throws Failure */
function apart<T extends Value>(items: readonly T[]): readonly T[] {
  if (items.length > 1 && items.some((item) => typeof item === "string" && hasUnknown(item)))
    throw new Failure(new UnknownValue("after-apply", "a key or element is not fully known"));
  return items;
}

const keysOf = (members: { readonly [name: string]: Value }): readonly string[] =>
  [...apart(Object.keys(members))].sort();

/** `alltrue`, or with `wanted` false the opposite of `anytrue`'s: one element may decide. */
function every(items: List, wanted: boolean): boolean {
  const flags = items.map((item) => (item instanceof UnknownValue ? undefined : flagOf(item)));
  if (flags.includes(!wanted)) return !wanted;
  const unknown = unknownOf(items);
  if (unknown) throw new Failure(unknown);
  const other = items[flags.indexOf(undefined)];
  // both take null for false
  if (other === null) return false;
  return other === undefined ? wanted : refuse("an element is not a bool", other);
}

function chunklist(items: List, size: number): Value {
  if (size < 0) refuse("chunklist is given a negative size");
  if (size === 0) return items.length === 0 ? [] : [items];
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

function coalesce(args: readonly Value[]): Value {
  // all arguments have one type, unless that of one is not known
  for (const [at, arg] of args.entries()) if (known(arg) !== null && arg !== "") return unified(args)[at] ?? null;
  return refuse("no argument of coalesce has a value");
}

function compact(items: List): Value {
  const unknown = unknownOf(items);
  if (unknown) throw new Failure(unknown);
  return items.flatMap((item) => (item === null || item === "" ? [] : [text(item)]));
}

function contains(items: List, wanted: Value): Value {
  const results = items.map((item) => equal(item, wanted));
  if (results.includes(true)) return true;
  return results.includes(undefined)
    ? new UnknownValue("after-apply", "an element of a list is not fully known")
    : false;
}

function distinct(items: List): Value {
  const unknown = unknownIn(items);
  if (unknown) throw new Failure(unknown);
  const kept: Value[] = [];
  const seen = new Set<Value>();
  for (const item of items) {
    if (seen.has(item)) continue;
    if (typeof item === "string" ? hasUnknown(item) : true) {
      const same = kept.map((other) => equal(item, other));
      if (same.includes(true)) continue;
      if (same.includes(undefined)) return new UnknownValue("after-apply", "an element of a list is not fully known");
    } else if (kept.some((other) => typeof other === "string" && hasUnknown(other)))
      return new UnknownValue("after-apply", "an element of a list is not fully known");
    seen.add(item);
    kept.push(item);
  }
  return kept;
}

function element(items: List, index: number): Value {
  if (items.length === 0) refuse("the function element is given an empty list");
  if (index < 0) refuse("the function element is given a negative index");
  return items[index % items.length] ?? null;
}

function flatten(items: List): Value {
  const flat: Value[] = [];
  for (const item of items) {
    if (item instanceof UnknownValue && !item.isText && !(item instanceof LazyObject)) throw new Failure(item);
    if (isList(item)) flat.push(...list(flatten(item)));
    else flat.push(item);
  }
  return flat;
}

function indexOf(items: List, wanted: Value): Value {
  for (const [at, item] of items.entries()) {
    const same = equal(item, wanted);
    if (same === undefined) return new UnknownValue("after-apply", "an element of a list is not fully known");
    if (same) return at;
  }
  return refuse("the function index finds no such element", wanted);
}

function length(value: Value): Value {
  if (isSet(value)) return apart(value as List).length;
  if (isList(value)) return value.length;
  if (isDictionary(value)) return apart(Object.keys(value)).length;
  if (typeof value !== "string") refuse("the function length is given neither a string nor a collection");
  const counted = text(value);
  return hasUnknown(counted)
    ? new UnknownValue("after-apply", "the length of a string that is not fully known")
    : graphemes(counted).length;
}

function lookup([value, key, otherwise]: readonly Value[]): Value {
  const [members, name] = [map(value), text(key)];
  if (Object.hasOwn(members, name)) return members[name] ?? null;
  if (hasUnknown(name) || Object.keys(members).some(hasUnknown))
    return new UnknownValue("after-apply", "a key is not fully known");
  return otherwise === undefined ? refuse(`a map has no element "${name}"`) : otherwise;
}

function matchkeys(items: List, keys: List, wanted: List): Value {
  if (items.length !== keys.length) refuse("matchkeys is given lists of different lengths");
  const chosen = keys.map((key) => contains(wanted, key));
  const unknown = unknownOf(chosen);
  return unknown ?? items.filter((_, at) => chosen[at] === true);
}

const MOST = 1024;

/** @see https://developer.hashicorp.com/terraform/language/functions/range */
function range(args: readonly number[]): Value {
  const [start, limit] = args.length === 1 ? [0, args[0] ?? 0] : [args[0] ?? 0, args[1] ?? 0];
  const step = args[2] ?? (start <= limit ? 1 : -1);
  if (step === 0 || (step > 0 ? start > limit : start < limit)) refuse("range is given a step that leads away");
  const numbers: number[] = [];
  for (let at = start; step > 0 ? at < limit : at > limit; at += step) {
    if (numbers.length >= MOST) refuse(`range gives more than ${MOST} numbers`);
    numbers.push(at);
  }
  return numbers;
}

function slice(items: List, from: number, to: number): Value {
  if (from < 0 || to > items.length || from > to) refuse("slice is given indexes that are not in the list");
  return items.slice(from, to);
}

function transpose(members: { readonly [name: string]: Value }): Value {
  const turned = new Map<string, string[]>();
  for (const name of Object.keys(members).sort())
    for (const item of knownTexts(members[name])) turned.set(item, [...(turned.get(item) ?? []), name]);
  return dictionary(turned);
}
