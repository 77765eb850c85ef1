import type { Node, Step } from "../expression/ast";
import { type Block, rawOf } from "../source/block";
import { join } from "./addresses";
import type { LoadedModule } from "./loader";

/** A module of the configuration, for all of its instances. */
export interface StaticModule {
  /** Without keys of instances. */
  readonly address: string;
  readonly loaded: LoadedModule;
  readonly call?: { readonly module: StaticModule; readonly block: Block };
}

/** What the expressions of a configuration are parsed and looked up with. */
export interface Lookups {
  /** @throws InputError */
  parse(text: string): Node;
  module(address: string): StaticModule | undefined;
}

/** Functions whose result is one of their arguments, or an element of one. */
const CHOOSING: ReadonlySet<string> = new Set([
  ..."try coalesce coalescelist one concat compact flatten distinct".split(" "),
  ..."tolist toset tostring nonsensitive sensitive".split(" "),
]);

/** Further than any configuration refers; a value that needs itself is refused elsewhere. */
const DEEPEST = 50;

/**
 * Addresses, without keys, of the managed resources of which `raw`, as it stands in `module`, is an attribute, whatever
 * values it depends on: `aws_iam_role.x[0].name` is of that role, though it is not known whether there is one.
 * Undefined where it could be something else.
 */
export function namedBy(lookups: Lookups, module: StaticModule, raw: unknown): ReadonlySet<string> | undefined {
  const found = new Set<string>();
  return collect(raw, { lookups, module, depth: 0 }, found) && found.size > 0 ? found : undefined;
}

interface Place {
  readonly lookups: Lookups;
  readonly module: StaticModule;
  readonly depth: number;
}

/** Whether all that `raw` could be is in `found`. */
function collect(raw: unknown, place: Place, found: Set<string>): boolean {
  if (raw === null || raw === "") return true;
  if (place.depth > DEEPEST) return false;
  if (Array.isArray(raw)) return raw.every((one) => collect(one, place, found));
  return typeof raw === "string" && raw.includes("${") && ofNode(place.lookups.parse(raw), place, found);
}

function ofNode(node: Node, place: Place, found: Set<string>): boolean {
  const all = (nodes: readonly Node[]) => nodes.every((one) => ofNode(one, place, found));
  switch (node.kind) {
    case "literal":
      return node.value === null || node.value === "";
    case "template": {
      const [only, ...more] = node.parts;
      return more.length === 0 && typeof only === "object" && ofNode(only.node, place, found);
    }
    case "tuple":
      return all(node.items);
    case "conditional":
      return all([node.yes, node.no]);
    case "access":
      return node.steps.every(isIndex) && ofNode(node.base, place, found);
    case "call": {
      if (node.name === "element") return all(node.args.slice(0, 1));
      return CHOOSING.has(node.name) && all(node.args);
    }
    case "reference":
      return ofReference(node.root, node.steps, place, found);
    default:
      return false;
  }
}

function ofReference(root: string, steps: readonly Step[], place: Place, found: Set<string>): boolean {
  const { lookups, module, depth } = place;
  const [first, ...rest] = steps;
  if (first?.kind !== "attribute") return false;
  const further = (raw: unknown, at: StaticModule) =>
    raw !== undefined && collect(raw, { lookups, module: at, depth: depth + 1 }, found);
  const { source } = module.loaded;
  if (root === "local" || root === "var") {
    if (!rest.every(isIndex)) return false;
    const local = source.locals.get(first.name);
    if (root === "local") return local !== undefined && further(rawOf(local, first.name), module);
    return module.call !== undefined && further(rawOf(module.call.block, first.name), module.call.module);
  }
  if (root === "module") {
    const called = lookups.module(join(module.address, `module.${first.name}`));
    const [output, ...after] = rest.filter((step) => step.kind !== "index");
    const block = output?.kind === "attribute" ? called?.loaded.source.outputs.get(output.name) : undefined;
    return called !== undefined && block !== undefined && after.length === 0 && further(rawOf(block, "value"), called);
  }
  const address = `${root}.${first.name}`;
  if (!source.resources.has(address) || !isIdentity(rest)) return false;
  found.add(join(module.address, address));
  return true;
}

/** Attributes that are a resource's own name, which its tags or its description are not. */
const IDENTITIES: ReadonlySet<string> = new Set([
  ..."name id arn bucket url key_id access_grants_location_id".split(" "),
]);

/** Whether `steps`, from a resource on, lead to what identifies an instance of it. */
function isIdentity(steps: readonly Step[]): boolean {
  const [attribute, ...rest] = steps
    .flatMap((step) => (step.kind === "splat" ? step.steps : [step]))
    .filter((step) => !isIndex(step));
  return attribute?.kind === "attribute" && IDENTITIES.has(attribute.name) && rest.length === 0;
}

const isIndex = ({ kind }: Step): boolean => kind === "index";
