import type { SubjectRow, WideRow } from "./rows";

/** Canned ACLs that let in nobody but the owner. */
const PRIVATE = ["private", "bucket-owner-read", "bucket-owner-full-control"];

/**
 * Types that are not read and change who gets to one thing, which an argument names.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
 */
export const ON_SUBJECT: readonly SubjectRow[] = [
  {
    types: ["aws_kms_grant"],
    does: "lets a grantee use the key",
    change: "admits",
    on: "resource",
    subject: [["key_id"]],
    service: "kms",
  },
  {
    types: ["aws_kms_replica_key", "aws_kms_replica_external_key"],
    does: "makes a key with a policy of its own that decrypts the same",
    change: "admits",
    on: "resource",
    subject: [["primary_key_arn"], ["arn"]],
    service: "kms",
  },
  {
    types: ["aws_kms_external_key"],
    does: "is a key with a policy of its own",
    change: "either",
    on: "resource",
    subject: [["arn"]],
    service: "kms",
  },
  {
    types: ["aws_s3_bucket_acl"],
    does: "gives access by an access control list",
    change: "admits",
    on: "resource",
    subject: [["bucket"]],
    service: "s3",
    when: [
      { at: ["acl"], except: PRIVATE },
      { at: ["access_control_policy"], otherwise: true },
    ],
  },
  {
    types: ["aws_s3_bucket"],
    does: "gives access by an access control list",
    change: "admits",
    on: "resource",
    subject: [["bucket"]],
    service: "s3",
    when: [
      { at: ["acl"], except: PRIVATE },
      { at: ["grant"], filledIn: true },
    ],
  },
  {
    types: ["aws_s3_bucket_ownership_controls"],
    does: "turns access control lists of the bucket's objects on",
    change: "either",
    on: "resource",
    subject: [["bucket"]],
    service: "s3",
    when: [{ at: ["rule", 0, "object_ownership"], except: ["BucketOwnerEnforced"] }],
  },
  {
    types: ["aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy"],
    does: "gives an object an access control list or a key of its own",
    change: "either",
    on: "resource",
    subject: [["bucket"]],
    service: "s3",
    when: [{ at: ["acl"], except: PRIVATE }, { at: ["grant"] }, { at: ["kms_key_id"], filledIn: true }],
  },
  {
    types: ["aws_s3_access_point"],
    does: "lets callers in that its own policy names",
    change: "admits",
    on: "resource",
    subject: [["bucket"]],
    service: "s3",
  },
  {
    types: [
      "aws_s3control_access_point_policy",
      "aws_s3control_object_lambda_access_point_policy",
      "aws_s3control_multi_region_access_point_policy",
    ],
    does: "lets callers in through an access point",
    change: "admits",
    on: "resource",
    subject: [["access_point_arn"], ["name"], ["details", 0, "name"]],
    service: "s3",
    behind: "aws_s3_access_point",
  },
  {
    types: ["aws_s3control_bucket_policy"],
    does: "decides who gets to the bucket",
    change: "either",
    on: "resource",
    subject: [["bucket"]],
    service: "s3-outposts",
  },
  {
    types: ["aws_s3_bucket_request_payment_configuration"],
    does: "makes callers of other accounts pay",
    change: "refuses",
    on: "resource",
    subject: [["bucket"]],
    service: "s3",
    when: [{ at: ["payer"], except: ["BucketOwner"] }],
    carries: "x-amz-request-payer: requester",
  },
  {
    types: ["aws_lambda_permission"],
    does: "lets a caller invoke the function",
    change: "admits",
    on: "resource",
    subject: [["function_name"]],
    service: "lambda",
    arn: "function:{}",
  },
  {
    types: ["aws_ecr_repository_policy"],
    does: "decides who gets to the repository",
    change: "either",
    on: "resource",
    subject: [["repository"]],
    service: "ecr",
    arn: "repository/{}",
  },
  {
    types: ["aws_efs_file_system_policy"],
    does: "decides who gets to the file system",
    change: "either",
    on: "resource",
    subject: [["file_system_id"]],
    service: "elasticfilesystem",
    arn: "file-system/{}",
  },
  {
    types: ["aws_opensearch_domain_policy", "aws_elasticsearch_domain_policy"],
    does: "decides who gets to the domain",
    change: "either",
    on: "resource",
    subject: [["domain_name"]],
    service: "es",
    arn: "domain/{}",
  },
  {
    types: ["aws_opensearch_domain", "aws_elasticsearch_domain"],
    does: "decides who gets to the domain",
    change: "either",
    on: "resource",
    subject: [["domain_name"]],
    service: "es",
    arn: "domain/{}",
    when: [{ at: ["access_policies"] }],
  },
  {
    types: ["aws_backup_vault_policy"],
    does: "decides who gets to the vault",
    change: "either",
    on: "resource",
    subject: [["backup_vault_name"]],
    service: "backup",
    arn: "backup-vault:{}",
  },
  {
    types: ["aws_kinesis_resource_policy"],
    does: "decides who gets to the stream",
    change: "either",
    on: "resource",
    subject: [["resource_arn"]],
    service: "kinesis",
  },
  {
    types: ["aws_sns_topic_data_protection_policy"],
    does: "refuses messages",
    change: "refuses",
    on: "resource",
    subject: [["arn"]],
    service: "sns",
  },
  {
    types: ["aws_ram_resource_association"],
    does: "shares it with other accounts",
    change: "admits",
    on: "resource",
    subject: [["resource_arn"]],
  },
  {
    types: ["aws_dynamodb_table_replica"],
    does: "makes a replica with a policy of its own",
    change: "admits",
    on: "resource",
    subject: [["global_table_arn"]],
    service: "dynamodb",
  },
  {
    types: ["aws_lakeformation_permissions"],
    does: "decides what the role gets of the data catalog",
    change: "either",
    on: "role",
    subject: [["principal"]],
    services: ["glue", "lakeformation", "athena"],
  },
  {
    types: ["aws_lakeformation_permissions", "aws_lakeformation_resource"],
    does: "lets callers in with Lake Formation's credentials",
    change: "admits",
    on: "resource",
    subject: [["data_location", 0, "arn"], ["arn"]],
    service: "s3",
    when: [{ at: ["data_location"] }, { at: ["arn"] }],
  },
  {
    types: ["aws_eks_cluster"],
    does: "is a local cluster on Outposts, where Pod Identity does not work",
    change: "refuses",
    on: "cluster",
    subject: [["name"]],
    when: [{ at: ["outpost_config"] }],
  },
];

