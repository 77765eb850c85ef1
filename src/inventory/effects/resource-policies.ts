import type { SubjectRow } from "./rows";

type More = Partial<Pick<SubjectRow, "change" | "when" | "unnamed" | "name">>;

/** Types of one service that give a resource a policy; `names` are the arguments that may name it, `arn` as its ARN ends. */
const giving = (
  types: string,
  does: string,
  service: string,
  names: string,
  arn: string | undefined,
  more: More = {},
): SubjectRow => ({
  types: types.split(" "),
  does,
  change: "either",
  on: "resource",
  subject: names.split(" ").map((name) => [name]),
  service,
  ...(arn === undefined ? {} : { arn }),
  ...more,
});

const ADMITS: More = { change: "admits" };

/** Of a name, an ARN, or a part of one: what is on a version or an alias is on the function. */
const FUNCTION = /^(?:.*\bfunction:)?([^:]+)/;

/**
 * Types that give a resource of a service that is not read a policy of its own.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
export const RESOURCE_POLICIES: readonly SubjectRow[] = [
  giving("aws_lambda_permission", "lets a caller invoke the function", "lambda", "function_name", "function:{}", {
    ...ADMITS,
    name: FUNCTION,
  }),
  giving(
    "aws_lambda_layer_version_permission",
    "lets a caller use the layer",
    "lambda",
    "layer_name",
    "layer:{}",
    ADMITS,
  ),
  giving("aws_lambda_function_url", "lets everybody call the function", "lambda", "function_name", "function:{}", {
    ...ADMITS,
    name: FUNCTION,
    when: [{ at: ["authorization_type"], except: ["AWS_IAM"] }],
  }),
  giving("aws_msk_cluster_policy", "decides who has access to the cluster", "kafka", "cluster_arn", "*/{}", {
    name: /:cluster\/(.+)$/,
  }),
  giving("aws_ecr_repository_policy", "decides who has access to the repository", "ecr", "repository", "repository/{}"),
  giving(
    "aws_ecrpublic_repository_policy",
    "decides who has access to the repository",
    "ecr-public",
    "repository_name",
    "repository/{}",
  ),
  giving(
    "aws_opensearch_domain_policy aws_elasticsearch_domain_policy",
    "decides who has access to the domain",
    "es",
    "domain_name",
    "domain/{}",
  ),
  giving(
    "aws_opensearch_domain aws_elasticsearch_domain",
    "decides who has access to the domain",
    "es",
    "domain_name",
    "domain/{}",
    { when: [{ at: ["access_policies"] }] },
  ),
  giving(
    "aws_backup_vault_policy",
    "decides who has access to the vault",
    "backup",
    "backup_vault_name",
    "backup-vault:{}",
  ),
  giving("aws_kinesis_resource_policy", "decides who has access to the stream", "kinesis", "resource_arn", undefined),
  giving(
    "aws_cloudwatch_event_bus_policy",
    "decides who has access to the event bus",
    "events",
    "event_bus_name",
    "event-bus/{}",
    { unnamed: "default" },
  ),
  giving(
    "aws_cloudwatch_event_permission",
    "lets an account put events on the event bus",
    "events",
    "event_bus_name",
    "event-bus/{}",
    { ...ADMITS, unnamed: "default" },
  ),
  giving(
    "aws_cloudwatch_log_destination_policy",
    "decides who has access to the destination",
    "logs",
    "destination_name",
    "destination:{}",
  ),
  giving(
    "aws_ses_identity_policy aws_sesv2_email_identity_policy",
    "decides who sends in the name of the identity",
    "ses",
    "identity email_identity",
    "identity/{}",
  ),
  giving(
    "aws_codeartifact_domain_permissions_policy",
    "decides who has access to the domain",
    "codeartifact",
    "domain",
    "domain/{}",
  ),
  giving(
    "aws_codeartifact_repository_permissions_policy",
    "decides who has access to the repository",
    "codeartifact",
    "repository",
    "repository/*/{}",
  ),
  giving("aws_glacier_vault", "decides who has access to the vault", "glacier", "name", "vaults/{}", {
    when: [{ at: ["access_policy"] }],
  }),
  giving("aws_glacier_vault_lock", "decides who has access to the vault", "glacier", "vault_name", "vaults/{}"),
  giving("aws_api_gateway_rest_api_policy", "decides who has access to the API", "execute-api", "rest_api_id", "{}"),
  giving("aws_api_gateway_rest_api", "decides who has access to the API", "execute-api", "id", "{}", {
    when: [{ at: ["policy"] }],
  }),
  giving(
    "aws_prometheus_resource_policy",
    "decides who has access to the workspace",
    "aps",
    "workspace_id",
    "workspace/{}",
  ),
];
