import { hasUnknown, replaceUnknowns } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import {
  dictionary,
  equal,
  isDictionary,
  isList,
  isSet,
  LazyObject,
  refused,
  textOrUnknown,
  toText,
  type Value,
} from "../value";
import { type Node, type Step, type TemplatePart, walk } from "./ast";
import { callFunction, Failure } from "./functions";
import { binary, flagOf, numberOf } from "./operators";

/** What the names in an expression stand for. */
export interface Scope {
  /** Names what is unknown in it: stack and module. */
  readonly name: string;
  /** Names what is unknown and depends on `names`: the instance. */
  readonly instance: string;
  /** `each`, `count`, and what `for` and `dynamic` bind. */
  readonly names: ReadonlyMap<string, Value>;
  /** The value of `root` followed by `steps`, and how many of these it has taken. @throws InputError for what is not declared */
  resolve(root: string, steps: readonly Step[], index: (node: Node) => Value): readonly [Value, number];
}

/** The value of `node`. Total: what Terraform would refuse is unknown, of the kind `no-value`. @throws InputError for what is not declared */
export function evaluate(node: Node, scope: Scope): Value {
  switch (node.kind) {
    case "literal":
      return node.value;
    case "template":
      return template(node.parts, scope);
    case "reference": {
      const index = (one: Node) => evaluate(one, scope);
      const bound = scope.names.get(node.root);
      const [value, taken] = bound === undefined ? scope.resolve(node.root, node.steps, index) : [bound, 0];
      return follow(value, node.steps.slice(taken), scope);
    }
    case "access":
      return follow(evaluate(node.base, scope), node.steps, scope);
    case "call":
      return call(node, scope);
    case "conditional":
      return conditional(node, scope);
    case "binary":
      return binary(node.operator, evaluate(node.left, scope), evaluate(node.right, scope));
    case "unary": {
      const operand = evaluate(node.operand, scope);
      if (operand instanceof UnknownValue) return operand;
      const number = numberOf(operand);
      const flag = flagOf(operand);
      if (node.operator === "-")
        return number === undefined ? refused("cannot negate a value that is not a number", operand) : -number;
      return flag === undefined ? refused("cannot apply ! to a value that is not a bool", operand) : !flag;
    }
    case "tuple":
      return node.items.map((item) => evaluate(item, scope));
    case "object":
      return object(node.items, scope);
    case "for":
      return forExpression(node, scope);
  }
}

