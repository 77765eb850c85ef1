import { isOwners } from "./bucket-grants";
import { RESOURCE_POLICIES } from "./resource-policies";
import type { SubjectRow, WideRow } from "./rows";
import { VERSIONS } from "./versions";

/** Canned ACLs that grant access to the owner only. */
const PRIVATE = ["private", "bucket-owner-read", "bucket-owner-full-control"];

/**
 * Types that are not read and change who gets to one thing, which an argument names.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
 */
export const ON_SUBJECT: readonly SubjectRow[] = [
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
      { at: ["grant"], filledIn: isOwners },
    ],
  },
  {
    types: ["aws_s3_bucket_ownership_controls"],
    does: "enables access control lists on the bucket's objects",
    change: "either",
    on: "resource",
    subject: [["bucket"]],
    service: "s3",
    when: [
      { at: ["rule", 0, "object_ownership"], except: ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"] },
    ],
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
    types: ["aws_s3_bucket_ownership_controls"],
    does: "lets who writes an object own it or give it an access control list",
    change: "either",
    on: "resource",
    subject: [["bucket"]],
    service: "s3",
    when: [{ at: ["rule", 0, "object_ownership"], except: ["BucketOwnerEnforced"] }],
    assumes: "the bucket's objects are its account's own, and none has an access control list that lets others in",
  },
  ...VERSIONS,
  {
    types: ["aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy"],
    does: "gives an object an access control list or a key of its own",
    change: "either",
    on: "resource",
    subject: [["bucket"]],
    service: "s3",
    when: [{ at: ["acl"], except: PRIVATE }, { at: ["grant"] }, { at: ["kms_key_id"], filledIn: () => true }],
  },
  {
    types: ["aws_s3_access_point"],
    does: "gives access to the callers that its own policy names",
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
    does: "gives access through an access point",
    change: "admits",
    on: "resource",
    subject: [["access_point_arn"], ["name"], ["details", 0, "name"]],
    service: "s3",
    behind: "aws_s3_access_point",
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants.html
    types: ["aws_s3control_access_grants_location", "awscc_s3_access_grants_location"],
    does: "lets in whom an access grant names",
    change: "admits",
    on: "resource",
    subject: [["location_scope"]],
    service: "s3",
    name: /^s3:\/\/([^/*]*)/,
  },
  {
    types: ["aws_s3control_access_grant", "awscc_s3_access_grant"],
    does: "gives its grantee access to a location",
    change: "admits",
    on: "resource",
    subject: [["access_grants_location_id"]],
    service: "s3",
    behind: "aws_s3control_access_grants_location",
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    types: ["aws_s3_bucket_logging"],
    does: "gives the logs that it delivers an access control list",
    change: "admits",
    on: "resource",
    subject: [["target_bucket"]],
    service: "s3",
    when: [{ at: ["target_grant"] }],
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam-example-bucket-policies.html
    types: ["aws_s3_bucket_policy"],
    does: "decides who has access to the directory bucket",
    change: "either",
    on: "resource",
    subject: [["bucket"]],
    service: "s3express",
    arn: "bucket/{}",
    name: /^(.+--x-s3)$/,
  },
  {
    types: ["aws_s3control_bucket_policy"],
    does: "decides who has access to the bucket",
    change: "either",
    on: "resource",
    subject: [["bucket"]],
    service: "s3-outposts",
  },
  ...RESOURCE_POLICIES,
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
    does: "decides what the role may access in the data catalog",
    change: "either",
    on: "role",
    subject: [["principal"]],
    services: ["glue", "lakeformation", "athena"],
  },
  {
    types: ["aws_lakeformation_permissions", "aws_lakeformation_resource"],
    does: "gives access with Lake Formation's credentials",
    change: "admits",
    on: "resource",
    subject: [["data_location", 0, "arn"], ["arn"]],
    service: "s3",
    when: [{ at: ["data_location"] }, { at: ["arn"] }],
  },
  {
    // https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-controls.html
    types: ["aws_budgets_budget_action", "awscc_budgets_budgets_action"],
    does: "attaches a policy to the role once the budget is spent",
    change: "refuses",
    on: "role",
    subject: [["definition", 0, "iam_action_definition", 0, "roles"]],
    assumes: "the budget is not spent",
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
    types: ["aws_organizations_resource_policy"],
    does: "delegates parts of the organisation",
    change: "either",
  },
  {
    types: ["aws_ecr_registry_policy"],
    does: "decides who has access to the registry",
    change: "either",
  },
  {
    types: ["aws_glue_resource_policy"],
    does: "decides who has access to the data catalog",
    change: "either",
  },
  {
    types: ["aws_cloudwatch_log_resource_policy"],
    does: "lets services write logs",
    change: "either",
  },
  {
    types: ["aws_vpc_endpoint", "awscc_ec2_vpc_endpoint"],
    does: "decides what passes through the endpoint",
    change: "refuses",
    serviceName: ["service_name"],
    when: [{ at: ["policy"] }, { at: ["policy_document"] }],
  },
  {
    types: ["aws_vpc_endpoint_policy"],
    does: "decides what passes through an endpoint",
    change: "refuses",
  },
  {
    types: [
      "aws_cloudformation_stack",
      "aws_cloudformation_stack_set",
      "awscc_cloudformation_stack",
      "awscc_cloudformation_stack_set",
    ],
    does: "makes what its template defines",
    change: "either",
    text: [["template_body"], ["template_url"]],
  },
  {
    types: [
      "aws_serverlessapplicationrepository_cloudformation_stack",
      "aws_servicecatalog_provisioned_product",
      "awscc_servicecatalog_cloudformation_provisioned_product",
    ],
    does: "makes what a template out of sight defines",
    change: "either",
  },
  {
    // https://docs.aws.amazon.com/controltower/latest/controlreference/control-behavior-guidance.html
    types: [
      "aws_controltower_control",
      "aws_controltower_baseline",
      "aws_controltower_landing_zone",
      "awscc_controltower_enabled_control",
      "awscc_controltower_enabled_baseline",
      "awscc_controltower_landing_zone",
    ],
    does: "attaches policies of the organisation",
    change: "refuses",
    everywhere: true,
  },
  {
    types: ["aws_budgets_budget_action", "awscc_budgets_budgets_action"],
    does: "attaches a policy of the organisation once the budget is spent",
    change: "refuses",
    everywhere: true,
    when: [{ at: ["definition", 0, "scp_action_definition"] }],
  },
];
