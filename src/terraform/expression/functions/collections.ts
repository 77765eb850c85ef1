import { inOrder, mayBeSame } from "../../../unknown/compare-texts";
import { hasUnknown } from "../../../unknown/unknown-text";
import { UnknownValue } from "../../../unknown/unknown-value";
import { orderedKeys } from "../../order";
import {
  type Dictionary,
  dictionary,
  equal,
  isDictionary,
  isList,
  isSet,
  LazyObject,
  type List,
  memberAt,
  OneOfTwo,
  unknownIn,
  unknownOf,
  type Value,
} from "../../value";
import { flagOf } from "../operators";
import {
  type Body,
  counted,
  elements,
  Failure,
  known,
  knownText,
  list,
  map,
  number,
  open,
  refuse,
  text,
  texts,
  whole,
} from "./arguments";
import { graphemes } from "./graphemes";
import { unified } from "./unified";

/** Functions of lists and maps. @see https://developer.hashicorp.com/terraform/language/functions#collection-functions */
export const COLLECTIONS: Readonly<Record<string, Body>> = {
  alltrue: ([values]) => every(elements(values), true),
  anytrue: ([values]) => every(elements(values), false),
  chunklist: ([values, size]) => chunklist(list(values), whole(size)),
  coalesce,
  coalescelist: (args) => {
    for (const arg of args) if (elements(arg).length > 0) return arg;
    return refuse("no argument of coalescelist has an element");
  },
  compact: ([values]) => compact(list(values)),
  concat: (args) => (args.length === 0 ? refuse("concat is given nothing") : args.flatMap(ordered)),
  contains: ([values, wanted]) => contains(elements(values), set(known(wanted))),
  distinct: ([values]) => distinct(unified(list(values))),
  element: ([values, index]) => element(ordered(values), whole(index)),
  flatten: ([value]) => flatten(list(value)),
  index: ([values, wanted]) => indexOf(ordered(values), known(wanted)),
  keys: ([value]) => keysOf(map(value)),
  length: ([value]) => length(set(known(value))),
  lookup: (args) => lookup(args),
  matchkeys: ([values, keys, wanted]) => matchkeys(list(values), list(keys), list(wanted)),
  merge: (args) => dictionary(args.flatMap((arg) => (known(arg) === null ? [] : Object.entries(map(arg))))),
  one: ([value]) => {
    const items = counted(elements(value));
    return items.length > 1 ? refuse("the function one is given more than one element") : (items[0] ?? null);
  },
  range: (args) => range(args.map(number)),
  reverse: ([value]) => [...list(value)].reverse(),
  slice: ([values, from, to]) => slice(ordered(values), whole(from), whole(to)),
  sort: ([values]) => [...(inOrder(elements(values).map(text)) ?? open("an element of a list"))],
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
  return isSet(known(value)) ? refuse("a function of lists is given a set") : list(value);
}

/** @throws Failure for null */
const set = (value: Value): Value => value ?? refuse("an argument of a function is null");

function knownTexts(value: Value | undefined): readonly string[] {
  const found = texts(value);
  return found.some(hasUnknown) ? open("an element of a list") : found;
}

const keysOf = (members: Dictionary): readonly string[] => orderedKeys(members) ?? open("a key of a map");

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
  for (const [at, arg] of args.entries()) if (known(arg) !== null && !isEmpty(arg)) return unified(args)[at] ?? null;
  return refuse("no argument of coalesce has a value");
}

function compact(items: List): Value {
  const unknown = unknownOf(items);
  if (unknown) throw new Failure(unknown);
  return items.flatMap((item) => (item === null || isEmpty(item) ? [] : [text(item)]));
}

/** Whether a value is the empty string. @throws Failure: what consists of unknown values may be */
const isEmpty = (value: Value): boolean =>
  value === "" || (typeof value === "string" && mayBeSame(value, "") && open("a string"));

function contains(items: List, wanted: Value): boolean {
  const results = items.map((item) => equal(item, wanted));
  if (results.includes(true)) return true;
  return results.includes(undefined) ? open("an element of a list") : false;
}

function distinct(items: List): Value {
  const unknown = unknownIn(items);
  if (unknown) throw new Failure(unknown);
  const kept: Value[] = [];
  const compound: Value[] = [];
  const perhaps: Value[] = [];
  const seen = new Set<Value>();
  for (const item of items) {
    if (seen.has(item)) continue;
    const isCompound = typeof item === "object" || (typeof item === "string" && hasUnknown(item));
    const same = (isCompound ? kept : compound).map((other) => equal(item, other));
    if (same.includes(true)) continue;
    if (same.includes(undefined)) perhaps.push(item);
    seen.add(item);
    kept.push(item);
    if (isCompound) compound.push(item);
  }
  if (perhaps.length > 1) return open("an element of a list");
  return perhaps.length === 0
    ? kept
    : new OneOfTwo(
        kept.filter((one) => !perhaps.includes(one)),
        kept,
      );
}

function element(items: List, index: number): Value {
  if (items.length === 0) refuse("the function element is given an empty list");
  if (index < 0) refuse("the function element is given a negative index");
  return items[index % items.length] ?? null;
}

function flatten(items: List): List {
  const flat: Value[] = [];
  for (const item of items) {
    if (item instanceof UnknownValue && !item.isText && !(item instanceof LazyObject)) throw new Failure(item);
    if (isList(item)) flat.push(...flatten(list(item)));
    else flat.push(item);
  }
  return flat;
}

function indexOf(items: List, wanted: Value): Value {
  for (const [at, item] of items.entries()) {
    const same = equal(item, wanted);
    if (same === undefined) return open("an element of a list");
    if (same) return at;
  }
  return refuse("the function index finds no such element", wanted);
}

function length(value: Value): Value {
  if (isList(value)) return counted(value).length;
  if (isDictionary(value)) return Object.keys(counted(value)).length;
  return typeof value === "string"
    ? graphemes(knownText(value)).length
    : refuse("the function length is given neither a string nor a collection");
}

function lookup([value, key, otherwise]: readonly Value[]): Value {
  const [members, name] = [map(value), text(key)];
  const found = memberAt(members, name);
  if (found !== undefined) return found;
  return otherwise === undefined ? refuse(`a map has no element "${name}"`) : otherwise;
}

function matchkeys(items: List, keys: List, wanted: List): Value {
  if (items.length !== keys.length) refuse("matchkeys is given lists of different lengths");
  const chosen = keys.map((key) => contains(wanted, key));
  return items.filter((_, at) => chosen[at]);
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

function transpose(members: Dictionary): Value {
  const turned = new Map<string, string[]>();
  for (const name of keysOf(members))
    for (const item of knownTexts(members[name])) turned.set(item, [...(turned.get(item) ?? []), name]);
  return dictionary(turned);
}
