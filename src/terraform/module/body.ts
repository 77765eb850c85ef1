import { UnknownValue, unknownBecauseOf } from "../../unknown/unknown-value";
import { entriesOf } from "../expression/access";
import type { Node } from "../expression/ast";
import { evaluate } from "../expression/evaluate";
import type { Scope } from "../expression/scope";
import { dynamicOf, isRaw, listed, own, type Raw } from "../source/block";
import { dictionary, isDictionary, refused, toText, type Value, walkValue } from "../value";

/** What is needed to evaluate what a file has written. */
export interface Reading {
  readonly scope: Scope;
  /** @throws InputError at the location that is being read */
  parse(text: string): Node;
}

/** The value of what a file has written: strings are templates, names in objects too. @throws InputError */
export function resolved(raw: unknown, reading: Reading): Value {
  if (typeof raw === "string")
    return raw.includes("${") || raw.includes("%{") ? evaluate(reading.parse(raw), reading.scope) : raw;
  if (Array.isArray(raw)) return raw.map((one) => resolved(one, reading));
  if (!isRaw(raw)) return typeof raw === "number" || typeof raw === "boolean" ? raw : null;
  if (hasDynamicBlocks(raw)) return withDynamicBlocks(raw, reading);
  const entries: (readonly [string, Value])[] = [];
  for (const [name, one] of Object.entries(raw)) {
    const key = resolved(name, reading);
    const text = toText(key);
    if (text === undefined)
      return key instanceof UnknownValue
        ? key.as({ isText: false, origin: undefined })
        : refused("a key is not a string", key);
    entries.push([text, resolved(one, reading)]);
  }
  return dictionary(entries);
}

/** The value at `path` in what a file has written; only what lies on the way is evaluated. @throws InputError */
export function valueAt(raw: unknown, path: readonly (string | number)[], reading: Reading): Value {
  const [step, ...rest] = path;
  if (step === undefined || typeof raw === "string") return walkValue(resolved(raw, reading), path);
  if (Array.isArray(raw)) {
    if (typeof step === "number") return step < raw.length ? valueAt(raw[step], rest, reading) : null;
    return raw.length === 1 ? valueAt(raw[0], path, reading) : null;
  }
  if (!isRaw(raw)) return null;
  // a single block may be written without a list around it
  if (typeof step === "number") return step === 0 ? valueAt(raw, rest, reading) : null;
  if (dynamicOf(raw, step) !== undefined) return walkValue(blocksOf(raw, step, reading), rest);
  if (Object.hasOwn(raw, step)) return valueAt(own(raw, step), rest, reading);
  return Object.keys(raw).some((name) => name.includes("${")) ? walkValue(resolved(raw, reading), path) : null;
}

function hasDynamicBlocks(raw: Raw): boolean {
  const dynamic = own(raw, "dynamic");
  const bodies = listed(dynamic).flatMap((one) => (isRaw(one) ? Object.values(one).flatMap(listed) : [undefined]));
  return (
    bodies.length > 0 &&
    bodies.every((one) => isRaw(one) && Object.hasOwn(one, "for_each") && Object.hasOwn(one, "content"))
  );
}

function withDynamicBlocks(raw: Raw, reading: Reading): Value {
  const types = listed(own(raw, "dynamic")).flatMap((one) => (isRaw(one) ? Object.keys(one) : []));
  const rest = Object.fromEntries(Object.entries(raw).filter(([name]) => name !== "dynamic" && !types.includes(name)));
  const plain = resolved(rest, reading);
  if (!isDictionary(plain)) return plain;
  return dictionary([...Object.entries(plain), ...types.map((type) => [type, blocksOf(raw, type, reading)] as const)]);
}

/** The blocks of one type in a body, those of `dynamic` included. @see https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks */
export function blocksOf(raw: Raw, type: string, reading: Reading): Value {
  const blocks: Value[] = listed(own(raw, type)).map((one) => resolved(one, reading));
  for (const dynamic of listed(dynamicOf(raw, type))) {
    if (!isRaw(dynamic)) continue;
    const over = resolved(own(dynamic, "for_each"), reading);
    const entries = over instanceof UnknownValue ? undefined : entriesOf(over);
    if (!entries)
      return over instanceof UnknownValue
        ? unknownBecauseOf(over, `the number of ${type} blocks is not known: ${over.reason}`)
        : refused(`the number of ${type} blocks is not known`, over);
    const named = own(dynamic, "iterator");
    const iterator = typeof named === "string" ? named.replace(/^\$\{|\}$/g, "") : type;
    if (entries.known === "nothing" && isDictionary(over))
      return new UnknownValue("after-apply", `the number of ${type} blocks is not known: two keys may be equal`);
    for (const [key, value] of entries.all) {
      const names = new Map([...reading.scope.names, [iterator, { key, value }]]);
      const { scope } = reading;
      const inner: Scope = {
        ...scope,
        resolve: (root, steps, index) => scope.resolve(root, steps, index),
        instance: `${scope.instance}.${type}[${toText(key) ?? ""}]`,
        names,
      };
      for (const content of listed(own(dynamic, "content")))
        blocks.push(resolved(content, { ...reading, scope: inner, parse: (text) => reading.parse(text) }));
    }
  }
  return blocks;
}
