/** Types that are read wherever they matter. */
export const READ: readonly string[] = [
  "aws_iam_role",
  "aws_iam_role_policy",
  "aws_iam_policy",
  "aws_iam_role_policy_attachment",
  "aws_iam_policy_attachment",
  "aws_iam_role_policies_exclusive",
  "aws_iam_role_policy_attachments_exclusive",
  "aws_iam_openid_connect_provider",
  "awscc_iam_oidc_provider",
  "aws_eks_pod_identity_association",
  "awscc_eks_pod_identity_association",
  "aws_eks_cluster",
  "aws_eks_fargate_profile",
  "awscc_eks_fargate_profile",
  "aws_s3_bucket",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_request_payment_configuration",
  "aws_s3_account_public_access_block",
  "aws_kms_key",
  "aws_kms_key_policy",
  "aws_kms_alias",
  "awscc_kms_alias",
  "aws_kms_grant",
  "aws_sqs_queue",
  "aws_sqs_queue_policy",
  "aws_sns_topic",
  "aws_sns_topic_policy",
  "aws_secretsmanager_secret",
  "aws_secretsmanager_secret_policy",
  "aws_dynamodb_table",
  "aws_dynamodb_resource_policy",
  "aws_efs_file_system",
  "aws_efs_file_system_policy",
  "aws_ssm_parameter",
  "aws_route53_zone",
  "aws_organizations_policy",
  "aws_organizations_policy_attachment",
  "awscc_organizations_policy",
];

/** Types that change nothing here although their name has one of the words of `WORDS`. */
export const INERT: readonly RegExp[] = [
  /^aws(cc)?_eks_access_(entry|policy_association)$/,
  /^aws_iam_access_key$/,
  /^aws_iam_(group|user)_/,
  /^aws_ssoadmin_/,
  /^aws_iam_account_password_policy$/,
  /_lifecycle_policy$/,
  // what has an access control list of another kind, and what only writes logs
  /^aws_(waf|wafregional|wafv2|verifiedaccess)_/,
  /_access_log_subscription$/,
  // redrive between queues, and who may name this one as its dead-letter queue
  /^aws_sqs_queue_redrive_(allow_)?policy$/,
];

/** A type that no list has is effective if its name has one of these. */
export const WORDS = /policy|permission|grant|acl|access|boundary|ownership|encrypt|share/;

/** Twins of read types in AWS's other provider. */
export const TWINS =
  /^awscc_(iam_(role|role_policy|managed_policy|policy)|s3_(bucket|bucket_policy|access_point)|kms_(key|replica_key)|sqs_(queue|queue_policy|queue_inline_policy)|sns_(topic|topic_policy|topic_inline_policy)|secretsmanager_(secret|resource_policy)|dynamodb_(table|global_table))$/;
