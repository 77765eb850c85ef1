import { join, reachedFrom, withoutKeys } from "../module/addresses";
import { isRaw, own, type Raw } from "../source/block";

/** A module in a plan's `configuration`, for all of its instances. */
export interface PlanModule {
  /** Without keys. */
  readonly address: string;
  readonly body: Raw;
  readonly call?: { readonly module: PlanModule; readonly body: Raw };
}

const NOTHING: Raw = {};

export const rawAt = (body: Raw, name: string): Raw => {
  const value = own(body, name);
  return isRaw(value) ? value : NOTHING;
};

/** A plan's `configuration`: what its expressions refer to. @see https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation */
export class PlanConfiguration {
  private readonly modules = new Map<string, PlanModule>();
  private readonly resources = new Map<string, { readonly module: PlanModule; readonly body: Raw }>();
  private readonly reached = new Map<string, ReadonlySet<string>>();

  constructor(readonly body: Raw) {
    const open: PlanModule[] = [{ address: "", body: rawAt(body, "root_module") }];
    for (let module = open.pop(); module !== undefined; module = open.pop()) {
      this.modules.set(module.address, module);
      const resources = own(module.body, "resources");
      for (const resource of Array.isArray(resources) ? resources : []) {
        const address = isRaw(resource) ? own(resource, "address") : undefined;
        if (isRaw(resource) && typeof address === "string")
          this.resources.set(join(module.address, address), { module, body: resource });
      }
      for (const [name, call] of Object.entries(rawAt(module.body, "module_calls")))
        if (isRaw(call))
          open.push({
            address: join(module.address, `module.${name}`),
            body: rawAt(call, "module"),
            call: { module, body: call },
          });
    }
  }

  module(address: string): PlanModule | undefined {
    return this.modules.get(withoutKeys(address));
  }

  /** The resource block of an instance's address. */
  resource(address: string): Raw {
    return this.resources.get(withoutKeys(address))?.body ?? NOTHING;
  }

  /** The blocks of managed resources, with addresses without keys. */
  managed(): readonly { readonly address: string; readonly module: string; readonly body: Raw }[] {
    return [...this.resources].flatMap(([address, { module, body }]) =>
      own(body, "mode") === "data" ? [] : [{ address, module: module.address, body }],
    );
  }

  providers(): Raw {
    return rawAt(this.body, "provider_config");
  }

  /** Addresses of what Terraform makes before the resource, transitively, without keys. */
  dependsOn(address: string): ReadonlySet<string> {
    const start = withoutKeys(address);
    const known = this.reached.get(start);
    if (known) return known;
    const reached = reachedFrom(start, (next) => this.direct(next));
    this.reached.set(start, reached);
    return reached;
  }

  private direct(address: string): ReadonlySet<string> {
    const found = new Set<string>();
    const holder = this.resources.get(address);
    if (!holder) return found;
    const seen = new Set<string>();
    this.visit(holder.module, referencesIn(holder.body), seen, found);
    for (let { call } = holder.module; call; { call } = call.module)
      this.visit(call.module, listOf(call.body, "depends_on"), seen, found);
    return found;
  }

  /** Addresses of the resources that `references`, as they stand in `module`, lead to. */
  visit(module: PlanModule, references: readonly string[], seen: Set<string>, found: Set<string>): void {
    for (const reference of references) {
      const key = `${module.address}|${reference}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const [root = "", first = "", second = ""] = withoutKeys(reference).split(".");
      const address = join(module.address, root === "data" ? `data.${first}.${second}` : `${root}.${first}`);
      if (this.resources.has(address)) found.add(address);
      else if (root === "var" && module.call)
        this.visit(module.call.module, referencesIn(rawAt(rawAt(module.call.body, "expressions"), first)), seen, found);
      else if (root === "module") this.visitOutput(join(module.address, `module.${first}`), second, seen, found);
    }
  }

  private visitOutput(address: string, output: string, seen: Set<string>, found: Set<string>): void {
    const module = this.modules.get(address);
    if (!module) return;
    const body = own(rawAt(module.body, "outputs"), output);
    if (isRaw(body)) this.visit(module, referencesIn(body), seen, found);
    else if (output === "")
      for (const name of this.resources.keys()) if (name.startsWith(`${address}.`)) found.add(name);
  }
}

const listOf = (body: Raw, name: string): readonly string[] => {
  const value = own(body, name);
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
};

/** Every reference that is written below `value`. */
export function referencesIn(value: unknown): readonly string[] {
  const found: string[] = [];
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) for (const one of next) open.push(one);
    else if (isRaw(next))
      for (const [name, one] of Object.entries(next))
        if (name === "references" || name === "depends_on") found.push(...listOf(next, name));
        else if (name !== "constant_value") open.push(one);
  }
  return found;
}
