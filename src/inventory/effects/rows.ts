import type { Value } from "../../terraform/value";
import type { Change } from "../effect";
import type { Path } from "../values";

/** An argument without which, or with one of some values of which, a resource has no effect. */
export interface Argument {
  readonly at: Path;
  /** Values that change nothing. */
  readonly except?: readonly string[];
  /** Looked at only where the arguments before it are not set. */
  readonly otherwise?: boolean;
  /** Whether a value is what AWS fills in where nothing is set: states and plans show that, too. */
  readonly filledIn?: (value: Value) => boolean;
}

/** What the table holds of an effective type. */
export interface Row {
  /** Types of one row differ in nothing that matters here. */
  readonly types: readonly string[];
  /** What it may do, as a phrase that follows "it" in a message. */
  readonly does: string;
  readonly change: Change;
  /** Arguments of which one has to be set for an effect; any resource of the type has it where there are none. */
  readonly when?: readonly Argument[];
}

/** A type with an effect on the one thing that an argument names. */
export interface SubjectRow extends Row {
  readonly on: "resource" | "role" | "cluster";
  /** Arguments that name the subject; `arn` and `id` are those of the resource itself. */
  readonly subject: readonly Path[];
  /** What its subject is called where no argument names one. */
  readonly unnamed?: string;
  /** The service in ARNs of subjects; undefined for any. */
  readonly service?: string;
  /** The end of a subject's ARN, `{}` for the argument's value; undefined where it is the whole ARN or a bucket's name. */
  readonly arn?: string;
  /** On a role: the services whose actions it changes; undefined for all. */
  readonly services?: readonly string[];
  /** The actions that it changes; undefined for all. */
  readonly actions?: readonly string[];
  /** The argument names a resource of this type, which names the subject itself; one out of sight may be about any. */
  readonly behind?: string;
  /** Takes its subject's name from the argument as its first group, empty for any subject; without a match there is none. */
  readonly name?: RegExp;
  /** What its subject rests on where it has no effect, as a sentence: it is then an assumption, and nothing is unknown. */
  readonly assumes?: string;
}

/** A type with an effect on everything in an account, or in an organisation: what it could change rests on `not-modelled`. */
export interface WideRow extends Row {
  /** The service whose resources it is about; undefined for any. */
  readonly service?: string;
  /** The argument with the service that it is about, as `com.amazonaws.us-east-1.s3`. */
  readonly serviceName?: Path;
  /** In all accounts of the organisation, wherever it is made. */
  readonly everywhere?: boolean;
  /** Only where one of these texts names something of the chain, or is not known. */
  readonly text?: readonly Path[];
}
