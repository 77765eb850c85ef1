import { replaceUnknowns } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { orderedElements } from "../order";
import {
  dictionary,
  equal,
  isList,
  isSet,
  LazyObject,
  OneOfTwo,
  refusalIn,
  refused,
  textOrUnknown,
  toText,
  Uncounted,
  type Value,
} from "../value";
import { entriesOf, member } from "./access";
import type { Node, Step, TemplatePart } from "./ast";
import { callFunction } from "./functions";
import { binary, flagOf, numberOf } from "./operators";
import { parseTemplate } from "./parse";
import { type Scope, templateScope, unknownName } from "./scope";

/** The value of `node`. Total: what Terraform would refuse is unknown, of the kind `no-value`. @throws InputError for what is not declared */
export function evaluate(node: Node, scope: Scope): Value {
  switch (node.kind) {
    case "literal":
      return node.value;
    case "unread":
      return new UnknownValue("not-read", `in an expression: ${node.reason}`);
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
      return unnamed(binary(node.operator, evaluate(node.left, scope), evaluate(node.right, scope)));
    case "unary": {
      const operand = evaluate(node.operand, scope);
      if (operand instanceof UnknownValue) return unnamed(operand);
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
    if (typeof part === "string") {
      text += part;
      continue;
    }
    const value = evaluate(part.node, scope);
    // what a directive inserts may be more than a part of a string
    if (part.isDirective && value instanceof UnknownValue) return value.as({ isText: true, origin: undefined });
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

/** Goes from `value` over `steps`. */
export function follow(value: Value, steps: readonly Step[], scope: Scope): Value {
  let current = value;
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at] as Step;
    if (step.kind === "splat") {
      current = splat(current, step.steps, scope);
      continue;
    }
    if (current instanceof Uncounted && step.kind === "index" && !scope.isTried && isFirst(step, scope)) {
      current = current.first;
      continue;
    }
    if (current instanceof LazyObject) {
      const path = pathOf(steps.slice(at), scope);
      if (path.length === 0) return new UnknownValue("after-apply", "an index is not known");
      current = current.attribute(path);
      at += path.length - 1;
      continue;
    }
    if (current instanceof UnknownValue) return partOf(current, steps.slice(at), scope);
    const key = step.kind === "attribute" ? step.name : evaluate(step.index, scope);
    current = key instanceof UnknownValue ? unnamed(key) : member(current, key);
  }
  return current;
}

const isFirst = (step: Step & { readonly kind: "index" }, scope: Scope): boolean => {
  const index = evaluate(step.index, scope);
  return !(index instanceof UnknownValue) && numberOf(index) === 0;
};

/** What is unknown because `value` is has neither its name nor its type. */
function unnamed(value: UnknownValue): UnknownValue;
function unnamed(value: Value): Value;
function unnamed(value: Value): Value {
  return value instanceof UnknownValue ? value.as({ isText: false, origin: undefined }) : value;
}

/** A part of an unknown value, named where every step to it is known. */
function partOf(whole: UnknownValue, steps: readonly Step[], scope: Scope): UnknownValue {
  const path = pathOf(steps, scope);
  return path.length === steps.length ? whole.part(path) : unnamed(whole);
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

function splat(value: Value, steps: readonly Step[], scope: Scope): Value {
  if (value === null) return [];
  if (value instanceof UnknownValue && !(value instanceof LazyObject)) return unnamed(value);
  const items = isList(value) ? orderedElements(value) : [value];
  if (!items) return OPEN;
  const elements = items.map((one) => follow(one, steps, scope));
  const refusal = elements.find((one) => one instanceof UnknownValue && one.kind === "no-value");
  return refusal ?? elements;
}

function call(node: Node & { readonly kind: "call" }, scope: Scope): Value {
  if (node.name === "try" || node.name === "can") return tryOrCan(node, scope);
  const nameOf = (index: number): string => {
    const at = Math.min(index, node.args.length - 1);
    const arg = node.args[at];
    const name = arg ? unknownName({ source: node.sources[at] ?? "", node: arg }, scope) : scope.instance;
    return node.expand && index >= at && at === node.args.length - 1 ? `${name}[${index - at}]` : name;
  };
  const args = node.args.map((arg, index) => {
    const value = evaluate(arg, scope);
    const isUnnamed =
      value instanceof UnknownValue &&
      !(value instanceof LazyObject || value instanceof OneOfTwo) &&
      value.origin === undefined;
    return isUnnamed ? value.as({ origin: nameOf(index) }) : value;
  });
  const last = args.at(-1);
  if (node.expand && last instanceof UnknownValue) return last.as({ origin: undefined });
  if (node.expand && last !== undefined && isList(last) && !orderedElements(last)) return OPEN;
  const all = node.expand && last !== undefined && isList(last) ? [...args.slice(0, -1), ...last] : args;
  return callFunction(node.name, all, {
    nameOf,
    directory: scope.directory,
    template: (text, variables) => evaluate(parseTemplate(text), templateScope(variables, nameOf(1), scope)),
  });
}

/**
 * `try` and `can`: what Terraform refuses in the expression itself is caught, wherever in its value; what is merely
 * unknown is not.
 * @see https://developer.hashicorp.com/terraform/language/functions/try
 */
function tryOrCan(node: Node & { readonly kind: "call" }, scope: Scope): Value {
  const tried = triedIn(scope);
  for (const arg of node.args) {
    const value = evaluate(arg, tried);
    if (refusalIn(value) === undefined) {
      if (node.name === "try") return value;
      return value instanceof UnknownValue && !(value instanceof LazyObject)
        ? new UnknownValue(value.kind, value.reason, { advice: value.advice })
        : true;
    }
    if (node.name === "can") return false;
  }
  return new UnknownValue("no-value", `no argument of ${node.name} has a value`);
}

const triedIn = (scope: Scope): Scope => ({
  ...scope,
  isTried: true,
  resolve: (root, steps, index) => scope.resolve(root, steps, index),
});

function conditional(node: Node & { readonly kind: "conditional" }, scope: Scope): Value {
  const test = evaluate(node.test, scope);
  const flag = test instanceof UnknownValue ? undefined : flagOf(test);
  if (flag !== undefined) {
    const [chosen, other] = flag ? [node.yes, node.no] : [node.no, node.yes];
    const value = evaluate(chosen, scope);
    // both results have one type: beside a text, a number is one
    return isText(other) && typeof value !== "string" ? (toText(value) ?? value) : value;
  }
  const yes = evaluate(node.yes, scope);
  if (equal(yes, evaluate(node.no, scope)) === true) return yes;
  return test instanceof UnknownValue ? unnamed(test) : refused("a condition is not a bool", test);
}

const isText = (node: Node): boolean =>
  node.kind === "template" || (node.kind === "literal" && typeof node.value === "string");

function object(items: readonly (readonly [Node, Node])[], scope: Scope): Value {
  const entries: (readonly [string, Value])[] = [];
  for (const [key, value] of items) {
    const name = evaluate(key, scope);
    const text = toText(name);
    if (text === undefined)
      return name instanceof UnknownValue ? unnamed(name) : refused("a key is not a string", name);
    entries.push([text, evaluate(value, scope)]);
  }
  return dictionary(entries);
}

const OPEN = new UnknownValue("after-apply", "a key or element that is gone over is not fully known");

function forExpression(node: Node & { readonly kind: "for" }, scope: Scope): Value {
  const over = evaluate(node.over, scope);
  const entries = over instanceof UnknownValue ? undefined : entriesOf(over);
  if (!entries)
    return over instanceof UnknownValue
      ? unnamed(over)
      : refused("for cannot iterate over a value that is not a list or map", over);
  // elements of a set that are equal give equal results; of two equal keys, one has no value
  if (entries.known === "nothing" && !isSet(over)) return OPEN;
  const list: Value[] = [];
  const groups = new Map<string, Value[]>();
  for (const [key, value] of entries.all) {
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
    if (condition instanceof UnknownValue) return unnamed(condition);
    const isTaken = flagOf(condition);
    if (isTaken === undefined) return refused("a condition is not a bool", condition);
    if (!isTaken) continue;
    const result = evaluate(node.value, inner);
    if (!node.key) {
      list.push(result);
      continue;
    }
    const name = evaluate(node.key, inner);
    const text = toText(name);
    if (text === undefined)
      return name instanceof UnknownValue ? unnamed(name) : refused("a key is not a string", name);
    const group = groups.get(text);
    if (group && (node.group ? entries.known !== "order" : entries.known === "nothing")) return OPEN;
    if (group && !node.group) return refused(`two elements have the key ${JSON.stringify(text)}`);
    if (group) group.push(result);
    else groups.set(text, [result]);
  }
  if (!node.key) return list.length > 1 && entries.known !== "order" ? OPEN : list;
  return dictionary(
    [...groups].map(([name, values]) => [name, node.group ? values : (values.at(-1) ?? null)] as const),
  );
}
