import type { Origin, Sought } from "../origin";
import { type Block, locationIn, rawOf } from "../source/block";
import type { SourceLocation } from "../source-location";
import { toText, type Value } from "../value";
import type { Module } from "./module";
import { type Holder, holds, type Leaf, leavesIn, type WrittenPlace } from "./written-values";

/** How far a value is followed. */
const FARTHEST = 12;

interface Step extends WrittenPlace {
  /** What stands there, for a sentence. */
  readonly name: string;
  readonly isArgument: boolean;
}

/**
 * Where the value that `sought` describes is set, of what `start` has written: found by walking the expression again,
 * when it is asked for, so that values need not carry it. Undefined where it is written in place, or not found.
 */
export function originOf(start: WrittenPlace, sought: Sought): Origin | undefined {
  for (const leaf of leavesIn(start, sought)) {
    if (leaf.kind === "literal") return undefined;
    const found = follow(start, leaf, sought, [], 0);
    if (found) return { ...found, reference: leaf.text };
  }
  return undefined;
}

type Found = Omit<Origin, "reference">;

function follow(
  from: WrittenPlace,
  leaf: Leaf & { readonly kind: "reference" },
  sought: Sought,
  way: readonly SourceLocation[],
  depth: number,
): Found | undefined {
  const next = depth < FARTHEST ? stepOf(from, leaf, sought) : undefined;
  if (!next) return undefined;
  if ("location" in next) return { ...next, way };
  const wanted = leaf.whole ? sought : { ...sought, value: sought.part ?? sought.value };
  const here = locationIn(next.block, next.path);
  for (const inner of leavesIn(next, wanted)) {
    if (inner.kind === "literal")
      return {
        name: next.name,
        location: locationIn(next.block, [...next.path, ...inner.path]),
        value: inner.whole ? wanted.value : (wanted.part ?? wanted.value),
        way,
        isArgument: next.isArgument,
      };
    const found = follow(next, inner, wanted, [...way, here], depth + 1);
    if (found) return { ...found, isArgument: found.isArgument || next.isArgument };
  }
  // what is not found further on is at least given here
  return next.isArgument ? { name: next.name, location: here, value: wanted.value, way, isArgument: true } : undefined;
}

/** Where a reference leads: to what is written there, or to a place of which only that is known. */
function stepOf(
  { module, block, names }: WrittenPlace,
  { root, path }: Leaf & { readonly kind: "reference" },
  sought: Sought,
): Step | Omit<Found, "way"> | undefined {
  const [first = "", second = ""] = path;
  const { source } = module.loaded;
  const none: Holder = new Map();
  const at = (name: string, holder: Block | undefined, ...steps: string[]): Step | undefined =>
    holder && {
      module,
      block: holder,
      path: steps,
      raw: steps[0] === undefined ? holder.layers[0].body : rawOf(holder, steps[0]),
      names: none,
      name,
      isArgument: true,
    };
  switch (root) {
    case "var":
      return variable(module, first, sought);
    case "local":
      return at(`local.${first}`, source.locals.get(first), first);
    case "each": {
      const over = at(`for_each of ${blockName(module, block)}`, block, "for_each");
      const key = keyOf(names);
      return over && { ...over, ...(key === undefined ? {} : { within: key }) };
    }
    case "module": {
      const called = module.modules(first)?.all?.find((one) => holds(one.output(second) ?? null, sought) !== undefined);
      const output = called?.loaded.source.outputs.get(second);
      const step = at(`output "${second}" of module.${first}`, output, "value");
      return step && called && { ...step, module: called, isArgument: false };
    }
    case "data": {
      const step = at(`data.${first}.${second}`, source.data.get(`${first}.${second}`));
      return step && { ...step, names, isArgument: false };
    }
    default: {
      const step = at(`${root}.${first}`, source.resources.get(`${root}.${first}`));
      return step && { ...step, names, isArgument: false };
    }
  }
}

function variable(module: Module, name: string, { value }: Sought): Step | Omit<Found, "way"> | undefined {
  const declared = module.loaded.source.variables.get(name);
  const { call, stack } = module;
  if (!declared) return undefined;
  const raw = call && rawOf(call.block, name);
  if (call && raw !== undefined)
    return {
      module: call.module,
      block: call.block,
      path: [name],
      raw,
      names: call.instance.names,
      name: `${name} of ${module.address}`,
      isArgument: true,
    };
  const given = call ? undefined : stack.variablePlace(name);
  if (given) return { ...given, value, isArgument: true };
  return {
    module,
    block: declared,
    path: ["default"],
    raw: rawOf(declared, "default"),
    names: new Map(),
    name: `the default of variable "${name}"`,
    isArgument: true,
  };
}

/** The key of the instance that `names` are of. */
function keyOf(names: ReadonlyMap<string, Value>): string | undefined {
  const each = names.get("each");
  return typeof each === "object" && each !== null && "key" in each ? toText(each.key as Value) : undefined;
}

/** `module.access`, `aws_iam_role.reader`: what a block declares. */
function blockName({ loaded }: Module, block: Block): string {
  const { resources, data, modules } = loaded.source;
  const named = (map: ReadonlyMap<string, Block>, prefix: string) =>
    [...map].flatMap(([name, one]) => (one === block ? [`${prefix}${name}`] : []));
  return [...named(modules, "module."), ...named(resources, ""), ...named(data, "data.")][0] ?? "it";
}
