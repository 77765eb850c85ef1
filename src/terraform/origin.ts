import type { SourceLocation } from "./source-location";

/** Where a value is set that reaches an argument by variables, locals, outputs or the arguments of modules. */
export interface Origin {
  /** What sets it, for a sentence: `namespace of module.access`, `local.namespace`, `variable "namespace" (default)`. */
  readonly name: string;
  readonly location: SourceLocation;
  /** The value, or the part of it, that is set there. */
  readonly value: string;
  /** The places that it flows through, from where it is used back to where it is set, which is left out. */
  readonly way: readonly SourceLocation[];
}
