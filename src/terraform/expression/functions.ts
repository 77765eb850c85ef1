import { hasUnknown, partsOf, unknownText } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import {
  dictionary,
  equal,
  isDictionary,
  isList,
  type List,
  refused,
  setOf,
  textOrUnknown,
  toText,
  unknownIn,
  unknownOf,
  type Value,
} from "../value";
import { format } from "./format";
import { jsonencode } from "./jsonencode";

/** A call that has no value, or none that is read. */
export class Failure extends Error {
  constructor(readonly unknown: UnknownValue) {
    super(unknown.reason);
  }
}

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
          .map((part) => (hasUnknown(part) ? unknownText(`lower(${scope}/${part})`) : part.toLowerCase()))
          .join(""),
      ),
  ],
  ["toset", ([value = null]) => (value instanceof UnknownValue ? value : setOf(list(value)))],
  ["tolist", ([value = null]) => (value instanceof UnknownValue ? value : [...list(value)])],
  ["tostring", ([value = null]) => (value instanceof UnknownValue || value === null ? value : text(value))],
  ["merge", merge],
  ["one", one],
  ["element", element],
  ["base64decode", base64decode],
  ["coalesce", coalesce],
  ["length", length],
  ["lookup", lookup],
  ["flatten", ([value = null]) => (value instanceof UnknownValue ? value : flatten(list(value)))],
  ["compact", ([value = null]) => compact(value)],
  ["distinct", ([value = null]) => (value instanceof UnknownValue ? value : distinct(list(value)))],
  ["keys", ([value = null]) => (value instanceof UnknownValue ? value : Object.keys(map(value)).sort())],
  ["values", ([value = null]) => valuesOf(value)],
  ["contains", contains],
]);

/** What the function `name` gives for `args`; unknown where it is not read. `scope` names unknown texts. @throws Failure */
export function callFunction(name: string, args: readonly Value[], scope: string): Value {
  const body = FUNCTIONS.get(name.replace(/^core::/, ""));
  return body
    ? body(args, scope)
    : new UnknownValue("not-read", `the function ${name} is not read`, { isText: TEXT.has(name) });
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
  // some functions accept null as a list
  if (value === null) throw new Failure(new UnknownValue("not-read", "an argument of a function is not a list"));
  if (!isList(value)) throw new Failure(refused("an argument of a function is not a list", value));
  return value;
}

function map(value: Value): { readonly [name: string]: Value } {
  if (!isDictionary(value)) throw new Failure(refused("an argument of a function is not a map", value));
  return value;
}

function text(value: Value): string {
  const found = toText(value);
  if (found === undefined) throw new Failure(refused("an argument of a function is not a string", value));
  return found;
}

const onText = (value: Value, body: (text: string) => Value): Value =>
  value instanceof UnknownValue ? value : body(text(value));

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
    return new UnknownValue("after-apply", "replace is given a string that is not fully known", {
      origin: `replace(${subject}, ${search}, ${replacement})`,
      isText: true,
    });
  const [, pattern] = /^\/(.+)\/$/s.exec(search) ?? [];
  if (pattern === undefined) return subject.replaceAll(search, () => replacement);
  try {
    // RE2 writes groups as $1 and ${1}, JavaScript as $1 and $<name>
    const groups = replacement.replaceAll(/\$\{(\d+)\}/g, "$$$1").replaceAll(/\$\{(\w+)\}/g, "$$<$1>");
    return subject.replaceAll(new RegExp(pattern.replaceAll("(?P<", "(?<"), "gu"), groups);
  } catch {
    throw new Failure(new UnknownValue("not-read", `the regular expression ${search} is not read`));
  }
}

function trimprefix([value = null, prefix = null]: readonly Value[]): Value {
  if (value instanceof UnknownValue) return value;
  if (prefix instanceof UnknownValue) return prefix;
  const [subject, start] = [text(value), text(prefix)];
  if (subject.startsWith(start)) return subject.slice(start.length);
  const [known = ""] = partsOf(subject);
  if (hasUnknown(start) || (known.length < start.length && hasUnknown(subject) && start.startsWith(known)))
    return new UnknownValue("after-apply", "trimprefix is given a string that is not fully known", {
      origin: `trimprefix(${subject}, ${start})`,
      isText: true,
    });
  return subject;
}

