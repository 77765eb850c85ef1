import { hasUnknown } from "../../unknown/unknown-text";
import { glob, literal, matches } from "../glob";
import type { Policy, PolicyHolder, PolicyProblem, PrincipalName, Statement } from "../policy";
import { NO, YES } from "../truth";

const PUT = literal("kms:putkeypolicy");

/**
 * KMS refuses a key policy that lets no principal of the key's account change it, unless that check is bypassed.
 * Who it is that applies the policy is not known: a policy that lets some principal of the account do so is accepted.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function checkKeyPolicy({ statements }: Policy, holder: PolicyHolder): PolicyProblem | undefined {
  if (holder.guarded !== true || holder.account === undefined) return undefined;
  const { account } = holder;
  const forbidden = statements.some(
    (one) =>
      one.effect === "Deny" &&
      one.conditions.length === 0 &&
      isAbout(one) === YES &&
      one.resources?.of.some(({ text }) => text === "*") &&
      !one.principals?.negated &&
      one.principals?.of.some(({ type, name }) => type === "AWS" && name === "*"),
  );
  const kept =
    !forbidden &&
    statements.some((one) => one.effect === "Allow" && isAbout(one) !== NO && mayBeOf(one.principals, account));
  if (kept) return undefined;
  return {
    cause: "service",
    pointer: "",
    awsError:
      "MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future.",
    message: `no statement allows a principal of account ${account} to call kms:PutKeyPolicy, so the policy could never be changed`,
    fix: `Add the statement that every new key has: ${JSON.stringify({ Sid: "Enable IAM User Permissions", Effect: "Allow", Principal: { AWS: `arn:${holder.partition ?? "aws"}:iam::${account}:root` }, Action: "kms:*", Resource: "*" })}`,
  };
}

function isAbout({ actions }: Statement) {
  const found = actions.of.map(({ text }) => matches(glob(text.toLowerCase()), PUT));
  if (actions.negated) return found.includes(YES) ? NO : YES;
  return found.includes(YES) ? YES : (found.find((one) => one !== NO) ?? NO);
}

/** Only principals of the key's own account can change its policy. */
function mayBeOf(principals: Statement["principals"], account: string): boolean {
  if (!principals || principals.negated) return true;
  const isOf = ({ type, name, arn }: PrincipalName): boolean =>
    type === "AWS" && (name === "*" || hasUnknown(name) || !arn || arn.account === account);
  return principals.of.some(isOf);
}
