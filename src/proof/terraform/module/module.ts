import { InputError, type Place } from "../../place";
import { convert } from "../convert";
import type { Node, Step } from "../expression/ast";
import { member, type Scope } from "../expression/evaluate";
import type { ProviderConfiguration } from "../provider";
import { type Block, placeIn, rawOf } from "../source/block";
import { shown } from "../source/source-file";
import { dictionary, textOf, Unresolved, Whole } from "../unresolved";
import { Unknown, type Value } from "../world";
import { type Reading, resolved } from "./body";
import { ConfiguredResource } from "./configured-resource";
import { type Expansion, expand, type Instance, unknownNames } from "./expand";
import type { Absent, Loaded } from "./loader";
import { impliedProvider, providersOf } from "./provider-configuration";
import type { StackReading } from "./stack-reading";

const NO_NAMES: ReadonlyMap<string, Value> = new Map();

/** A variable without a type: on the command line it is a text. */
const UNTYPED: Node = { kind: "literal", value: null };

/** Instances of something by their keys, and the value that a reference to all of them gives. */
export interface Members<T> {
  readonly all: readonly T[];
  readonly value: Value;
}

/** One instance of a module: what its files declare, evaluated when it is asked for. */
export class Module {
  private readonly values = new Map<string, Value | undefined>();
  private readonly resourceSets = new Map<string, Members<ConfiguredResource>>();
  private readonly moduleSets = new Map<string, Members<Module>>();
  /** By local name and alias: the configurations that its resources use. */
  readonly providers: ReadonlyMap<string, ProviderConfiguration>;
  /** Names what is unknown in it. */
  readonly name: string;

  constructor(
    readonly stack: StackReading,
    /** `module.a["k"].module.b`, or "" for the root. */
    readonly address: string,
    readonly loaded: Loaded,
    /** The call that made it; undefined for the root. */
    readonly call?: { readonly module: Module; readonly block: Block; readonly instance: Instance },
    /** Why nobody knows whether it exists. */
    readonly indefinite?: string,
  ) {
    this.name = address === "" ? stack.name : `${stack.name}/${address}`;
    this.providers = providersOf(this);
  }

  /** The configuration of a provider that no block configures. */
  impliedProvider(name: string): ProviderConfiguration {
    return impliedProvider(this, name);
  }

  /** How to evaluate what stands at `at`. */
  reading(at: () => Place, names: ReadonlyMap<string, Value> = NO_NAMES, instance = this.name): Reading {
    const scope: Scope = {
      name: this.name,
      instance,
      names,
      resolve: (root, steps, index) => this.resolve(root, steps, index, at),
    };
    return { scope, parse: (text) => this.stack.parse(text, at) };
  }

  private resolve(
    root: string,
    steps: readonly Step[],
    index: (node: Node) => Value,
    at: () => Place,
  ): readonly [Value, number] {
    const name = (depth: number): string => {
      const step = steps[depth];
      if (step?.kind === "attribute") return step.name;
      const key = step?.kind === "index" ? textOf(index(step.index)) : undefined;
      if (key !== undefined) return key;
      throw new InputError(`found a reference to ${[root, "…"].join(".")}, expected a name behind it`, at());
    };
    switch (root) {
      case "var":
        return [this.declared(this.variable(name(0)), `variable "${name(0)}"`, at), 1];
      case "local":
        return [this.declared(this.local(name(0)), `local value "${name(0)}"`, at), 1];
      case "module":
        return [this.declared(this.modules(name(0))?.value, `module "${name(0)}"`, at), 1];
      case "data":
        return [
          this.declared(this.resources("data", name(0), name(1))?.value, `data source "${name(0)}.${name(1)}"`, at),
          2,
        ];
      case "resource":
        return [
          this.resources("managed", name(0), name(1))?.value ?? this.undeclared(`resource "${name(0)}.${name(1)}"`, at),
          2,
        ];
      case "path":
        return [
          name(0) === "cwd"
            ? shown(process.cwd())
            : shown(name(0) === "root" ? this.stack.directory : this.loaded.source.directory),
          1,
        ];
      case "terraform":
        return [
          new Unresolved(
            `terraform.${name(0)} is not known`,
            undefined,
            `${this.stack.name}/terraform.${name(0)}`,
            true,
          ),
          1,
        ];
      case "self":
      case "each":
      case "count":
      case "ephemeral":
        return [new Unknown(`${root} is not known here`), steps.length];
      default:
        // a bare capitalised word, `type = AWS`: no reference can look like it, so that its meaning is plain
        if (steps.length === 0 && /^[A-Z]/.test(root)) return [root, 0];
        if (steps[0]?.kind !== "attribute") return [this.undeclared(`name "${root}"`, at), 0];
        return [
          this.resources("managed", root, name(0))?.value ?? this.undeclared(`resource "${root}.${name(0)}"`, at),
          1,
        ];
    }
  }

