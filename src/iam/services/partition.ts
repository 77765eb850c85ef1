import { parseArn } from "../../aws";
import { hasUnknown } from "../../unknown/unknown-text";
import { quotedJson } from "../malformed-policy";
import type { Policy, PolicyHolder, PolicyProblem } from "../policy";

/**
 * An ARN of another partition than its document: it can name no account, resource or role there.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html
 */
export function checkPartition(
  { statements }: Policy,
  { partition, service }: PolicyHolder,
): PolicyProblem | undefined {
  if (partition === undefined) return undefined;
  const foreign = (text: string): string | undefined => {
    const found = parseArn(text)?.partition;
    return found !== undefined && found !== partition && /^aws(-[a-z]+)*$/.test(found) && !hasUnknown(found)
      ? found
      : undefined;
  };
  const isIam = service === "role" || service === "managed-policy";
  for (const { principals, resources, pointer } of statements) {
    for (const { type, name } of principals?.of ?? [])
      if (type !== "Service" && foreign(name) !== undefined)
        return {
          cause: "partition",
          pointer: `${pointer}/${principals?.negated ? "NotPrincipal" : "Principal"}/${type}`,
          awsError: `MalformedPolicyDocument: Invalid principal in policy: "${type}":"${name}"`,
          message: `${quotedJson(name)} is in partition ${foreign(name)}, and the policy in ${partition}: no principal has access across partitions`,
          fix: `Name a principal of partition ${partition}.`,
        };
    if (!isIam) continue;
    for (const { text } of resources?.of ?? [])
      if (foreign(text) !== undefined)
        return {
          cause: "partition",
          pointer: `${pointer}/${resources?.negated ? "NotResource" : "Resource"}`,
          awsError: `MalformedPolicyDocument: Partition "${foreign(text)}" is not valid for resource "${text}".`,
          message: `${quotedJson(text)} is in partition ${foreign(text)}, and the policy in ${partition}`,
          fix: `Write ${quotedJson(text.replace(/^arn:[^:]*/, `arn:${partition}`))}.`,
        };
  }
  return undefined;
}
