import type { SourceLocation } from "./source-location";

/** A value of an argument of which one wants to know where it is set. */
export interface Sought {
  /** A text in it, whole. */
  readonly value: string;
  /** The part of that text that matters, where the whole may be put together of several. */
  readonly part?: string | undefined;
  /** Names in the argument under which it stands, such as a condition key; without them it may stand anywhere. */
  readonly under?: readonly string[];
}

/** Where a value is set that reaches an argument by variables, locals, outputs or the arguments of modules. */
export interface Origin {
  /** What sets it, for a sentence: `namespace of module.access`, `local.namespace`, `the default of variable "namespace"`. */
  readonly name: string;
  readonly location: SourceLocation;
  /** The value, or the part of it, that is set there. */
  readonly value: string;
  /** What the argument refers to: `var.namespace`. */
  readonly reference: string;
  /** The places that it flows through, from where it is used on, without the first and the last. */
  readonly way: readonly SourceLocation[];
  /** Whether it is given to the document from outside, and not by another block that is a part of it. */
  readonly isArgument: boolean;
}
