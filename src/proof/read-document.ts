import type { PolicyProblem, Source } from "../iam";
import type { SourceLocation } from "../terraform/source-location";
import type { UnknownValue } from "../unknown/unknown-value";

/** A document as it was read: its policy, or why there is none. */
export interface ReadDocument extends Source {
  readonly location: SourceLocation;
  /** Why AWS would refuse to save it. */
  readonly problem?: PolicyProblem;
  /** Why nobody knows it. */
  readonly unknown?: UnknownValue;
}
