import type { PolicyKind, PolicyProblem, Source } from "../iam";
import type { Document } from "../inventory";
import type { SourceLocation } from "../terraform/source-location";
import { hasUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";

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

/** Why AWS may take a document all the same: its form depends on values that are not known. */
export const openForm = ({ cause, message, pointer }: PolicyProblem): UnknownValue | undefined =>
  cause === "form" && hasUnknown(message)
    ? new UnknownValue(
        "after-apply",
        `what it comes to is decided by values that are not known: ${message} (${pointer})`,
        { advice: "Give the value with --var, or prove the plan or the state." },
      )
    : undefined;
