import { UnknownValue } from "../../unknown/unknown-value";
import { member } from "../expression/access";
import type { Node, Step } from "../expression/ast";
import { evaluate } from "../expression/evaluate";
import type { Scope } from "../expression/scope";
import { join, withoutKeys } from "../module/addresses";
import { resolved } from "../module/body";
import { isRaw, own, type Raw } from "../source/block";
import type { SourceLocation } from "../source-location";
import { dictionary, LazyObject, toText, type Value } from "../value";
import { type PlanConfiguration, type PlanModule, rawAt } from "./plan-configuration";
import type { ShowJsonResource } from "./show-json-resource";

export const ADVICE = "Prove the directory, or the state after apply.";

/** Follows what a plan's expressions refer to. */
export interface Expressions {
  /** The value of an expression that stands in the module at `address` (with keys). @throws InputError */
  value(expression: unknown, address: string, index: string | number | undefined, follow: Follow): Value;
}

/** Whether a single reference to `attribute` of a resource of `type` may be taken for the whole value. */
export type Follow = (type: string, attribute: string) => boolean;

/**
 * What only a single reference gives: a plan does not show whether it is the whole expression, so that `follow`
 * decides. Texts of JSON syntax are there in full.
 */
export function planExpressions(
  stack: string,
  configuration: PlanConfiguration,
  variables: Raw,
  members: (module: string, mode: "managed" | "data", type: string, name: string) => readonly ShowJsonResource[],
  objectOf: (resource: ShowJsonResource) => LazyObject,
  parse: (text: string, at: () => SourceLocation) => Node,
  at: () => SourceLocation,
): Expressions {
  const running = new Set<string>();

  const value = (expression: unknown, address: string, index: string | number | undefined, follow: Follow): Value => {
    if (!isRaw(expression))
      return new UnknownValue("not-read", "the plan does not contain its expression", { advice: ADVICE });
    const constant = own(expression, "constant_value");
    const references = own(expression, "references");
    const texts = Array.isArray(references) ? references.filter((one) => typeof one === "string") : [];
    const scope = scopeOf(address, index, follow);
    if (constant !== undefined)
      return texts.length > 0 ? resolved(constant, { scope, parse: (text) => parse(text, at) }) : (constant as Value);
    const [only, another] = texts.filter(
      (one) => !texts.some((other) => other !== one && (other.startsWith(`${one}.`) || other.startsWith(`${one}[`))),
    );
    if (only === undefined || another !== undefined || !mayFollow(only, follow))
      return new UnknownValue("after-apply", "it is not known in the plan", { advice: ADVICE });
    const key = `${address}|${only}`;
    if (running.has(key)) return new UnknownValue("after-apply", "it is not known in the plan", { advice: ADVICE });
    running.add(key);
    try {
      return evaluate(parse(`\${${only}}`, at), scope);
    } finally {
      running.delete(key);
    }
  };

  const scopeOf = (address: string, index: string | number | undefined, follow: Follow): Scope => {
    const name = nameInStack(stack, address);
    const names = new Map<string, Value>(
      index === undefined ? [] : typeof index === "number" ? [["count", { index }]] : [["each", { key: index }]],
    );
    return {
      name,
      instance: name,
      names,
      resolve: (root, steps, evaluateIndex) => resolve(address, root, steps, evaluateIndex, follow),
    };
  };

  const resolve = (
    address: string,
    root: string,
    steps: readonly Step[],
    index: (node: Node) => Value,
    follow: Follow,
  ): readonly [Value, number] => {
    const name = (depth: number): string => {
      const step = steps[depth];
      return step?.kind === "attribute" ? step.name : step?.kind === "index" ? (toText(index(step.index)) ?? "") : "";
    };
    const module = configuration.module(address);
    if (root === "var") return [variable(module, address, name(0), follow), 1];
    if (root === "module") return [modules(address, name(0), follow), 1];
    if (
      root === "local" ||
      root === "path" ||
      root === "terraform" ||
      root === "self" ||
      root === "each" ||
      root === "count"
    )
      return [
        new UnknownValue("not-read", `the plan does not contain ${root}.${name(0)}`, {
          advice: ADVICE,
          origin: nameInStack(stack, join(address, `${root}.${name(0)}`)),
        }),
        steps.length,
      ];
    const data = root === "data";
    const found = data ? members(address, "data", name(0), name(1)) : members(address, "managed", root, name(0));
    return [setOf(found, join(address, data ? `data.${name(0)}.${name(1)}` : `${root}.${name(0)}`)), data ? 2 : 1];
  };

  const setOf = (found: readonly ShowJsonResource[], what: string): Value => {
    const [first] = found;
    if (!first) return new UnknownValue("not-read", `${what} has no instance in the plan`, { advice: ADVICE });
    if (first.entry.index === undefined) return objectOf(first);
    if (typeof first.entry.index === "string")
      return dictionary(found.map((one) => [String(one.entry.index), objectOf(one)] as const));
    return [...found].sort((a, b) => Number(a.entry.index) - Number(b.entry.index)).map(objectOf);
  };

  const variable = (module: PlanModule | undefined, address: string, name: string, follow: Follow): Value => {
    const unknown = new UnknownValue("not-read", `the plan does not know var.${name}`, {
      advice: ADVICE,
      origin: nameInStack(stack, join(address, `var.${name}`)),
    });
    if (!module?.call) {
      const given = own(variables, name);
      if (isRaw(given) && Object.hasOwn(given, "value")) return given.value as Value;
      const declared = rawAt(rawAt(module?.body ?? {}, "variables"), name);
      return Object.hasOwn(declared, "default") ? (declared.default as Value) : unknown;
    }
    const expression = own(rawAt(module.call.body, "expressions"), name);
    if (expression !== undefined) return value(expression, parentOf(address), keyOf(address), follow);
    const declared = rawAt(rawAt(module.body, "variables"), name);
    return Object.hasOwn(declared, "default") ? (declared.default as Value) : unknown;
  };

  const modules = (address: string, name: string, follow: Follow): Value =>
    new PlanModuleObject(join(address, `module.${name}`), (at, output) => {
      const module = configuration.module(at);
      const body = rawAt(rawAt(module?.body ?? {}, "outputs"), output);
      return value(own(body, "expression"), at, undefined, follow);
    });

  return { value };
}

