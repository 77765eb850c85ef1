import type { Origin } from "../terraform/origin";
import type { SourceLocation } from "../terraform/source-location";

/** Whether something fits a request; `unknown` where that depends on what is not known. */
export type Fit = "yes" | "no" | "unknown";

/** How a hop was decided: what was asked of which documents, and what is wrong where it is denied. */
export interface Derivation {
  readonly asked: readonly Asked[];
  /** Everything that keeps the hop from being allowed; empty where it is. */
  readonly faults: readonly Fault[];
}

/** One request, put to every document that has a say in it. */
export interface Asked {
  readonly action: string;
  readonly resource: string | undefined;
  readonly caller: string;
  readonly allowed: Fit;
  readonly documents: readonly AskedDocument[];
}

/** What a document is in a request. */
export type Side =
  | "trust policy"
  | "identity policy"
  | "permissions boundary or session policy"
  | "resource policy"
  | "service control policy"
  | "resource control policy";

export interface AskedDocument {
  readonly side: Side;
  /** `the trust policy of aws_iam_role.target_role` */
  readonly document: string;
  readonly location?: SourceLocation;
  /** Why it could not be evaluated. */
  readonly unread?: string;
  readonly statements: readonly AskedStatement[];
}

export interface AskedStatement {
  readonly effect: "Allow" | "Deny";
  readonly sid?: string;
  /** JSON pointer within the document. */
  readonly pointer: string;
  /** The statement as JSON, on one line. */
  readonly source: string;
  readonly applies: Fit;
  readonly elements: readonly AskedElement[];
}

export interface AskedElement {
  /** As it is written: `Action`, `NotResource`, `StringEquals aws:PrincipalTag/kubernetes-namespace`. */
  readonly name: string;
  readonly fits: Fit;
  readonly written: readonly string[];
  /** What the request has; empty where it has no such key, undefined where that is not known. */
  readonly request: readonly string[] | undefined;
}

/** One reason why a hop is not allowed. */
export interface Fault {
  readonly message: string;
  /** The document's, or the resource's. */
  readonly location?: SourceLocation;
  /** The wrong value as the document has it, to be marked where it is written; several are alternatives. */
  readonly wrong: readonly string[];
  /** The part of it that is wrong. */
  readonly part?: string;
  /** Names under which it stands: a condition key, an element. */
  readonly under: readonly string[];
  /** A near miss in words: `"analytic": the association has "analytics"`. */
  readonly near?: string;
  /** Where the wrong value is set, where that is not the document itself. */
  readonly origin?: Origin;
}