function merge(args: readonly Value[]): Value {
  const unknown = unknownOf(args);
  return unknown ?? dictionary(args.filter((arg) => arg !== null).flatMap((arg) => Object.entries(map(arg))));
}

function one([value = null]: readonly Value[]): Value {
  if (value instanceof UnknownValue) return value;
  const items = list(value);
  if (items.length > 1) throw new Failure(refused("the function one is given more than one element"));
  return items[0] ?? null;
}

function element([value = null, index = null]: readonly Value[]): Value {
  if (value instanceof UnknownValue) return value;
  if (index instanceof UnknownValue) return index;
  const items = list(value);
  const at = Number(text(index));
  if (items.length === 0) throw new Failure(refused("the function element finds no such element"));
  if (!Number.isInteger(at) || at < 0)
    throw new Failure(new UnknownValue("not-read", "the function element finds no such element"));
  return items[at % items.length] ?? null;
}

function base64decode([value = null]: readonly Value[]): Value {
  return onText(value, (encoded) => {
    if (hasUnknown(encoded))
      return new UnknownValue("after-apply", "base64decode is given a string that is not fully known", {
        origin: `base64decode(${encoded})`,
        isText: true,
      });
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded.replaceAll(/[\r\n]/g, "")))
      throw new Failure(refused("the argument of base64decode is not base64"));
    const bytes = Buffer.from(encoded, "base64");
    const decoded = bytes.toString("utf8");
    if (!Buffer.from(decoded).equals(bytes))
      throw new Failure(refused("the argument of base64decode is not UTF-8 text"));
    return decoded;
  });
}

function coalesce(args: readonly Value[]): Value {
  for (const arg of args) if (arg instanceof UnknownValue || (arg !== null && arg !== "")) return arg;
  throw new Failure(refused("no argument of coalesce has a value"));
}

function length([value = null]: readonly Value[]): Value {
  if (value instanceof UnknownValue) return value;
  if (typeof value === "string") {
    if (hasUnknown(value)) return new UnknownValue("after-apply", "the length of a string that is not fully known");
    return [...new Intl.Segmenter("en").segment(value)].length;
  }
  if (isList(value)) return value.length;
  return Object.keys(map(value)).length;
}

function lookup([value = null, key = null, otherwise]: readonly Value[]): Value {
  if (value instanceof UnknownValue) return value;
  if (key instanceof UnknownValue) return key;
  const [members, name] = [map(value), text(key)];
  if (Object.hasOwn(members, name)) return members[name] ?? null;
  if (hasUnknown(name)) return new UnknownValue("after-apply", "a key is not fully known");
  if (otherwise === undefined) throw new Failure(refused(`a map has no element "${name}"`));
  return otherwise;
}

function flatten(items: List): Value {
  const flat: Value[] = [];
  for (const item of items) {
    if (item instanceof UnknownValue && !item.isText) return item;
    const inner = isList(item) ? flatten(item) : [item];
    if (inner instanceof UnknownValue) return inner;
    flat.push(...(inner as List));
  }
  return flat;
}

function compact(value: Value): Value {
  if (value instanceof UnknownValue) return value;
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
  if (value instanceof UnknownValue) return value;
  if (isList(value)) return value;
  const members = map(value);
  return Object.keys(members)
    .sort()
    .map((name) => members[name] ?? null);
}

function contains([value = null, wanted = null]: readonly Value[]): Value {
  if (value instanceof UnknownValue) return value;
  if (wanted instanceof UnknownValue) return wanted;
  const results = list(value).map((item) => equal(item, wanted));
  if (results.includes(true)) return true;
  return results.includes(undefined)
    ? new UnknownValue("after-apply", "an element of a list is not fully known")
    : false;
}
