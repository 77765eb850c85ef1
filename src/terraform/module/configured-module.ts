import { type MissingOption, optionText } from "../../unknown/advice";
import { UnknownValue } from "../../unknown/unknown-value";
import { convert } from "../convert";
import type { Node } from "../expression/ast";
import type { Scope } from "../expression/scope";
import type { ProviderConfiguration } from "../provider";
import { type Block, locationIn, rawOf } from "../source/block";
import { displayPath, InputError, type SourceLocation } from "../source-location";
import { LazyObject, OneOfTwo, referredTo, type Value } from "../value";
import { type Reading, resolved } from "./body";
import { unmet } from "./conditions";
import { ConfiguredResource } from "./configured-resource";
import { type Expansion, expand, type Instance, isCounted } from "./expand";
import type { AbsentModule, LoadedModule } from "./loader";
import { type Members, membersOf } from "./members";
import type { Module, ModuleCall } from "./module";
import { ModuleObject } from "./module-object";
import { resolveName } from "./names";
import { impliedProvider, providersOf } from "./provider-configuration";
import type { StackReading } from "./stack-reading";

const NO_INSTANCE: Instance = { suffix: "", key: undefined, names: new Map() };

const NO_NAMES: ReadonlyMap<string, Value> = new Map();

/** A variable without a type: on the command line it is a text. */
const UNTYPED: Node = { kind: "literal", value: null };

/** One instance of a module: what its files declare, evaluated when it is asked for. */
export class ConfiguredModule implements Module {
  private readonly values = new Map<string, Value | undefined>();
  private readonly validated = new Map<string, InputError | undefined>();
  private readonly resourceSets = new Map<string, Members<ConfiguredResource>>();
  private readonly moduleSets = new Map<string, Members<ConfiguredModule>>();
  readonly providers: ReadonlyMap<string, ProviderConfiguration>;
  readonly name: string;

  constructor(
    readonly stack: StackReading,
    readonly address: string,
    readonly loaded: LoadedModule,
    readonly call?: ModuleCall,
    /** Why it is not known whether it exists. */
    readonly indefinite?: UnknownValue,
  ) {
    this.name = address === "" ? stack.name : `${stack.name}/${address}`;
    this.providers = providersOf(this);
  }

  /** The configuration of a provider that no block configures. */
  impliedProvider(name: string): ProviderConfiguration {
    return impliedProvider(this, name);
  }

  reading(at: () => SourceLocation, names: ReadonlyMap<string, Value> = NO_NAMES, instance = this.name): Reading {
    const scope: Scope = {
      name: this.name,
      instance,
      names,
      directory: this.stack.directory,
      resolve: (root, steps, index) => resolveName(this, root, steps, index, at),
    };
    return { scope, parse: (text) => this.stack.parse(text, at) };
  }

