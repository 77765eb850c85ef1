import { type Anonymous, AwsError, type Caller, type Decision } from "../../types";

/** The code of "access denied" where a service's is not AccessDenied. */
const CODES: Readonly<Record<string, string>> = {
  kms: "AccessDeniedException",
  dynamodb: "AccessDeniedException",
  secretsmanager: "AccessDeniedException",
  ssm: "AccessDeniedException",
  eks: "AccessDeniedException",
  "eks-auth": "AccessDeniedException",
  sns: "AuthorizationError",
};

/** Services that answer 400, by their API models. */
const STATUS: Readonly<Record<string, number>> = {
  kms: 400,
  dynamodb: 400,
  secretsmanager: 400,
  ssm: 400,
  "eks-auth": 400,
};

/**
 * AWS's error for a refused question.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denied(decision: Decision, caller: Caller, service: string): AwsError {
  const code = CODES[service] ?? "AccessDenied";
  const status = STATUS[service] ?? 403;
  const { action, resource } = decision;
  if (caller.kind === "anonymous") {
    if (action.toLowerCase() === "sts:assumerolewithwebidentity")
      return new AwsError(code, `Not authorized to perform ${action}`, status);
    // S3 answers callers of other accounts a bare "Access Denied".
    return new AwsError(code, "Access Denied", status);
  }
  if (isAcrossAccounts(decision, caller)) return new AwsError(code, "Access Denied", status);
  const who = caller.kind === "role" ? caller.sessionArn : caller.arn;
  const where = service === "s3" ? `"${resource}"` : resource;
  // STS gives no reason, as it would tell of another account's trust.
  const why = service === "sts" ? "" : reason(decision);
  return new AwsError(code, `User: ${who} is not authorized to perform: ${action} on resource: ${where}${why}`, status);
}

/**
 * S3 gives its reasons to callers of the bucket's own account.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
 */
const isAcrossAccounts = ({ action, resourceAccount }: Decision, caller: Exclude<Caller, Anonymous>): boolean =>
  action.startsWith("s3:") && resourceAccount !== caller.account;

function reason({ action, refusedBy, limit, explicit }: Decision): string {
  const kind = refusedBy === "resource" ? "resource-based policy" : (limit ?? "identity-based policy");
  if (explicit) return ` with an explicit deny in ${kind.startsWith("i") ? "an" : "a"} ${kind}`;
  return ` because no ${kind} allows the ${action} action`;
}
