import { UnknownValue } from "../../unknown/unknown-value";
import { type Node, type Step, walk } from "../expression/ast";
import { evaluate } from "../expression/evaluate";
import type { Sought } from "../origin";
import { type Block, isRaw, locationIn } from "../source/block";
import type { Path } from "../source/source-file";
import { InputError } from "../source-location";
import { isDictionary, isList, toText, type Value } from "../value";
import type { Module } from "./module";

export type Holder = ReadonlyMap<string, Value>;

/** What a file has written in one place, and what names in it stand for. */
export interface WrittenPlace {
  readonly module: Module;
  readonly block: Block;
  /** Below the block. */
  readonly path: Path;
  readonly raw: unknown;
  readonly names: Holder;
  /** The one entry of a map that is meant. */
  readonly within?: string;
}

/** A part of an expression that gives the value that is sought, or the part of it that matters. */
export type Leaf =
  | { readonly kind: "literal"; readonly path: Path; readonly whole: boolean }
  | {
      readonly kind: "reference";
      /** `var.namespace` */
      readonly text: string;
      readonly root: string;
      readonly path: readonly string[];
      readonly whole: boolean;
    };

/** What gives the value in `place`, the likeliest first: the whole value as it is written, by reference, then a part of it. */
export function leavesIn(place: WrittenPlace, sought: Sought): readonly Leaf[] {
  const nodes = narrowed(nodesIn(place), [
    ...(place.within === undefined ? [] : [place.within]),
    ...(sought.under ?? []),
  ]);
  const leaves = nodes.flatMap(({ node, path }) => leavesOf(node, path, place, sought));
  const rank = (leaf: Leaf): number => (leaf.whole ? 0 : 2) + (leaf.kind === "literal" ? 0 : 1);
  return [...leaves].sort((a, b) => rank(a) - rank(b));
}

interface WrittenNode {
  readonly node: Node;
  readonly path: Path;
  /** Names above it: arguments, keys, and what a `condition` block of a policy document is about. */
  readonly under: readonly string[];
}

/** The expressions in what is written, with where each stands. */
function nodesIn({ module, block, path: start, raw }: WrittenPlace): readonly WrittenNode[] {
  const found: WrittenNode[] = [];
  const visit = (one: unknown, path: Path, under: readonly string[]): void => {
    if (Array.isArray(one)) for (const [index, item] of one.entries()) visit(item, [...path, index], under);
    else if (isRaw(one)) {
      const about = typeof one.variable === "string" ? [...under, one.variable] : under;
      for (const [name, inner] of Object.entries(one))
        if (name !== "//") visit(inner, [...path, name], [...about, name]);
    } else if (typeof one === "string")
      found.push(
        ...split(
          parsed(module, one, () => locationIn(block, [...start, ...path])),
          path,
          under,
        ),
      );
  };
  visit(raw, [], []);
  return found;
}

function parsed(module: Module, text: string, at: Parameters<Module["stack"]["parse"]>[1]): Node {
  const literal: Node = { kind: "literal", value: text };
  if (!text.includes("${") && !text.includes("%{")) return literal;
  return attempted(() => module.stack.parse(text, at)) ?? literal;
}

/** An expression taken apart at the keys of the objects in it. */
function split(node: Node, path: Path, under: readonly string[]): readonly WrittenNode[] {
  const objects: (Node & { readonly kind: "object" })[] = [];
  walk(node, (one) => {
    if (one.kind === "object") objects.push(one);
  });
  const items = objects.flatMap((one) =>
    one.items.flatMap(([key, value]) => {
      const name = key.kind === "literal" ? String(key.value) : key.kind === "reference" ? key.root : undefined;
      return name === undefined ? [] : [{ node: value, path, under: [...under, name] }];
    }),
  );
  return [{ node, path, under }, ...items];
}

/** Those that stand under one of `names`, where some do. */
function narrowed(nodes: readonly WrittenNode[], names: readonly string[]): readonly WrittenNode[] {
  for (const name of names) {
    const found = nodes.filter(({ under }) => under.at(-1) === name || under.includes(name));
    if (found.length > 0) return found;
  }
  return nodes;
}

function leavesOf(
  node: Node,
  path: Path,
  { module, block, path: start, names }: WrittenPlace,
  sought: Sought,
): readonly Leaf[] {
  const found: Leaf[] = [];
  const { scope } = module.reading(() => locationIn(block, [...start, ...path]), names);
  const literal = (text: string, isAll: boolean): void => {
    const fit = holds(text, sought);
    if (fit === "whole" && isAll) found.push({ kind: "literal", path, whole: true });
    else if (fit !== undefined && (fit === "part" || sought.part !== undefined))
      found.push({ kind: "literal", path, whole: false });
  };
  walk(node, (one, bound) => {
    if (one.kind === "literal" && typeof one.value === "string") literal(one.value, true);
    else if (one.kind === "template")
      for (const part of one.parts) if (typeof part === "string") literal(part, one.parts.length === 1);
    if (one.kind !== "reference" || bound.includes(one.root)) return;
    const value = attempted(() => evaluate(one, scope));
    const fit = value === undefined ? undefined : holds(value, sought);
    if (fit !== undefined)
      found.push({
        kind: "reference",
        text: textOf(one),
        root: one.root,
        path: pathOf(one.steps),
        whole: fit === "whole",
      });
  });
  return found;
}

const pathOf = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap((step) => (step.kind === "attribute" ? [step.name] : []));

const textOf = ({ root, steps }: Node & { readonly kind: "reference" }): string =>
  [root, ...pathOf(steps)].slice(0, root === "data" ? 3 : root === "each" ? 3 : 2).join(".");

/** Whether a text in `value` is the one that is sought, or has the part of it that matters. */
export function holds(value: Value, { value: text, part }: Sought): "whole" | "part" | undefined {
  const own = toText(value);
  if (own !== undefined) {
    if (own === text) return "whole";
    return part !== undefined && partsOf(own).includes(part) ? "part" : own.includes(`"${text}"`) ? "whole" : undefined;
  }
  if (value instanceof UnknownValue) return undefined;
  const inner = isList(value) ? value : isDictionary(value) ? Object.values(value) : [];
  const fits = inner.map((one) => holds(one, { value: text, part }));
  return fits.includes("whole") ? "whole" : fits.find((fit) => fit !== undefined);
}

const partsOf = (text: string): readonly string[] => text.split(/[:/]/);

/** What cannot be evaluated here, such as a name that a dynamic block binds, gives nothing. */
function attempted<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
