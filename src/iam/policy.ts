import type { Arn } from "../aws";
import type { Glob } from "./glob";

/** One operator's test of one key: its values are alternatives. */
export interface Condition {
  /** As it is written: `ForAllValues:StringLike`, `StringEqualsIfExists`. */
  readonly operator: string;
  /** Without set qualifier and IfExists: `StringLike`. */
  readonly base: string;
  readonly set: "ForAllValues" | "ForAnyValue" | undefined;
  readonly ifExists: boolean;
  /** As it is written; compared without case. */
  readonly key: string;
  readonly lowerKey: string;
  readonly values: readonly Text[];
}

/** A text of a policy in which variables such as `${aws:PrincipalTag/team}` may occur. */
export interface Text {
  readonly text: string;
  /** The compiled pattern where there is no variable. */
  readonly glob: Glob | undefined;
  /** Pieces in order: globs and variables. Empty where `glob` is there. */
  readonly pieces: readonly (Glob | Variable)[];
}

export interface Variable {
  readonly key: string;
  readonly lowerKey: string;
  readonly otherwise: string | undefined;
}

export type PrincipalType = "AWS" | "Service" | "Federated" | "CanonicalUser";

export interface PrincipalName {
  readonly type: PrincipalType;
  /** A bare account id is written as its root ARN. */
  readonly name: string;
  /** `name` compiled, and taken apart where it is an ARN. */
  readonly glob: Glob;
  readonly arn: Arn | undefined;
}

/** A list of patterns, to be matched or, where `negated`, not to be. */
export interface Patterns {
  readonly negated: boolean;
  readonly of: readonly Text[];
}

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  /** undefined in identity policies. `"*"` and `{"AWS": "*"}` are `{type: "AWS", name: "*"}`. */
  readonly principals: { readonly negated: boolean; readonly of: readonly PrincipalName[] } | undefined;
  /** Folded to lower case. */
  readonly actions: Patterns;
  /** undefined in trust policies: the role itself. */
  readonly resources: Patterns | undefined;
  readonly conditions: readonly Condition[];
  /** JSON pointer within the document. */
  readonly pointer: string;
  /** The statement as JSON, on one line. */
  readonly source: string;
}

export interface Policy {
  readonly statements: readonly Statement[];
}

/**
 * What a policy is attached to: it decides which elements it may have. `key` and `bucket` are
 * resource policies of KMS and S3.
 */
export type PolicyKind = "identity" | "trust" | "resource" | "organisation";

/** Why AWS would refuse to save a document. */
export interface PolicyProblem {
  /** JSON pointer within the document. */
  readonly pointer: string;
  /** `MalformedPolicyDocument: …` as AWS says it. */
  readonly awsError: string;
  readonly message: string;
  readonly fix: string;
}
