import { hasUnknown, partsOf } from "../../unknown/symbol";
import {
  dictionary,
  equal,
  isDictionary,
  isList,
  type List,
  opaque,
  setOf,
  textOrUnknown,
  toText,
  Unresolved,
  unknownIn,
  unknownOf,
} from "../unresolved";
import { Unknown, type Value } from "../world";
import { format } from "./format";
import { jsonencode } from "./jsonencode";

/** A call that Terraform would refuse. */
export class Failure extends Error {}

type Body = (args: readonly Value[], scope: string) => Value;

/** The functions that are read. @see https://developer.hashicorp.com/terraform/language/functions */
const FUNCTIONS: ReadonlyMap<string, Body> = new Map<string, Body>([
  ["jsonencode", ([value = null]) => jsonencode(value)],
  ["format", (args, scope) => format(args, scope)],
  ["join", join],
  ["concat", (args) => unknownOf(args) ?? args.flatMap((arg) => list(arg))],
  ["replace", replace],
  ["trimprefix", trimprefix],
  [
    "lower",
    ([value = null], scope) =>
      onText(value, (text) =>
        partsOf(text)
          .map((part) => (hasUnknown(part) ? opaque(`lower(${scope}/${part})`) : part.toLowerCase()))
          .join(""),
      ),
  ],
  ["toset", ([value = null]) => (value instanceof Unknown ? value : setOf(list(value)))],
  ["tolist", ([value = null]) => (value instanceof Unknown ? value : [...list(value)])],
  ["tostring", ([value = null]) => (value instanceof Unknown || value === null ? value : text(value))],
  ["merge", merge],
  ["one", one],
  ["element", element],
  ["base64decode", base64decode],
  ["coalesce", coalesce],
  ["length", length],
  ["lookup", lookup],
  ["flatten", ([value = null]) => (value instanceof Unknown ? value : flatten(list(value)))],
  ["compact", ([value = null]) => compact(value)],
  ["distinct", ([value = null]) => (value instanceof Unknown ? value : distinct(list(value)))],
  ["keys", ([value = null]) => (value instanceof Unknown ? value : Object.keys(map(value)).sort())],
  ["values", ([value = null]) => valuesOf(value)],
  ["contains", contains],
]);

/** What the function `name` gives for `args`; Unknown where it is not read. `scope` names symbols. @throws Failure */
export function callFunction(name: string, args: readonly Value[], scope: string): Value {
  const body = FUNCTIONS.get(name.replace(/^core::/, ""));
  return body
    ? body(args, scope)
    : new Unresolved(`the function ${name} is not read`, undefined, undefined, TEXT.has(name));
}

/** Functions that certainly give a text. */
const TEXT: ReadonlySet<string> = new Set([
  "upper",
  "title",
  "trim",
  "trimspace",
  "trimsuffix",
  "substr",
  "sha256",
  "md5",
  "base64encode",
  "file",
  "templatefile",
  "uuid",
  "timestamp",
]);

function list(value: Value): List {
  if (!isList(value)) throw new Failure("a function is given what is no list");
  return value;
}

function map(value: Value): { readonly [name: string]: Value } {
  if (!isDictionary(value)) throw new Failure("a function is given what is no map");
  return value;
}

function text(value: Value): string {
  const found = toText(value);
  if (found === undefined) throw new Failure("a function is given what is no text");
  return found;
}

const onText = (value: Value, body: (text: string) => Value): Value =>
  value instanceof Unknown ? value : body(text(value));

function join(args: readonly Value[], scope: string): Value {
  const [separator = null, ...lists] = args;
  const unknown = unknownOf(args);
  if (unknown) return unknown;
  const between = text(separator);
  const items = lists.flatMap((arg) => list(arg));
  return items.map((item, index) => textOrUnknown(item, `${scope}/join[${index}]`) ?? text(item)).join(between);
}

function replace(args: readonly Value[]): Value {
  const unknown = unknownOf(args);
  if (unknown) return unknown;
  const [subject, search, replacement] = [0, 1, 2].map((index) => text(args[index] ?? null)) as [
    string,
    string,
    string,
  ];
  // what stands for a name has no scheme in it
  if (hasUnknown(search) || (hasUnknown(subject) && search !== "https://" && search !== "http://"))
    return new Unresolved(
      "replace is given a text that is not fully known",
      undefined,
      `replace(${subject}, ${search}, ${replacement})`,
      true,
    );
  const [, pattern] = /^\/(.+)\/$/s.exec(search) ?? [];
  if (pattern === undefined) return subject.replaceAll(search, () => replacement);
  try {
    // RE2 writes groups as $1 and ${1}, JavaScript as $1 and $<name>
    const groups = replacement.replaceAll(/\$\{(\d+)\}/g, "$$$1").replaceAll(/\$\{(\w+)\}/g, "$$<$1>");
    return subject.replaceAll(new RegExp(pattern.replaceAll("(?P<", "(?<"), "gu"), groups);
  } catch {
    throw new Failure(`the regular expression ${search} is not read`);
  }
}

