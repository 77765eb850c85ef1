import { table, tablePolicy } from "./dynamodb";
import { addon, association } from "./eks";
import { openIdConnectProvider } from "./iam-oidc";
import { attachment, inlinePolicy, policy } from "./iam-policy";
import { role } from "./iam-role";
import type { Kind } from "./kind";
import { alias, grant, key, keyPolicy } from "./kms";
import {
  configMap,
  deployment,
  job,
  namespace,
  networkPolicy,
  pod,
  podDisruptionBudget,
  service,
  serviceAccount,
} from "./kubernetes";
import { id, pet, string } from "./random";
import { zone } from "./route53";
import { bucket, bucketEncryption, bucketPolicy, object, publicAccessBlock } from "./s3";
import { secret, secretPolicy, secretVersion } from "./secrets";
import { topic, topicPolicy } from "./sns";
import { queue, queuePolicy } from "./sqs";
import { parameter } from "./ssm";

// A kind's `Wanted` is read by that kind only; holders of a Kind<object> pass it on unchanged.
const KINDS: Readonly<Record<string, Kind<object>>> = {
  aws_dynamodb_resource_policy: tablePolicy,
  aws_dynamodb_table: table,
  aws_eks_addon: addon,
  aws_eks_pod_identity_association: association,
  aws_iam_openid_connect_provider: openIdConnectProvider,
  aws_iam_policy: policy,
  aws_iam_role: role,
  aws_iam_role_policy: inlinePolicy,
  aws_iam_role_policy_attachment: attachment,
  aws_kms_alias: alias,
  aws_kms_grant: grant,
  aws_kms_key: key,
  aws_kms_key_policy: keyPolicy,
  aws_route53_zone: zone,
  aws_s3_bucket: bucket,
  aws_s3_bucket_policy: bucketPolicy,
  aws_s3_bucket_public_access_block: publicAccessBlock,
  aws_s3_bucket_server_side_encryption_configuration: bucketEncryption,
  aws_s3_object: object,
  aws_secretsmanager_secret: secret,
  aws_secretsmanager_secret_policy: secretPolicy,
  aws_secretsmanager_secret_version: secretVersion,
  aws_sns_topic: topic,
  aws_sns_topic_policy: topicPolicy,
  aws_sqs_queue: queue,
  aws_sqs_queue_policy: queuePolicy,
  aws_ssm_parameter: parameter,
  kubernetes_config_map: configMap,
  kubernetes_deployment: deployment,
  kubernetes_job: job,
  kubernetes_namespace: namespace,
  kubernetes_network_policy: networkPolicy,
  kubernetes_pod: pod,
  kubernetes_pod_disruption_budget: podDisruptionBudget,
  kubernetes_service: service,
  kubernetes_service_account: serviceAccount,
  random_id: id,
  random_pet: pet,
  random_string: string,
};

/** How a type of resource is made. @throws Error naming a type that is not known */
export function kindOf(type: string): Kind<object> {
  const name = type.replace(/^(kubernetes_.*)_v1$/, "$1");
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (!kind)
    throw new Error(`found a resource of type ${type}, which the loader cannot make; add it to loader/resources`);
  return kind;
}
