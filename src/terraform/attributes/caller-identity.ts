import { parseArn } from "../../aws";
import { issuerText, runnerAccount, runnerText } from "../../unknown/unknown-forms";
import { type ResourceFacts, textSet, unknownUntilApply } from "./resource-facts";

const account = ({ account }: ResourceFacts): string => account;

/** Whoever runs Terraform. Its ARN is a session's, a user's or the root's, of the account that is looked up. */
export const CALLER_IDENTITY = {
  account_id: account,
  id: account,
  arn: (subject: ResourceFacts) => runnerText(`${subject.stack}/${subject.address}`, subject.account),
};

/**
 * The role behind a session; any other principal is its own issuer. The path of the role is looked up in AWS, so that only
 * its account is known here.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_session_context
 */
function issuerArn(subject: ResourceFacts): string {
  const arn = textSet(subject, "arn") ?? "";
  const issuer = unknownUntilApply(subject, "issuer_arn");
  const runs = runnerAccount(arn);
  if (runs !== undefined)
    return `arn:${subject.partition}:iam::${runs}:${issuerText(`${subject.stack}/${subject.address}`)}`;
  const parsed = parseArn(arn);
  if (!parsed) return issuer;
  return parsed.resource.startsWith("assumed-role/")
    ? `arn:${parsed.partition}:iam::${parsed.account}:role/${issuer}`
    : arn;
}

export const SESSION_CONTEXT = { issuer_arn: issuerArn };
