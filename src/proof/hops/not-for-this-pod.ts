import { all, holds, NO, type Statement } from "../../iam";
import { readable } from "../../unknown/unknown-text";
import type { ProofContext, ReadDocument } from "../proof-context";
import { contextOf, type Entries, principalTags, withoutOtherTags } from "../requests/context";
import type { FinalSession } from "../requests/final-session";
import { sessionOf } from "../requests/pod-session";
import type { JudgedHop } from "./hop";

/**
 * Whether `statement` is meant for another pod that ends in the same role: its conditions on session tags leave this
 * session out and admit that one. The role has one policy for all of its pods, so that this denies nothing.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function isForAnotherPod(
  proof: ProofContext,
  { role, entries }: FinalSession,
  { label, location }: ReadDocument,
  { conditions }: Statement,
): boolean {
  const onTags = conditions.filter(({ lowerKey }) => lowerKey.startsWith("aws:principaltag/"));
  if (onTags.length === 0) return false;
  const met = (session: readonly Entries[]) =>
    all(onTags, (condition) => holds(condition, withoutOtherTags(contextOf(...session))));
  if (met(entries) !== NO) return false;
  const other = proof
    .associationsEndingIn(role.arn)
    .find((association) => met([principalTags(sessionOf(association)?.tags, role)]) !== NO);
  if (!other) return false;
  proof.warn({
    code: "statement-of-another-pod",
    hop: "grant",
    message: `${label} has a statement whose conditions on session tags leave this pod out and admit that of ${readable(other.resource.address)}; it gives this pod nothing`,
    fix: "Nothing, if that is meant; else add this pod's tags to its conditions.",
    location,
  });
  return true;
}

/** Keys that only a request has which an AWS service makes for the pod. */
const FOR_THE_POD = /^aws:(calledvia(first|last)?|viaawsservice)$/;

/**
 * `hop`, the grant of one statement, where its conditions keep the pod from it: undefined where AWS has written them, for
 * whatever its policy is attached to. What a service may do for the pod is not judged.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 */
export function withoutOthersConditions(
  hop: JudgedHop,
  { document, label }: ReadDocument,
  { conditions }: Statement,
): JudgedHop | undefined {
  if (hop.verdict !== "denied" || hop.code !== "condition-mismatch") return hop;
  if (document?.ofAws !== undefined) return undefined;
  const key = conditions.find(({ lowerKey }) => FOR_THE_POD.test(lowerKey))?.key;
  if (key === undefined) return hop;
  const { awsError: _, lacking: __, fix: ___, ...rest } = hop;
  return {
    ...rest,
    verdict: "unknown",
    code: "key-not-known",
    message: `${label}: ${key} is in requests that an AWS service makes for the pod, which are not judged`,
    fix: "Check by hand whether the pod calls it itself: the statement is for calls that an AWS service makes for it.",
  };
}
