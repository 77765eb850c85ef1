import type { ProviderConfiguration } from "../provider";
import type { Block } from "../source/block";
import type { SourceLocation } from "../source-location";
import type { Value } from "../value";
import type { Reading } from "./body";
import type { Instance } from "./expand";
import type { LoadedModule } from "./loader";
import type { StackReading } from "./stack-reading";

/** The call that makes an instance of a module. */
export interface ModuleCall {
  readonly module: Module;
  readonly block: Block;
  readonly instance: Instance;
}

/** One instance of a module, as what stands in it is evaluated with. */
export interface Module {
  readonly stack: StackReading;
  /** `module.a["k"].module.b`, or "" for the root. */
  readonly address: string;
  /** Names what is unknown in it. */
  readonly name: string;
  readonly loaded: LoadedModule;
  /** Undefined for the root. */
  readonly call?: ModuleCall | undefined;
  /** By local name and alias: the configurations that its resources use. */
  readonly providers: ReadonlyMap<string, ProviderConfiguration>;
  /** How to evaluate what stands at `at`. */
  reading(at: () => SourceLocation, names?: ReadonlyMap<string, Value>, instance?: string): Reading;
  /** The value of a variable; undefined where it is not declared. @throws InputError */
  variable(name: string): Value | undefined;
  /** The value of a local; undefined where it is not declared. @throws InputError */
  local(name: string): Value | undefined;
  /** The value of an output; undefined where it is not declared. @throws InputError */
  output(name: string): Value | undefined;
  /** A resource or data source; undefined where it is not declared. @throws InputError */
  resources(mode: "managed" | "data", type: string, name: string): { readonly value: Value } | undefined;
  /** A called module; undefined where it is not declared. @throws InputError */
  modules(name: string): { readonly value: Value; readonly all?: readonly Module[] } | undefined;
}