  /** What is declared has a value, if only null. */
  private declared(value: Value | undefined, what: string, at: () => Place): Value {
    return value === undefined ? this.undeclared(what, at) : value;
  }

  private undeclared(what: string, at: () => Place): never {
    throw new InputError(
      `found a reference to the ${what}, which ${this.address === "" ? `stack ${this.stack.name}` : this.address} does not declare; declare it, or correct the name`,
      at(),
    );
  }

  /** Evaluates once; a value that needs itself is Terraform's own error. */
  private once(name: string, at: () => Place, evaluate: () => Value): Value {
    const known = this.values.get(name);
    if (known !== undefined) return known;
    if (this.values.has(name))
      throw new InputError(`found that ${name} refers to itself, which Terraform refuses as a cycle`, at());
    this.values.set(name, undefined);
    try {
      const value = named(evaluate(), `${this.name}/${name}`);
      this.values.set(name, value);
      return value;
    } finally {
      // what has thrown, such as a missing account, is asked again and not a cycle
      if (this.values.get(name) === undefined) this.values.delete(name);
    }
  }

  /** The value of a variable; undefined where it is not declared. @throws InputError */
  variable(name: string): Value | undefined {
    const block = this.loaded.source.variables.get(name);
    if (!block) return undefined;
    return this.once(
      `var.${name}`,
      () => placeIn(block),
      () => {
        const reading = this.reading(() => placeIn(block, ["default"]));
        const type = this.typeOf(block);
        const given = this.given(name, type);
        const otherwise = rawOf(block, "default");
        const chosen =
          given === undefined || (given === null && rawOf(block, "nullable") === false) ? undefined : given;
        if (chosen === undefined && otherwise === undefined) return convert(this.missing(name), type, reading.scope);
        return convert(chosen ?? (chosen === null ? null : resolved(otherwise, reading)), type, reading.scope);
      },
    );
  }

  private given(name: string, type: Node): Value | undefined {
    if (!this.call) return this.stack.variable(name, type);
    const { module, block, instance } = this.call;
    const raw = rawOf(block, name);
    if (raw === undefined) return undefined;
    const call = module.name === module.stack.name ? this.address : `${module.name}/${this.address}`;
    return resolved(
      raw,
      module.reading(() => placeIn(block, [name]), instance.names, `${module.stack.name}/${call}`),
    );
  }

  private missing(name: string): Unknown {
    if (this.call)
      return new Unresolved(`${this.address} is not given the variable ${name}`, `Set ${name} in the module call.`);
    return new Unresolved(
      `the variable ${name} of stack ${this.stack.name} has no value`,
      `Give it with --var ${this.stack.name}.${name}=VALUE.`,
    );
  }

  private typeOf(block: Block): Node {
    const raw = rawOf(block, "type");
    if (typeof raw !== "string") return UNTYPED;
    return this.stack.parse(/^\$\{[\s\S]*\}$/.test(raw) ? raw : `\${${raw}}`, () => placeIn(block, ["type"]));
  }

  /** The type constraint of a variable as it is written. */
  variableType(name: string): Node | undefined {
    const block = this.loaded.source.variables.get(name);
    return block && this.typeOf(block);
  }

  /** The value of a local; undefined where it is not declared. @throws InputError */
  local(name: string): Value | undefined {
    const block = this.loaded.source.locals.get(name);
    if (!block) return undefined;
    const at = () => placeIn(block, [name]);
    return this.once(`local.${name}`, at, () => resolved(rawOf(block, name), this.reading(at)));
  }

  /** The value of an output; undefined where it is not declared. @throws InputError */
  output(name: string): Value | undefined {
    const block = this.loaded.source.outputs.get(name);
    if (!block) return undefined;
    const at = () => placeIn(block, ["value"]);
    return this.once(`output.${name}`, at, () => resolved(rawOf(block, "value"), this.reading(at)));
  }

