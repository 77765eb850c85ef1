import { POLICY_VERSION } from "../aws";
/** An IAM policy document, in AWS's own spelling. */
export interface PolicyDocument {
  readonly Version: typeof POLICY_VERSION;
  readonly Statement: readonly Statement[];
}

type Texts = string | readonly string[];
type Principal = "*" | Readonly<Partial<Record<"AWS" | "Service" | "Federated", Texts>>>;

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: Principal;
  readonly Action?: Texts;
  readonly NotAction?: Texts;
  readonly Resource?: Texts;
  readonly NotResource?: Texts;
  readonly Condition?: Condition;
}

/** Operator to condition key to value, or values of which one suffices. */
export type Condition = Readonly<Record<string, Readonly<Record<string, Texts | boolean>>>>;

export const policyDocument = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: POLICY_VERSION,
  Statement: statements,
});

/**
 * The size of a document as IAM counts it: characters without white space. A reference counts as
 * written, since its value is known only after apply.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const policySize = (policy: PolicyDocument | Statement): number => withoutEscapes(JSON.stringify(policy)).length;

/** A text as Terraform reads it, whose template markers are escaped. */
export const withoutEscapes = (text: string): string => text.replaceAll(/([$%])\1(?=\{)/g, "$1");

/**
 * A part of a document that the configuration states, as Terraform takes it literally: `${aws:…}` of a policy is otherwise a
 * reference of Terraform's.
 */
export const literal = <T>(part: T): T =>
  JSON.parse(JSON.stringify(part), (_, value) =>
    typeof value === "string" ? value.replaceAll(/[$%](?=\{)/g, "$&$&") : value,
  );