/** Whether the reference ends in an attribute that may be followed; variables, locals and modules lead on. */
function mayFollow(reference: string, follow: Follow): boolean {
  const parts = withoutKeys(reference).split(".");
  const [root = ""] = parts;
  if (/^(var|local|module|each|count)$/.test(root)) return true;
  const [type = "", , ...path] = root === "data" ? parts.slice(1) : parts;
  return follow(type, path.join("."));
}

/** A module as a reference gives it: its outputs, or by key an instance. */
class PlanModuleObject extends LazyObject {
  constructor(
    private readonly address: string,
    private readonly output: (address: string, name: string) => Value,
  ) {
    super(address);
  }

  attribute([name, ...rest]: readonly (string | number)[]): Value {
    if (typeof name === "number")
      return rest.length === 0
        ? new PlanModuleObject(`${this.address}[${name}]`, this.output)
        : new PlanModuleObject(`${this.address}[${name}]`, this.output).attribute(rest);
    let current = this.output(this.address, String(name));
    for (const [at, step] of rest.entries()) {
      if (current instanceof LazyObject) return current.attribute(rest.slice(at));
      if (current instanceof UnknownValue) return current.part(rest.slice(at));
      current = member(current, step);
    }
    return current;
  }
}

const nameInStack = (stack: string, address: string): string => (address === "" ? stack : `${stack}/${address}`);

const LAST = /^(?:(.*)\.)?module\.[^.[]+(?:\[("(?:[^"\\]|\\.)*"|\d+)\])?$/s;

/** The address of the module that calls the one at `address`. */
const parentOf = (address: string): string => LAST.exec(address)?.[1] ?? "";

function keyOf(address: string): string | number | undefined {
  const key = LAST.exec(address)?.[2];
  return key === undefined ? undefined : (JSON.parse(key) as string | number);
}
