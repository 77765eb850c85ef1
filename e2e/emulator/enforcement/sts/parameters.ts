import { GetPolicyCommand, GetPolicyVersionCommand, type IAMClient } from "@aws-sdk/client-iam";
import { AwsError } from "../../types";
import type { Asked } from "../enforcement";
import { isRoleArn } from "../iam/bindings";
import { documentOf } from "../iam/document";
import { checkSessionPolicy } from "../iam/save/policy";

/** What AssumeRole and AssumeRoleWithWebIdentity have in common. */
export interface Common {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Seconds. */
  readonly duration?: number;
}

const SHORTEST = 900;
const LONGEST = 43_200;
const LONGEST_POLICY = 2048;

export const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** STS's error for invalid parameters. */
export const invalid = (name: string, value: string, constraint: string): AwsError =>
  new AwsError(
    "ValidationError",
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ${constraint}`,
  );

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html @throws AwsError ValidationError */
export function commonOf({ params }: Asked): Common {
  const roleArn = text(params.RoleArn) ?? "";
  const sessionName = text(params.RoleSessionName) ?? "";
  if (!isRoleArn(roleArn)) throw new AwsError("ValidationError", `${roleArn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName))
    throw invalid("roleSessionName", sessionName, "Member must satisfy regular expression pattern: [\\w+=,.@-]*");
  if (params.DurationSeconds === undefined) return { roleArn, sessionName };
  const duration = Number(params.DurationSeconds);
  if (!(duration >= SHORTEST))
    throw invalid("durationSeconds", `${duration}`, `Member must have value greater than or equal to ${SHORTEST}`);
  if (duration > LONGEST)
    throw invalid("durationSeconds", `${duration}`, `Member must have value less than or equal to ${LONGEST}`);
  return { roleArn, sessionName, duration };
}

/** The session policy that a request passes: its own, with managed ones of the role's account, as one document. */
export async function sessionPolicyOf({ params }: Asked, iam: IAMClient): Promise<string | undefined> {
  const own = text(params.Policy);
  if (own !== undefined) checkSessionPolicy(own, LONGEST_POLICY);
  const arns = Array.isArray(params.PolicyArns)
    ? params.PolicyArns.map((each: { arn?: string }) => each.arn ?? "")
    : [];
  if (arns.length === 0) return own;
  const managed = await Promise.all(arns.map((arn) => managedPolicy(arn, iam)));
  const documents = [...(own === undefined ? [] : [own]), ...managed].map(documentOf);
  return JSON.stringify({ Version: "2012-10-17", Statement: documents.flatMap(({ Statement }) => Statement) });
}

async function managedPolicy(arn: string, iam: IAMClient): Promise<string> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
  const question = new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: Policy?.DefaultVersionId ?? "v1" });
  return decodeURIComponent((await iam.send(question)).PolicyVersion?.Document ?? "");
}
