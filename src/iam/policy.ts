import type { Arn } from "../aws";
import type { Json } from "../collections/json";
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
  /** The JSON object that it was read from. */
  readonly written: Json;
}

export interface Policy {
  readonly statements: readonly Statement[];
}

/** What a policy is attached to: it decides which elements it may have. */
export type PolicyKind = "identity" | "trust" | "resource" | "organisation" | "resource-control";

/** What a document is put on, where that has rules of its own. */
export interface PolicyHolder {
  /** `s3`, `kms`, …: the service of the resource; `role`, `managed-policy` and `policy-of-aws` are IAM's. */
  readonly service: string;
  /** May hold unknown values; undefined where it is not known. */
  readonly arn: string | undefined;
  /** 12 digits; undefined where it is not known. */
  readonly account: string | undefined;
  /** undefined where no region is known. */
  readonly partition: string | undefined;
  /** Whether it exists with this document, as a state shows: then AWS has saved it. */
  readonly saved: boolean;
  /** Whether its service refuses a policy under which no principal, or every principal, could change it; undefined where that is not known. */
  readonly guarded: boolean | undefined;
}

/** Why AWS would refuse to save a document. */
export interface PolicyProblem {
  /**
   * What it offends: the form of policies, a size or number that AWS has for it, a rule of the service whose resource it
   * is put on, or what must be there before: a principal, a policy of this account, ARNs of this partition.
   */
  readonly cause: "form" | "quota" | "service" | "principal" | "account" | "partition";
  /** JSON pointer within the document. */
  readonly pointer: string;
  /** `MalformedPolicyDocument: …` as AWS writes it. */
  readonly awsError: string;
  readonly message: string;
  readonly fix: string;
}