function template(parts: readonly TemplatePart[], scope: Scope): Value {
  let text = "";
  let hasUnknowns = false;
  for (const part of parts) {
    if (part === undefined)
      return new UnknownValue("not-read", "a template directive (%{…}) is not read", { isText: true });
    if (typeof part === "string") {
      text += part;
      continue;
    }
    const value = evaluate(part.node, scope);
    hasUnknowns ||= value instanceof UnknownValue;
    const found = textOrUnknown(value, unknownName(part, scope));
    if (found === undefined)
      return new UnknownValue(
        "no-value",
        `\${${part.source}} inserts ${value === null ? "null" : "a list or map"} into a string`,
      );
    text += found;
  }
  if (hasUnknowns && /^\s*[[{]/.test(text) && !isJson(text) && isJson(replaceUnknowns(text, () => "null")))
    return new UnknownValue("after-apply", "a part of its JSON other than a string is not known");
  return text;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What names the value of an interpolation. */
function unknownName({ source, node }: { readonly source: string; readonly node: Node }, scope: Scope): string {
  let local = false;
  let impure = false;
  walk(node, (one) => {
    if (one.kind === "reference" && scope.names.has(one.root)) local = true;
    if (one.kind === "call" && /^(uuid|timestamp|bcrypt)$/.test(one.name)) impure = true;
  });
  return `${local || impure ? scope.instance : scope.name}/${source}`;
}

/** Goes from `value` over `steps`. */
export function follow(value: Value, steps: readonly Step[], scope: Scope): Value {
  let current = value;
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at] as Step;
    if (step.kind === "splat") return splat(current, step.steps, scope);
    if (current instanceof LazyObject) {
      const path = pathOf(steps.slice(at), scope);
      if (path.length === 0) return new UnknownValue("after-apply", "an index is not known");
      current = current.attribute(path);
      at += path.length - 1;
      continue;
    }
    if (current instanceof UnknownValue) return current;
    const key = step.kind === "attribute" ? step.name : evaluate(step.index, scope);
    current = member(current, key);
  }
  return current;
}

/** The known names and indexes that `steps` begin with. */
function pathOf(steps: readonly Step[], scope: Scope): readonly (string | number)[] {
  const path: (string | number)[] = [];
  for (const step of steps) {
    if (step.kind === "splat") break;
    const key = step.kind === "attribute" ? step.name : evaluate(step.index, scope);
    if (typeof key !== "string" && typeof key !== "number") break;
    path.push(key);
  }
  return path;
}

/** `value[key]` */
export function member(value: Value, key: Value): Value {
  if (value instanceof UnknownValue) return value;
  if (key instanceof UnknownValue) return key;
  if (isList(value)) {
    const index = numberOf(key);
    const found = index === undefined ? undefined : value[index];
    return found === undefined ? refused(`a list has no element ${JSON.stringify(key)}`, key) : found;
  }
  const name = toText(key);
  if (isDictionary(value) && name !== undefined && Object.hasOwn(value, name)) return value[name] ?? null;
  return isDictionary(value)
    ? refused(`a map has no element ${JSON.stringify(key)}`, key, ...Object.keys(value))
    : refused(`cannot index a value that is not a list or map (with ${JSON.stringify(key)})`, value, key);
}

function splat(value: Value, steps: readonly Step[], scope: Scope): Value {
  if (value === null) return [];
  if (value instanceof UnknownValue && !(value instanceof LazyObject)) return value;
  return (isList(value) ? value : [value]).map((one) => follow(one, steps, scope));
}

function call(node: Node & { readonly kind: "call" }, scope: Scope): Value {
  if (node.name === "try" || node.name === "can") return tryOrCan(node, scope);
  const args = node.args.map((arg) => evaluate(arg, scope));
  const last = args.at(-1);
  if (node.expand && last instanceof UnknownValue) return last;
  const all = node.expand && last !== undefined && isList(last) ? [...args.slice(0, -1), ...last] : args;
  try {
    return callFunction(node.name, all, scope.name);
  } catch (error) {
    if (error instanceof Failure) return error.unknown;
    throw error;
  }
}

/** `try` and `can`: a refusal by Terraform cannot be distinguished from what is merely unknown, so that is unknown. */
function tryOrCan(node: Node & { readonly kind: "call" }, scope: Scope): Value {
  for (const arg of node.args) {
    const value = evaluate(arg, scope);
    if (!(value instanceof UnknownValue) || value instanceof LazyObject) return node.name === "can" ? true : value;
    if (value.kind !== "no-value") return value;
    if (node.name === "can") return false;
  }
  return new UnknownValue("no-value", `no argument of ${node.name} has a value`);
}

function conditional(node: Node & { readonly kind: "conditional" }, scope: Scope): Value {
  const test = evaluate(node.test, scope);
  const flag = test instanceof UnknownValue ? undefined : flagOf(test);
  if (flag !== undefined) return evaluate(flag ? node.yes : node.no, scope);
  const yes = evaluate(node.yes, scope);
  if (equal(yes, evaluate(node.no, scope)) === true) return yes;
  return test instanceof UnknownValue ? test : refused("a condition is not a bool", test);
}

function object(items: readonly (readonly [Node, Node])[], scope: Scope): Value {
  const entries: (readonly [string, Value])[] = [];
  for (const [key, value] of items) {
    const name = evaluate(key, scope);
    const text = toText(name);
    if (text === undefined) return name instanceof UnknownValue ? name : refused("a key is not a string", name);
    entries.push([text, evaluate(value, scope)]);
  }
  return dictionary(entries);
}

/** Keys and values, as `for` and `for_each` go over them; undefined where `value` is neither list nor map. */
export function entriesOf(value: Value): readonly (readonly [Value, Value])[] | undefined {
  if (isSet(value)) return (value as readonly Value[]).map((one) => [one, one] as const);
  if (isList(value)) return value.map((one, index) => [index, one] as const);
  if (!isDictionary(value)) return undefined;
  return Object.keys(value)
    .sort()
    .map((name) => [name, value[name] ?? null] as const);
}

function forExpression(node: Node & { readonly kind: "for" }, scope: Scope): Value {
  const over = evaluate(node.over, scope);
  const entries = over instanceof UnknownValue ? undefined : entriesOf(over);
  if (!entries)
    return over instanceof UnknownValue
      ? over
      : refused("for cannot iterate over a value that is not a list or map", over);
  const list: Value[] = [];
  const groups = new Map<string, Value[]>();
  for (const [key, value] of entries) {
    const [first = "", second] = node.names;
    const inner: Scope = {
      ...scope,
      resolve: (root, steps, index) => scope.resolve(root, steps, index),
      instance: `${scope.instance}[${toText(key) ?? ""}]`,
      names: new Map([
        ...scope.names,
        ...(second === undefined ? [[first, value] as const] : [[first, key] as const, [second, value] as const]),
      ]),
    };
    const condition = node.condition ? evaluate(node.condition, inner) : true;
    if (condition instanceof UnknownValue) return condition;
    if (flagOf(condition) !== true) continue;
    const result = evaluate(node.value, inner);
    if (!node.key) {
      list.push(result);
      continue;
    }
    const name = evaluate(node.key, inner);
    const text = toText(name);
    if (text === undefined) return name instanceof UnknownValue ? name : refused("a key is not a string", name);
    const group = groups.get(text);
    if (group) group.push(result);
    else groups.set(text, [result]);
  }
  if (!node.key) return list;
  return dictionary(
    [...groups].map(([name, values]) => [name, node.group ? values : (values.at(-1) ?? null)] as const),
  );
}

/** Whether a text is fully known. */
export const isKnownText = (value: Value): value is string => typeof value === "string" && !hasUnknown(value);