  /** Evaluates once; a value that needs itself is Terraform's own error. */
  private once(name: string, at: () => SourceLocation, evaluate: () => Value): Value {
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

  variable(name: string): Value | undefined {
    const block = this.loaded.source.variables.get(name);
    if (!block) return undefined;
    const value = this.once(
      `var.${name}`,
      () => locationIn(block),
      () => {
        const reading = this.reading(() => locationIn(block, ["default"]));
        const type = this.typeOf(block);
        const given = this.given(name, type);
        const otherwise = rawOf(block, "default");
        const chosen =
          given === undefined || (given === null && rawOf(block, "nullable") === false) ? undefined : given;
        if (chosen === undefined && otherwise === undefined) return convert(this.missing(name), type, reading.scope);
        return convert(chosen ?? (chosen === null ? null : resolved(otherwise, reading)), type, reading.scope);
      },
    );
    this.validate(name, block);
    return value;
  }

  /** @throws InputError for a value that Terraform refuses */
  private validate(name: string, block: Block): void {
    if (!this.validated.has(name)) {
      // its conditions ask for it, too
      this.validated.set(name, undefined);
      const at = () => locationIn(block, ["validation"]);
      this.validated.set(name, unmet(rawOf(block, "validation"), `the variable ${name}`, this.reading(at), at));
    }
    const problem = this.validated.get(name);
    if (problem) throw problem;
  }

  private given(name: string, type: Node): Value | undefined {
    if (!this.call) return this.stack.variable(name, type);
    const { module, block, instance } = this.call;
    const raw = rawOf(block, name);
    if (raw === undefined) return undefined;
    const call = module.name === module.stack.name ? this.address : `${module.name}/${this.address}`;
    return resolved(
      raw,
      module.reading(() => locationIn(block, [name]), instance.names, `${module.stack.name}/${call}`),
    );
  }

  /** @throws InputError for an argument that a module requires and is not given */
  private missing(name: string): UnknownValue {
    if (this.call && rawOf(this.call.block, name) === undefined)
      throw new InputError(
        `found no ${name}, which the module requires; set it in the call of ${this.address}`,
        locationIn(this.call.block),
      );
    if (this.call)
      return new UnknownValue("not-read", `${this.address} is not given the variable ${name}`, {
        advice: `Set ${name} in the module call.`,
      });
    const option: MissingOption = { name: "--var", of: `${this.stack.name}.${name}` };
    return new UnknownValue("not-read", `the variable ${name} of stack ${this.stack.name} has no value`, {
      advice: {
        text: `Give it with ${optionText(option)} or --var-file ${this.stack.name}=FILE.`,
        options: [option],
      },
    });
  }

  private typeOf(block: Block): Node {
    const raw = rawOf(block, "type");
    if (typeof raw !== "string") return UNTYPED;
    return this.stack.parse(/^\$\{[\s\S]*\}$/.test(raw) ? raw : `\${${raw}}`, () => locationIn(block, ["type"]));
  }

  /** The type constraint of a variable as it is written. */
  variableType(name: string): Node | undefined {
    const block = this.loaded.source.variables.get(name);
    return block && this.typeOf(block);
  }

  local(name: string): Value | undefined {
    const block = this.loaded.source.locals.get(name);
    if (!block) return undefined;
    const at = () => locationIn(block, [name]);
    return this.once(`local.${name}`, at, () => resolved(rawOf(block, name), this.reading(at)));
  }

  output(name: string): Value | undefined {
    const block = this.loaded.source.outputs.get(name);
    if (!block) return undefined;
    const at = () => locationIn(block, ["value"]);
    return this.once(`output.${name}`, at, () => resolved(rawOf(block, "value"), this.reading(at)));
  }

  /** The instances of a resource or data source; undefined where it is not declared. @throws InputError */
  resources(mode: "managed" | "data", type: string, name: string): Members<ConfiguredResource> | undefined {
    const { source } = this.loaded;
    const block = (mode === "data" ? source.data : source.resources).get(`${type}.${name}`);
    if (!block) return undefined;
    const address = [this.address, mode === "data" ? "data" : "", type, name].filter((part) => part !== "").join(".");
    return this.orRefused(this.resourceSets, address, block, mode, type, () =>
      this.members(
        this.resourceSets,
        address,
        block,
        (instance, indefinite) =>
          new ConfiguredResource(this, block, mode, type, address + instance.suffix, address, instance, indefinite),
        (one) => one.object,
      ),
    );
  }

  /** A resource whose number of instances Terraform refuses is refused where it is needed. @throws InputError for a cycle */
  private orRefused(
    known: Map<string, Members<ConfiguredResource>>,
    address: string,
    block: Block,
    mode: "managed" | "data",
    type: string,
    members: () => Members<ConfiguredResource>,
  ): Members<ConfiguredResource> {
    try {
      return members();
    } catch (error) {
      if (!(error instanceof InputError) || this.expanding.size > 0) throw error;
      this.stack.problems.push(error);
      const one = new ConfiguredResource(this, block, mode, type, address, address, NO_INSTANCE, undefined, error);
      const refused = { all: [one], value: one.object };
      known.set(address, refused);
      return refused;
    }
  }

  /** The instances of a called module; undefined where it is not declared. @throws InputError */
  modules(name: string): Members<ConfiguredModule> | undefined {
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
        new ConfiguredModule(
          this.stack,
          address + instance.suffix,
          called,
          { module: this, block, instance },
          indefinite,
        ),
      (one) => new ModuleObject(one),
    );
  }

  /** Whether a call makes no instance of a module, for certain. */
  callsNone(name: string): boolean {
    const block = this.loaded.source.modules.get(name);
    if (!block) return true;
    try {
      const expansion = this.expansion(`module.${name}`, block, () => locationIn(block));
      return !(expansion instanceof UnknownValue) && expansion.instances.length === 0;
    } catch (error) {
      if (error instanceof InputError) return false;
      throw error;
    }
  }

  private members<T>(
    known: Map<string, Members<T>>,
    address: string,
    block: Block,
    make: (instance: Instance, indefinite: UnknownValue | undefined) => T,
    objectOf: (one: T) => Value,
  ): Members<T> {
    const found = known.get(address);
    if (found) return found;
    const location = () => locationIn(block, [rawOf(block, "count") === undefined ? "for_each" : "count"]);
    const expansion = this.expansion(address, block, location);
    const members = membersOf(expansion, isCounted(block), this.indefinite, make, objectOf);
    known.set(address, members);
    return members;
  }

  private readonly expanding = new Set<string>();

  private expansion(address: string, block: Block, location: () => SourceLocation): Expansion {
    if (this.expanding.has(address))
      throw new InputError(
        `found that ${address} refers to itself in count or for_each, which Terraform refuses as a cycle`,
        location(),
      );
    this.expanding.add(address);
    try {
      return expand(block, (raw) => resolved(raw, this.reading(location)));
    } finally {
      this.expanding.delete(address);
    }
  }
}

/** A value that is unknown and has no name gets that of what holds it. */
function named(made: Value, name: string): Value {
  const value = referredTo(made);
  if (!(value instanceof UnknownValue) || value instanceof LazyObject || value instanceof OneOfTwo) return value;
  return value.origin === undefined ? value.as({ origin: name }) : value;
}

/** What the outputs of a module are that is not there to be read. */
const absentValue = ({ absent, from }: AbsentModule, name: string, directory: string): Value =>
  new UnknownValue("not-read", `the module ${name} (${from}) is not in what was read: ${absent}`, {
    advice: absentAdvice(directory),
  });

export const absentAdvice = (directory: string): string =>
  `Run terraform init in ${displayPath(directory)}, or prove the state or the plan.`;
