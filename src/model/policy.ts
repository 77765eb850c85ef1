import { POLICY_VERSION } from "../aws";
/** An IAM policy document, in AWS's own spelling. */
export interface PolicyDocument {
  readonly Version: typeof POLICY_VERSION;
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Effect: "Allow";
  readonly Principal?: { readonly Service: string } | { readonly AWS: string } | { readonly Federated: string };
  readonly Action: readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Condition;
}

/** Operator to condition key to value. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const policyDocument = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: POLICY_VERSION,
  Statement: statements,
});

/**
 * The size of a document as IAM counts it: characters without white space. A reference counts as
 * written, since its value is known only after apply.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const policySize = (policy: PolicyDocument): number => JSON.stringify(policy).length;