function trimprefix([value = null, prefix = null]: readonly Value[]): Value {
  if (value instanceof Unknown) return value;
  if (prefix instanceof Unknown) return prefix;
  const [subject, start] = [text(value), text(prefix)];
  if (subject.startsWith(start)) return subject.slice(start.length);
  const [known = ""] = partsOf(subject);
  if (hasUnknown(start) || (known.length < start.length && hasUnknown(subject) && start.startsWith(known)))
    return new Unresolved(
      "trimprefix is given a text that is not fully known",
      undefined,
      `trimprefix(${subject}, ${start})`,
      true,
    );
  return subject;
}

function merge(args: readonly Value[]): Value {
  const unknown = unknownOf(args);
  return unknown ?? dictionary(args.filter((arg) => arg !== null).flatMap((arg) => Object.entries(map(arg))));
}

function one([value = null]: readonly Value[]): Value {
  if (value instanceof Unknown) return value;
  const items = list(value);
  if (items.length > 1) throw new Failure("the function one is given more than one element");
  return items[0] ?? null;
}

function element([value = null, index = null]: readonly Value[]): Value {
  if (value instanceof Unknown) return value;
  if (index instanceof Unknown) return index;
  const items = list(value);
  const at = Number(text(index));
  if (items.length === 0 || !Number.isInteger(at) || at < 0)
    throw new Failure("the function element finds no such element");
  return items[at % items.length] ?? null;
}

function base64decode([value = null]: readonly Value[]): Value {
  return onText(value, (encoded) => {
    if (hasUnknown(encoded))
      return new Unresolved(
        "base64decode is given a text that is not fully known",
        undefined,
        `base64decode(${encoded})`,
        true,
      );
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded.replaceAll(/[\r\n]/g, "")))
      throw new Failure("base64decode is given what is not base64");
    const bytes = Buffer.from(encoded, "base64");
    const decoded = bytes.toString("utf8");
    if (!Buffer.from(decoded).equals(bytes)) throw new Failure("base64decode is given what is no UTF-8 text");
    return decoded;
  });
}

function coalesce(args: readonly Value[]): Value {
  for (const arg of args) if (arg instanceof Unknown || (arg !== null && arg !== "")) return arg;
  throw new Failure("no argument of coalesce has a value");
}

function length([value = null]: readonly Value[]): Value {
  if (value instanceof Unknown) return value;
  if (typeof value === "string") {
    if (hasUnknown(value)) return new Unknown("the length of a text that is not fully known");
    return [...new Intl.Segmenter("en").segment(value)].length;
  }
  if (isList(value)) return value.length;
  return Object.keys(map(value)).length;
}

function lookup([value = null, key = null, otherwise]: readonly Value[]): Value {
  if (value instanceof Unknown) return value;
  if (key instanceof Unknown) return key;
  const [members, name] = [map(value), text(key)];
  if (Object.hasOwn(members, name)) return members[name] ?? null;
  if (hasUnknown(name)) return new Unknown("a key is not fully known");
  if (otherwise === undefined) throw new Failure(`a map has no element "${name}"`);
  return otherwise;
}

function flatten(items: List): Value {
  const flat: Value[] = [];
  for (const item of items) {
    if (item instanceof Unknown && !(item instanceof Unresolved && item.isText)) return item;
    const inner = isList(item) ? flatten(item) : [item];
    if (inner instanceof Unknown) return inner;
    flat.push(...(inner as List));
  }
  return flat;
}

function compact(value: Value): Value {
  if (value instanceof Unknown) return value;
  const items = list(value);
  return unknownOf(items) ?? items.filter((item) => item !== null && item !== "");
}

function distinct(items: List): Value {
  const unknown = unknownIn(items);
  if (unknown) return unknown;
  const kept: Value[] = [];
  const texts = new Set<Value>();
  for (const item of items) {
    if (typeof item === "string" ? texts.has(item) : kept.some((other) => equal(item, other) === true)) continue;
    texts.add(item);
    kept.push(item);
  }
  return kept;
}

function valuesOf(value: Value): Value {
  if (value instanceof Unknown) return value;
  if (isList(value)) return value;
  const members = map(value);
  return Object.keys(members)
    .sort()
    .map((name) => members[name] ?? null);
}

function contains([value = null, wanted = null]: readonly Value[]): Value {
  if (value instanceof Unknown) return value;
  if (wanted instanceof Unknown) return wanted;
  const results = list(value).map((item) => equal(item, wanted));
  if (results.includes(true)) return true;
  return results.includes(undefined) ? new Unknown("an element of a list is not fully known") : false;
}
