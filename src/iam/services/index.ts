import { refuse } from "../malformed-policy";
import type { Policy, PolicyHolder, PolicyProblem } from "../policy";
import { checkKeyPolicy } from "./kms";
import { checkPartition } from "./partition";
import { checkBucketPolicy } from "./s3";
import { checkSecretPolicy } from "./secretsmanager";
import { checkTopicPolicy } from "./sns";
import { checkQueuePolicy } from "./sqs";

/** What a service refuses in a policy that is well-formed. */
export type Check = (policy: Policy, holder: PolicyHolder) => PolicyProblem | undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  kms: checkKeyPolicy,
  s3: checkBucketPolicy,
  secretsmanager: checkSecretPolicy,
  sns: checkTopicPolicy,
  sqs: checkQueuePolicy,
};

/** @throws MalformedPolicy for what the service of `holder` would not save; what it has saved already it has taken */
export function checkHolder(policy: Policy, holder: PolicyHolder): void {
  if (holder.saved) return;
  const problem = checkPartition(policy, holder) ?? CHECKS[holder.service]?.(policy, holder);
  if (problem) refuse(problem);
}

/** What a service calls a document that is not well-formed. */
const MALFORMED: Readonly<Record<string, string>> = {
  kms: "MalformedPolicyDocumentException",
  s3: "MalformedPolicy",
  secretsmanager: "MalformedPolicyDocumentException",
};

/** `problem` as the service of `holder` reports it. */
export function inServiceWords(problem: PolicyProblem, holder: PolicyHolder | undefined): PolicyProblem {
  const word = holder && MALFORMED[holder.service];
  return word ? { ...problem, awsError: problem.awsError.replace(/^MalformedPolicyDocument(?=:)/, word) } : problem;
}
