import { A, allow, B, BOTH, C, CONFINED_PRIMARY, document, EKS, type Json, PRIMARY, TARGET, trust } from "./documents";
import { type Difference, podWorld, stackIn } from "./world";

/** A pod of `primary`, which is all that its association gives it, and which assumes `target` by itself. */
export const goingOn = (difference: Difference = {}) =>
  podWorld({
    primaryTrust: CONFINED_PRIMARY,
    ...difference,
    association: { target_role_arn: undefined, ...difference.association },
  });
/** The same without session tags. */
export const untagged = (difference: Difference = {}) =>
  goingOn({
    primaryTrust: trust(EKS, { StringEquals: { "aws:SourceAccount": A } }, { Action: "sts:AssumeRole" }),
    targetTrust: trust({ AWS: PRIMARY }, undefined, { Action: "sts:AssumeRole" }),
    permission: allow("sts:AssumeRole", TARGET),
    ...difference,
    association: { disable_session_tags: true },
  });

export const BY_ARN = trust({ AWS: PRIMARY });
export const THIRD = `arn:aws:iam::${C}:role/third`;
/** A role `third` in account C, which `target` may assume, with a queue. */
export const third = (trusted: Json | readonly Json[] = trust({ AWS: TARGET })): Difference => ({
  targetTrust: BY_ARN,
  grant: allow(BOTH, THIRD),
  stacks: {
    "account-c": stackIn(C, {
      aws_sqs_queue: { q: { name: "q" } },
      aws_iam_role: { third: { name: "third", assume_role_policy: document(trusted) } },
      aws_iam_role_policy: {
        send: {
          role: "third",
          name: "send",
          policy: document(allow("sqs:SendMessage", `arn:aws:sqs:us-east-1:${C}:q`)),
        },
      },
    }),
  },
});
/** More roles in account B called `PREFIX-0`, …, that trust the primary. */
export const many = (prefix: string, count: number): Json => ({
  aws_iam_role: Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${prefix}${index}`,
      { name: `${prefix}-${index}`, assume_role_policy: document(BY_ARN) },
    ]),
  ),
});
/** Trust in roles of account B that may be yet to be created. */
export const fromB = (...roles: readonly string[]): Json =>
  trust({ AWS: `arn:aws:iam::${B}:root` }, { ArnEquals: { "aws:PrincipalArn": roles } });
/** A role of account B. */
export const b = (name: string) => `arn:aws:iam::${B}:role/${name}`;