/** Types that are not read and change what happens in a whole account or organisation. */
export const WIDE: readonly WideRow[] = [
  {
    types: ["aws_s3_account_public_access_block"],
    does: "closes public policies of all buckets of the account",
    change: "refuses",
    leaves: "hops",
    service: "s3",
    account: ["account_id"],
    when: [
      { at: ["restrict_public_buckets"], except: ["false"] },
      { at: ["block_public_policy"], except: ["false"] },
    ],
  },
  {
    types: ["aws_organizations_policy_attachment"],
    does: "puts a policy over the accounts",
    change: "refuses",
    leaves: "hops",
    account: ["target_id"],
  },
  {
    types: ["aws_organizations_resource_policy"],
    does: "delegates parts of the organisation",
    change: "either",
    leaves: "assumption",
  },
  {
    types: ["aws_ecr_registry_policy"],
    does: "decides who gets to the registry",
    change: "either",
    leaves: "assumption",
  },
  {
    types: ["aws_glue_resource_policy"],
    does: "decides who gets to the data catalog",
    change: "either",
    leaves: "assumption",
  },
  {
    types: ["aws_cloudwatch_log_resource_policy"],
    does: "lets services write logs",
    change: "either",
    leaves: "assumption",
  },
  {
    types: ["aws_vpc_endpoint"],
    does: "decides what passes through the endpoint",
    change: "refuses",
    leaves: "assumption",
    serviceName: ["service_name"],
    when: [{ at: ["policy"] }],
  },
  {
    types: ["aws_vpc_endpoint_policy"],
    does: "decides what passes through an endpoint",
    change: "refuses",
    leaves: "assumption",
  },
  {
    types: ["aws_cloudformation_stack", "aws_cloudformation_stack_set"],
    does: "makes what its template says",
    change: "either",
    leaves: "assumption",
    text: [["template_body"], ["template_url"]],
  },
];

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
  "aws_eks_pod_identity_association",
  "aws_eks_cluster",
  "aws_eks_fargate_profile",
  "aws_s3_bucket",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_kms_key",
  "aws_kms_key_policy",
  "aws_kms_alias",
  "aws_sqs_queue",
  "aws_sqs_queue_policy",
  "aws_sns_topic",
  "aws_sns_topic_policy",
  "aws_secretsmanager_secret",
  "aws_secretsmanager_secret_policy",
  "aws_dynamodb_table",
  "aws_dynamodb_resource_policy",
];

/** Types that change nothing here although their name has one of the words of `WORDS`. */
export const INERT: readonly RegExp[] = [
  /^aws_eks_access_(entry|policy_association)$/,
  /^aws_iam_access_key$/,
  /^aws_iam_(group|user)_/,
  /^aws_ssoadmin_/,
  /^aws_iam_account_password_policy$/,
  /_lifecycle_policy$/,
  // redrive between queues, and who may name this one as its dead-letter queue
  /^aws_sqs_queue_redrive_(allow_)?policy$/,
  // an organisation's policy is in force only where it is attached
  /^aws_organizations_policy$/,
];

/** A type that no list has is effective if its name has one of these. */
export const WORDS = /policy|permission|grant|acl|access|boundary|ownership|encrypt|share/;

/** Twins of read types in AWS's other provider. */
export const TWINS =
  /^awscc_(iam_(role|role_policy|managed_policy|policy|oidc_provider)|s3_(bucket|bucket_policy|access_point)|kms_(key|alias|replica_key)|sqs_(queue|queue_policy|queue_inline_policy)|sns_(topic|topic_policy|topic_inline_policy)|secretsmanager_(secret|resource_policy)|dynamodb_(table|global_table))$/;
