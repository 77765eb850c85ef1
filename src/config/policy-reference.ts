import { type Partition, parseArn } from "../aws";

/** Account and partition of a role that has a policy. */
export interface PolicyHolder {
  readonly id: string;
  readonly partition: Partition;
}

/**
 * The ARN of a managed policy of a role of `holder`: of its own account where only a name is written.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export const policyArn = (written: string, { id, partition }: PolicyHolder): string =>
  written.startsWith("arn:")
    ? written.replaceAll("{account}", id).replaceAll("{partition}", partition)
    : `arn:${partition}:iam::${id}:policy/${written}`;

/** Whether IAM would find the policy of that ARN for a role of `holder`. */
export function isPolicyFor(arn: string, { id, partition }: PolicyHolder): boolean {
  const parsed = parseArn(arn);
  return parsed?.partition === partition && (parsed.account === id || parsed.account === "aws");
}

/** Whether it is a policy that AWS manages. */
export const isOfAws = (written: string): boolean => parseArn(written)?.account === "aws";

/** A key, or the end of a policy's name or ARN, in the letters of a Terraform address. */
export const policyIdentifier = (written: string): string =>
  (written.split("/").at(-1) ?? "").replaceAll(/[^\w-]/g, "_");
