import { parseArn } from "../../aws";
import { isOnlyUnknown, readable, unknownText } from "../../unknown/unknown-text";
import { type ResourceFacts, textSet, unknownUntilApply } from "./resource-facts";

const account = ({ account }: ResourceFacts): string => account;

/** Ends the name of what stands for the ARN of whoever runs Terraform: it is of the account of the provider's credentials. */
const OF_ACCOUNT = / in (\d{12})>$/;

/** Whoever runs Terraform. Its ARN is a session's, a user's or the root's, of the account that is looked up. */
export const CALLER_IDENTITY = {
  account_id: account,
  id: account,
  arn: (subject: ResourceFacts) => unknownText(`${subject.stack}/${subject.address}.arn in ${subject.account}`),
};

/**
 * The role behind a session; any other principal is its own issuer. The path of the role is looked up in AWS, so that only
 * its account is known here.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_session_context
 */
function issuerArn(subject: ResourceFacts): string {
  const arn = textSet(subject, "arn") ?? "";
  const issuer = unknownUntilApply(subject, "issuer_arn");
  const runs = isOnlyUnknown(arn) ? OF_ACCOUNT.exec(readable(arn))?.[1] : undefined;
  if (runs !== undefined) return `arn:${subject.partition}:iam::${runs}:${issuer}`;
  const parsed = parseArn(arn);
  if (!parsed) return issuer;
  return parsed.resource.startsWith("assumed-role/")
    ? `arn:${parsed.partition}:iam::${parsed.account}:role/${issuer}`
    : arn;
}

export const SESSION_CONTEXT = { issuer_arn: issuerArn };
