import { AwsError, type Keys } from "../../types";
import { accountOfArn } from "../iam/bindings";
import { AssumptionRefused, type Assumptions } from "./assume";
import { NO_TAGS } from "./session-tags";

/**
 * What a server's instance metadata hands out: a session of a role that trusts ec2.amazonaws.com.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
 */
export async function instanceSession(roleArn: string, instance: string, assumptions: Assumptions): Promise<Keys> {
  const account = accountOfArn(roleArn);
  const ec2 = {
    kind: "service" as const,
    name: "ec2.amazonaws.com",
    sourceAccount: account,
    sourceArn: `arn:${roleArn.split(":")[1]}:ec2:us-east-1:${account}:instance/${instance}`,
  };
  try {
    const request = { action: "sts:AssumeRole" as const, roleArn, sessionName: instance, tags: NO_TAGS, context: {} };
    return (await assumptions.assume(ec2, request)).keys;
  } catch (error) {
    if (!(error instanceof AssumptionRefused)) throw error;
    throw new AwsError("AssumeRoleUnauthorizedAccess", `EC2 cannot assume the role ${roleArn}`, 403);
  }
}
