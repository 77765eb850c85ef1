import { type Node, walk } from "../expression/ast";
import { type Block, isRaw, listed, rawOf } from "../source/block";
import { InputError, type SourceLocation } from "../source-location";
import type { Resource } from "../world";
import { Addresses, join, reachedFrom, withoutKeys } from "./addresses";
import type { LoadedModule } from "./loader";
import { namedBy, type StaticModule } from "./named-by";

/** A name that an expression refers to, and the names behind it. */
export interface Reference {
  readonly root: string;
  readonly names: readonly string[];
}

const NONE: ReadonlySet<string> = new Set();
const NO_LOCATION: () => SourceLocation = () => ({ file: "", pointer: "", line: 1 });

/** What refers to what in one stack. */
export class Dependencies {
  private readonly blocks = new Map<string, { readonly module: StaticModule; readonly block: Block }>();
  private readonly modules = new Map<string, StaticModule>();
  private readonly directly = new Map<string, ReadonlySet<string>>();

  constructor(
    root: LoadedModule,
    private readonly parse: (text: string, at: () => SourceLocation) => Node,
    private readonly resources: () => readonly Resource[],
  ) {
    this.add({ address: "", loaded: root });
  }

  private add(module: StaticModule): void {
    this.modules.set(module.address, module);
    const { source, calls } = module.loaded;
    for (const [name, block] of source.resources) this.blocks.set(join(module.address, name), { module, block });
    for (const [name, block] of source.data) this.blocks.set(join(module.address, `data.${name}`), { module, block });
    for (const [name, loaded] of calls) {
      const block = source.modules.get(name);
      if (block && !("absent" in loaded))
        this.add({ address: join(module.address, `module.${name}`), loaded, call: { module, block } });
    }
  }

  /** Addresses of what Terraform makes before the resource at `address` (without keys), transitively. */
  of(address: string): ReadonlySet<string> {
    // not kept: each pod is asked about once, and the sets of thousands would be
    return reachedFrom(withoutKeys(address), (next) => this.direct(next));
  }

  private direct(address: string): ReadonlySet<string> {
    const known = this.directly.get(address);
    if (known) return known;
    const found = new Set<string>();
    const holder = this.blocks.get(address);
    if (holder) {
      const seen = new Set<string>();
      for (const { body } of holder.block.layers) this.visit(holder.module, body, seen, (one) => found.add(one));
      // what a module's call waits for, everything in it waits for
      for (let { call } = holder.module; call; { call } = call.module)
        this.visit(call.module, waiting(call.block), seen, (one) => found.add(one));
    }
    const direct = found.size === 0 ? NONE : found;
    this.directly.set(address, direct);
    return direct;
  }

  /** Addresses, without keys, of what the arguments of a module's call refer to. */
  givenTo(moduleAddress: string, block: Block): ReadonlySet<string> {
    const found = new Addresses();
    const caller = this.modules.get(withoutKeys(moduleAddress));
    for (const { body } of block.layers)
      if (caller) this.visit(caller, { ...body, depends_on: undefined }, new Set(), (address) => found.add(address));
    return found;
  }

  /** As `namedBy` has it, for what stands in the module at `moduleAddress`. */
  namedBy(moduleAddress: string, raw: unknown): ReadonlySet<string> | undefined {
    const module = this.modules.get(withoutKeys(moduleAddress));
    const parse = (text: string) => this.parse(text, NO_LOCATION);
    try {
      return module && namedBy({ parse, module: (address) => this.modules.get(address) }, module, raw);
    } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
  }

  /** The first aws_eks_cluster that a provider's block refers to. */
  clusterIn(moduleAddress: string, block: Block): Resource | undefined {
    const start = this.modules.get(withoutKeys(moduleAddress));
    if (!start) return undefined;
    const addresses = new Set<string>();
    for (const { body } of block.layers) this.visit(start, body, new Set(), (address) => addresses.add(address));
    for (const address of addresses) {
      if (!/(^|\.)aws_eks_cluster\.[^.]+$/.test(address)) continue;
      const found = this.resources().find(
        (one) => one.type === "aws_eks_cluster" && withoutKeys(one.address) === address,
      );
      if (found) return found;
    }
    return undefined;
  }

  /** Calls `found` with the address of each resource that `raw` refers to, through locals, variables and outputs too. */
  private visit(module: StaticModule, raw: unknown, seen: Set<string>, found: (address: string) => void): void {
    for (const { root, names } of referencesIn(raw, (text) => this.parse(text, NO_LOCATION)))
      this.follow(module, root, names, seen, found);
  }

  private follow(
    module: StaticModule,
    root: string,
    names: readonly string[],
    seen: Set<string>,
    found: (address: string) => void,
  ): void {
    const [first = "", second = ""] = names;
    const { source } = module.loaded;
    const address = root === "data" ? `data.${first}.${second}` : `${root}.${first}`;
    if (root === "data" ? source.data.has(`${first}.${second}`) : source.resources.has(address))
      found(join(module.address, address));
    if (!/^(var|local|module)$/.test(root)) return;
    const key = `${module.address}|${address}|${root === "module" ? second : ""}`;
    if (seen.has(key)) return;
    seen.add(key);
    const { call } = module;
    const local = source.locals.get(first);
    if (root === "local" && local) this.visit(module, rawOf(local, first), seen, found);
    else if (root === "var" && call) this.visit(call.module, rawOf(call.block, first), seen, found);
    else if (root === "module") this.followModule(join(module.address, `module.${first}`), second, seen, found);
  }

  private followModule(address: string, output: string, seen: Set<string>, found: (address: string) => void): void {
    const module = this.modules.get(address);
    const block = module?.loaded.source.outputs.get(output);
    if (block && module)
      this.visit(
        module,
        block.layers.map(({ body }) => body),
        seen,
        found,
      );
    else for (const name of this.blocks.keys()) if (name.startsWith(`${address}.`)) found(name);
  }
}

/** What decides when and how often a module is made. */
const waiting = (block: Block) =>
  Object.fromEntries(["depends_on", "count", "for_each"].map((name) => [name, rawOf(block, name)]));

/** Every reference in what a file has written; texts of depends_on are references without a template. */
export function* referencesIn(raw: unknown, parse: (text: string) => Node): Generator<Reference> {
  if (typeof raw === "string") {
    if (raw.includes("${") || raw.includes("%{")) yield* referencesOf(parse(raw));
  } else if (Array.isArray(raw)) for (const one of raw) yield* referencesIn(one, parse);
  else if (isRaw(raw))
    for (const [name, one] of Object.entries(raw)) {
      if (name === "//" || name === "provider" || name === "providers" || name === "ignore_changes") continue;
      if (name === "depends_on")
        for (const text of listed(one))
          yield* referencesOf(parse(typeof text === "string" && !text.includes("${") ? `\${${text}}` : String(text)));
      else {
        if (name.includes("${")) yield* referencesOf(parse(name));
        yield* referencesIn(one, parse);
      }
    }
}

function referencesOf(node: Node): readonly Reference[] {
  const references: Reference[] = [];
  walk(node, (one, bound) => {
    if (one.kind !== "reference" || bound.includes(one.root)) return;
    const names: string[] = [];
    for (const step of one.steps) {
      if (step.kind === "attribute") names.push(step.name);
      else if (step.kind === "index" && names.length > 0) continue;
      else break;
    }
    references.push({ root: one.root, names });
  });
  return references;
}
