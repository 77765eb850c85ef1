/** A type of resource that grants are on. */
export interface Service {
  readonly service: string;
  readonly type: string;
  /** The attribute with its name, as its ARN holds it. */
  readonly name: string;
  /** Attributes by which other resources refer to it. */
  readonly ids: readonly string[];
  /** The resource that gives it a policy, and the attribute that refers to it. */
  readonly policy: { readonly type: string; readonly by: string };
  /** The attribute with its key. */
  readonly key?: string;
  /** Encrypted with the AWS managed key where no other is named. */
  readonly alwaysEncrypted?: boolean;
  /**
   * Whether conditions on resource tags always go by its tags: those on buckets and tables do where a setting of the bucket
   * or the account says so.
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging-enable-abac.html
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/abac-enable-ddb.html
   */
  readonly tagged?: boolean;
}

export const SERVICES: readonly Service[] = [
  {
    service: "s3",
    type: "aws_s3_bucket",
    name: "bucket",
    ids: ["bucket", "id"],
    policy: { type: "aws_s3_bucket_policy", by: "bucket" },
  },
  {
    service: "sqs",
    tagged: true,
    type: "aws_sqs_queue",
    name: "name",
    ids: ["url", "id"],
    policy: { type: "aws_sqs_queue_policy", by: "queue_url" },
    key: "kms_master_key_id",
  },
  {
    service: "sns",
    tagged: true,
    type: "aws_sns_topic",
    name: "name",
    ids: ["arn", "id"],
    policy: { type: "aws_sns_topic_policy", by: "arn" },
    key: "kms_master_key_id",
  },
  {
    service: "secretsmanager",
    tagged: true,
    type: "aws_secretsmanager_secret",
    name: "name",
    ids: ["arn", "id"],
    policy: { type: "aws_secretsmanager_secret_policy", by: "secret_arn" },
    key: "kms_key_id",
    alwaysEncrypted: true,
  },
  {
    service: "dynamodb",
    type: "aws_dynamodb_table",
    name: "name",
    ids: ["arn"],
    policy: { type: "aws_dynamodb_resource_policy", by: "resource_arn" },
  },
  {
    service: "kms",
    tagged: true,
    type: "aws_kms_key",
    name: "key_id",
    ids: ["key_id", "id", "arn"],
    policy: { type: "aws_kms_key_policy", by: "key_id" },
  },
];