  /** The instances of a resource or data source; undefined where it is not declared. @throws InputError */
  resources(mode: "managed" | "data", type: string, name: string): Members<ConfiguredResource> | undefined {
    const { source } = this.loaded;
    const block = (mode === "data" ? source.data : source.resources).get(`${type}.${name}`);
    if (!block) return undefined;
    const address = [this.address, mode === "data" ? "data" : "", type, name].filter((part) => part !== "").join(".");
    return this.members(
      this.resourceSets,
      address,
      block,
      (instance, indefinite) =>
        new ConfiguredResource(this, block, mode, type, address + instance.suffix, address, instance, indefinite),
      (one) => one.whole,
    );
  }

  /** The instances of a called module; undefined where it is not declared. @throws InputError */
  modules(name: string): Members<Module> | undefined {
    const block = this.loaded.source.modules.get(name);
    const called = this.loaded.calls.get(name);
    if (!block || !called) return undefined;
    const address = this.address === "" ? `module.${name}` : `${this.address}.module.${name}`;
    if ("absent" in called)
      return { all: [], value: absentValue(called, `${this.stack.name}/${address}`, this.stack.directory) };
    return this.members(
      this.moduleSets,
      address,
      block,
      (instance, indefinite) =>
        new Module(this.stack, address + instance.suffix, called, { module: this, block, instance }, indefinite),
      (one) => new WholeModule(one),
    );
  }

  private members<T>(
    known: Map<string, Members<T>>,
    address: string,
    block: Block,
    make: (instance: Instance, indefinite: string | undefined) => T,
    whole: (one: T) => Value,
  ): Members<T> {
    const found = known.get(address);
    if (found) return found;
    const place = () => placeIn(block, [rawOf(block, "count") === undefined ? "for_each" : "count"]);
    const expansion = this.expansion(address, block, place);
    const members = membersOf(expansion, this.indefinite, make, whole);
    known.set(address, members);
    return members;
  }

  private readonly expanding = new Set<string>();

  private expansion(address: string, block: Block, place: () => Place): Expansion {
    if (this.expanding.has(address))
      throw new InputError(
        `found that ${address} refers to itself in count or for_each, which Terraform refuses as a cycle`,
        place(),
      );
    this.expanding.add(address);
    try {
      return expand(block, (raw) => resolved(raw, this.reading(place)));
    } finally {
      this.expanding.delete(address);
    }
  }
}

function membersOf<T>(
  expansion: Expansion,
  indefinite: string | undefined,
  make: (instance: Instance, indefinite: string | undefined) => T,
  whole: (one: T) => Value,
): Members<T> {
  if (expansion instanceof Unknown) {
    const one = make({ suffix: "", key: undefined, names: unknownNames(expansion) }, expansion.reason);
    return { all: [one], value: expansion };
  }
  const all = expansion.instances.map((instance) => make(instance, indefinite));
  const [only] = all;
  if (expansion.kind === "one" && only !== undefined) return { all, value: whole(only) };
  if (expansion.kind === "count") return { all, value: all.map(whole) };
  return {
    all,
    value: dictionary(expansion.instances.map(({ key }, index) => [String(key), whole(all[index] as T)] as const)),
  };
}

/** A value that is unknown and has no name gets that of what holds it. */
function named(value: Value, name: string): Value {
  if (!(value instanceof Unknown) || value instanceof Whole) return value;
  if (value instanceof Unresolved && value.origin !== undefined) return value;
  return new Unresolved(value.reason, value.advice, name, value instanceof Unresolved && value.isText);
}

/** What the outputs of a module are that is not there to be read. */
const absentValue = ({ absent, from }: Absent, name: string, directory: string): Value =>
  new Unresolved(`the module ${name} (${from}) is not in what was read: ${absent}`, absentAdvice(directory));

export const absentAdvice = (directory: string): string =>
  `Run terraform init in ${shown(directory)}, or prove the state or the plan.`;

/** A module as a reference gives it. */
class WholeModule extends Whole {
  constructor(private readonly module: Module) {
    super(module.address);
  }

  attribute([name, ...rest]: readonly (string | number)[]): Value {
    const value = this.module.output(String(name));
    if (value === undefined) return new Unknown(`${this.module.address} has no output ${name}`);
    return rest.length === 0 ? value : stepwise(value, rest);
  }
}

/** Goes from a value on along known names and indexes. */
function stepwise(value: Value, path: readonly (string | number)[]): Value {
  if (value instanceof Whole) return value.attribute(path);
  const [step, ...rest] = path;
  if (step === undefined || value instanceof Unknown) return value;
  return stepwise(member(value, step), rest);
}
