import { masterUserSecret } from "./managed-secret";
import {
  type Attributes,
  iam,
  nameAttribute,
  plainText,
  type ResourceFacts,
  regional,
  textSet,
  unknownUntilApply,
} from "./resource-facts";

/** A type whose ARN is its service's, with `before` and its name, which is what refers to it too. */
const called = (service: string, before: string, name: string, prefix?: string): Attributes => {
  const nameOf = (subject: ResourceFacts) => nameAttribute(subject, name, prefix);
  return { [name]: nameOf, arn: (subject) => `${regional(subject, service)}${before}${nameOf(subject)}` };
};

/** A type whose ARN ends in an id that apply gives it. */
const numbered = (service: string, before: string): Attributes => {
  const id = (subject: ResourceFacts) => unknownUntilApply(subject, "id");
  return { id, arn: (subject) => `${regional(subject, service)}${before}${id(subject)}` };
};

/** A type whose ARN ends in its name and an id that apply gives it, and is also what refers to it. */
const namedAndNumbered = (service: string, before: string, name: string, between: string): Attributes => {
  const arn = (subject: ResourceFacts) =>
    `${regional(subject, service)}${before}${nameAttribute(subject, name)}${between}${unknownUntilApply(subject, "uuid")}`;
  return { [name]: (subject) => nameAttribute(subject, name), arn, id: arn };
};

/** A type of which an ARN that ends in an id is what refers to it. */
const byOwnArn = (service: string, before: string): Attributes => {
  const arn = (subject: ResourceFacts) => `${regional(subject, service)}${before}${unknownUntilApply(subject, "uuid")}`;
  return { arn, id: arn };
};

/** A type of IAM with a path. */
const ofIam = (before: string, prefix?: string): Attributes => {
  const name = (subject: ResourceFacts) => nameAttribute(subject, "name", prefix);
  return {
    name,
    id: name,
    arn: (subject) => `${iam(subject)}${before}${textSet(subject, "path") ?? "/"}${name(subject)}`,
  };
};

const groupName = (subject: ResourceFacts): string => nameAttribute(subject, "name", "name_prefix");

/** `rule/NAME` on the default event bus, `rule/BUS/NAME` on another. */
function ruleArn(subject: ResourceFacts): string {
  const bus = plainText(subject.set("event_bus_name")) ?? null;
  const isDefault = subject.set("event_bus_name") === null || bus === "default";
  const on = isDefault ? "" : `${nameAttribute(subject, "event_bus_name").replace(/^arn:.*:event-bus\//, "")}/`;
  return `${regional(subject, "events")}rule/${on}${groupName(subject)}`;
}

/**
 * What is known of ARNs of types that are not read beside their names, so that a policy that names one is known. None of
 * them has a policy among its own arguments, which would have to be read.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const NAMED_ARNS: Readonly<Record<string, Attributes>> = {
  aws_acm_certificate: byOwnArn("acm", "certificate/"),
  aws_acmpca_certificate_authority: byOwnArn("acm-pca", "certificate-authority/"),
  aws_apigatewayv2_api: {
    execution_arn: (subject) => `${regional(subject, "execute-api")}${unknownUntilApply(subject, "id")}`,
  },
  aws_athena_workgroup: called("athena", "workgroup/", "name"),
  aws_autoscaling_group: {
    name: groupName,
    id: groupName,
    arn: (subject) =>
      `${regional(subject, "autoscaling")}autoScalingGroup:${unknownUntilApply(subject, "uuid")}:autoScalingGroupName/${groupName(subject)}`,
  },
  aws_backup_vault: called("backup", "backup-vault:", "name"),
  aws_batch_job_queue: called("batch", "job-queue/", "name"),
  aws_bedrockagent_knowledge_base: numbered("bedrock", "knowledge-base/"),
  aws_cloudwatch_event_bus: called("events", "event-bus/", "name"),
  aws_cloudwatch_event_rule: { name: groupName, arn: ruleArn },
  aws_cloudwatch_log_group: called("logs", "log-group:", "name", "name_prefix"),
  aws_cognito_identity_pool: numbered("cognito-identity", "identitypool/"),
  aws_cognito_user_pool: numbered("cognito-idp", "userpool/"),
  aws_db_instance: {
    ...called("rds", "db:", "identifier", "identifier_prefix"),
    master_user_secret: masterUserSecret("db"),
  },
  aws_docdb_cluster: called("rds", "cluster:", "cluster_identifier", "cluster_identifier_prefix"),
  aws_ecr_repository: called("ecr", "repository/", "name"),
  aws_ecs_cluster: called("ecs", "cluster/", "name"),
  aws_efs_access_point: numbered("elasticfilesystem", "access-point/"),
  aws_glue_catalog_database: called("glue", "database/", "name"),
  aws_grafana_workspace: numbered("grafana", "/workspaces/"),
  aws_iam_group: ofIam("group"),
  aws_iam_instance_profile: ofIam("instance-profile", "name_prefix"),
  aws_iam_user: ofIam("user"),
  aws_kinesis_firehose_delivery_stream: called("firehose", "deliverystream/", "name"),
  aws_kinesis_stream: called("kinesis", "stream/", "name"),
  aws_lambda_function: called("lambda", "function:", "function_name"),
  aws_launch_template: numbered("ec2", "launch-template/"),
  aws_memorydb_cluster: called("memorydb", "cluster/", "name", "name_prefix"),
  aws_msk_cluster: namedAndNumbered("kafka", "cluster/", "cluster_name", "/"),
  aws_msk_serverless_cluster: namedAndNumbered("kafka", "cluster/", "cluster_name", "/"),
  aws_prometheus_workspace: numbered("aps", "workspace/"),
  aws_rds_cluster: {
    ...called("rds", "cluster:", "cluster_identifier", "cluster_identifier_prefix"),
    master_user_secret: masterUserSecret("cluster"),
  },
  aws_s3_directory_bucket: called("s3express", "bucket/", "bucket"),
  aws_security_group: numbered("ec2", "security-group/"),
  aws_ses_domain_identity: called("ses", "identity/", "domain"),
  aws_ses_email_identity: called("ses", "identity/", "email"),
  aws_sesv2_email_identity: called("ses", "identity/", "email_identity"),
  aws_sfn_state_machine: called("states", "stateMachine:", "name", "name_prefix"),
  aws_subnet: numbered("ec2", "subnet/"),
  aws_timestreamwrite_database: called("timestream", "database/", "database_name"),
  aws_transfer_server: numbered("transfer", "server/"),
  aws_vpc: numbered("ec2", "vpc/"),
};

/** Where those that are not read beside it hold the ARN of something that they make. */
export const MADE_ARNS: ReadonlyMap<string, readonly (readonly (string | number)[])[]> = new Map(
  Object.entries(NAMED_ARNS).map(([type, { master_user_secret: secret }]) => [
    type,
    [["arn"], ...(secret ? [["master_user_secret", 0, "secret_arn"]] : [])],
  ]),
);
