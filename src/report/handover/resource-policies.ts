import type { DocumentedResource } from "../review";
import { command, filledWord, shellWord } from "./shell";

/** Puts the policy of a resource in place of what it has. @see https://docs.aws.amazon.com/cli/latest/reference/ */
export function puttingPolicy(
  { type, subject, region }: DocumentedResource,
  file: string,
  variables: ReadonlyMap<string, string>,
): string {
  const on = filledWord(subject, variables);
  const from = `file://${shellWord(file)}`;
  const where = region === undefined ? undefined : (["--region", shellWord(region)] as const);
  switch (type) {
    case "aws_s3_bucket_policy":
      return command(["aws s3api put-bucket-policy"], [["--bucket", on], ["--policy", from], where]);
    case "aws_sqs_queue_policy":
      // the attribute is a text that holds JSON
      return command(
        ["aws sqs set-queue-attributes"],
        [
          ["--queue-url", on],
          ["--attributes", `"$(jq -n --arg policy "$(cat ${shellWord(file)})" '{Policy: $policy}')"`],
          where,
        ],
      );
    case "aws_sns_topic_policy":
      return command(
        ["aws sns set-topic-attributes"],
        [["--topic-arn", on], ["--attribute-name", "Policy"], ["--attribute-value", from], where],
      );
    case "aws_kms_key_policy":
    case "aws_kms_key":
      return command(
        ["aws kms put-key-policy"],
        [["--key-id", on], ["--policy-name", "default"], ["--policy", from], where],
      );
    case "aws_secretsmanager_secret_policy":
      return command(
        ["aws secretsmanager put-resource-policy"],
        [["--secret-id", on], ["--resource-policy", from], where],
      );
    case "aws_dynamodb_resource_policy":
      return command(["aws dynamodb put-resource-policy"], [["--resource-arn", on], ["--policy", from], where]);
    default:
      return `# put ${shellWord(file)} on ${on}: no command is known for a resource of type ${type}`;
  }
}

/** Prints the policy that a resource has; fails, or prints None, where it has none. */
export function readingPolicy(
  { type, subject, region }: DocumentedResource,
  variables: ReadonlyMap<string, string>,
): string {
  const on = filledWord(subject, variables);
  const where = region === undefined ? "" : ` --region ${shellWord(region)}`;
  switch (type) {
    case "aws_s3_bucket_policy":
      return `aws s3api get-bucket-policy --bucket ${on} --query Policy --output text${where}`;
    case "aws_sqs_queue_policy":
      return `aws sqs get-queue-attributes --queue-url ${on} --attribute-names Policy --query Attributes.Policy --output text${where}`;
    case "aws_sns_topic_policy":
      return `aws sns get-topic-attributes --topic-arn ${on} --query Attributes.Policy --output text${where}`;
    case "aws_kms_key_policy":
    case "aws_kms_key":
      return `aws kms get-key-policy --key-id ${on} --policy-name default --query Policy --output text${where}`;
    case "aws_secretsmanager_secret_policy":
      return `aws secretsmanager get-resource-policy --secret-id ${on} --query ResourcePolicy --output text${where}`;
    default:
      return `aws dynamodb get-resource-policy --resource-arn ${on} --query Policy --output text${where}`;
  }
}

/** Takes the policy of a resource away; undefined where one is always there. */
export function takingPolicy(
  { type, subject, region }: DocumentedResource,
  variables: ReadonlyMap<string, string>,
): string | undefined {
  const on = filledWord(subject, variables);
  const where = region === undefined ? "" : ` --region ${shellWord(region)}`;
  switch (type) {
    case "aws_s3_bucket_policy":
      return `aws s3api delete-bucket-policy --bucket ${on}${where}`;
    case "aws_sqs_queue_policy":
      return `aws sqs set-queue-attributes --queue-url ${on} --attributes '{"Policy":""}'${where}`;
    case "aws_secretsmanager_secret_policy":
      return `aws secretsmanager delete-resource-policy --secret-id ${on}${where}`;
    case "aws_dynamodb_resource_policy":
      return `aws dynamodb delete-resource-policy --resource-arn ${on}${where}`;
    default:
      return undefined;
  }
}
