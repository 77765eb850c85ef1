import type { PolicyKind, PolicyProblem, Source } from "../iam";
import type { Document } from "../inventory";
import type { SourceLocation } from "../terraform/source-location";
import type { UnknownValue } from "../unknown/unknown-value";

/** A document as it was read: its policy, or why there is none. */
export interface ReadDocument extends Source {
  readonly location: SourceLocation;
  /** What was read, and as what; undefined for what stands in for a document. */
  readonly document?: Document;
  readonly kind?: PolicyKind;
  /** Why AWS would refuse to save it. */
  readonly problem?: PolicyProblem;
  /** Why it is not known. */
  readonly unknown?: UnknownValue;
}
