import { type Arn, arnOfPolicyOfAws, issuerInProviderArn, parseArn, partitionOf } from "../../aws";
import { UnknownValue } from "../../unknown/unknown-value";
import { OneOfTwo, type Value } from "../value";
import { assertedAudiences } from "./asserted-audiences";
import { assertedPolicy } from "./asserted-policy";
import { CALLER_IDENTITY, SESSION_CONTEXT } from "./caller-identity";
import { EKS_CLUSTER, externalId } from "./eks-cluster";
import { HOSTED_ZONE } from "./hosted-zone";
import { FOUND_KMS_ALIAS, FOUND_KMS_KEY, KMS_ALIAS, KMS_KEY } from "./kms-keys";
import { KUBECTL } from "./kubectl-documents";
import { KUBERNETES } from "./kubernetes-objects";
import { NAMED_ARNS } from "./named-arns";
import { policyDocument } from "./policy-document";
import { remoteState } from "./remote-state";
import {
  type Attributes,
  dnsSuffix,
  iam,
  nameAttribute,
  plainName,
  plainText,
  type ResourceFacts,
  regional,
  regionOf,
  textSet,
  unknownRegion,
  unknownUntilApply,
} from "./resource-facts";
import { SERVICE_PRINCIPAL } from "./service-principal";
import { tagsAll } from "./tags";
import { renderedTemplate } from "./template-file";

const path = (subject: ResourceFacts): string => textSet(subject, "path") ?? "/";

const roleName = (subject: ResourceFacts): string => nameAttribute(subject, "name", "name_prefix");

/** A role that another stack makes: the world may know its path. */
function foundRoleArn(subject: ResourceFacts): string {
  const name = nameAttribute(subject, "name");
  const arn = subject.lookup.role(subject.account, name)?.get("arn");
  return typeof arn === "string" ? arn : `${iam(subject)}role/${name}`;
}

/** A policy that is found by its name: one of the world, or else of a path and an owner that only AWS knows. */
function foundPolicyArn(subject: ResourceFacts): Value {
  const name = plainText(subject.set("name"));
  const found = name === undefined ? undefined : subject.lookup.policy(subject.account, name)?.get("arn");
  if (typeof found === "string") return found;
  const ofAws = name === undefined || subject.partition !== "aws" ? undefined : arnOfPolicyOfAws(name);
  if (ofAws !== undefined) return ofAws;
  return new UnknownValue("not-read", `the policy ${name ?? "of an unknown name"} is not in what was read`, {
    advice: "Add the stack that makes it to the command line, or name it by its ARN.",
    origin: `${subject.stack}/${subject.address}.arn`,
    isText: true,
  });
}

/** A field of the ARN that an aws_arn takes apart. */
function arnOf(subject: ResourceFacts, field: keyof Arn): Value {
  const text = textSet(subject, "arn") ?? "";
  return parseArn(text)?.[field] ?? unknownUntilApply(subject, field);
}

const bucketName = (subject: ResourceFacts): string => nameAttribute(subject, "bucket", "bucket_prefix");

const queueName = (subject: ResourceFacts): string => {
  const fifo = textSet(subject, "name") === undefined && subject.set("fifo_queue") === true;
  return nameAttribute(subject, "name", "name_prefix") + (fifo ? ".fifo" : "");
};

const queueUrl = (subject: ResourceFacts): string =>
  `https://sqs.${regionOf(subject)}.${dnsSuffix(subject)}/${subject.account}/${queueName(subject)}`;

const topicArn = (subject: ResourceFacts): string => `${regional(subject, "sns")}${queueName(subject)}`;

const secretArn = (subject: ResourceFacts): string =>
  textSet(subject, "arn") ??
  `${regional(subject, "secretsmanager")}secret:${nameAttribute(subject, "name", "name_prefix")}-${unknownUntilApply(subject, "suffix")}`;

/** A secret that is found by its name: one of the world, or else with the end that only AWS knows. */
function foundSecretArn(subject: ResourceFacts): string {
  const [name, region] = [plainText(subject.set("name")), subject.region];
  const found =
    name === undefined || region === undefined
      ? undefined
      : subject.lookup.secret(subject.account, region, name)?.get("arn");
  return typeof found === "string" ? found : secretArn(subject);
}

const providerUrl = (subject: ResourceFacts): Value => {
  const arn = textSet(subject, "arn");
  return issuerInProviderArn(arn ?? "") ?? unknownUntilApply(subject, "url");
};

const providerArn = (subject: ResourceFacts): string =>
  textSet(subject, "arn") ??
  `${iam(subject)}oidc-provider/${nameAttribute(subject, "url")
    .replace(/^https?:\/\//, "")
    .replace(/\/+$/, "")}`;

const partitionHere = (subject: ResourceFacts): string => subject.partition;

const regionHere = (subject: ResourceFacts): Value =>
  textSet(subject, "region") ?? textSet(subject, "name") ?? subject.region ?? unknownRegion(subject);

const pet = (subject: ResourceFacts): string => {
  const prefix = textSet(subject, "prefix");
  return (prefix ? prefix + (textSet(subject, "separator") ?? "-") : "") + unknownUntilApply(subject, "id");
};

const prefixed =
  (attribute: string) =>
  (subject: ResourceFacts): string =>
    (textSet(subject, "prefix") ?? "") + unknownUntilApply(subject, attribute);

const MANAGED: Readonly<Record<string, Attributes>> = {
  ...NAMED_ARNS,
  aws_iam_role: {
    name: roleName,
    id: roleName,
    path,
    arn: (subject) => `${iam(subject)}role${path(subject)}${roleName(subject)}`,
  },
  aws_iam_policy: {
    name: roleName,
    path,
    arn: (subject) => `${iam(subject)}policy${path(subject)}${roleName(subject)}`,
    id: (subject) => `${iam(subject)}policy${path(subject)}${roleName(subject)}`,
  },
  aws_iam_role_policy: { name: roleName, id: (subject) => `${nameAttribute(subject, "role")}:${roleName(subject)}` },
  aws_s3_bucket: {
    bucket: bucketName,
    id: bucketName,
    arn: (subject) => `arn:${subject.partition}:s3:::${bucketName(subject)}`,
  },
  aws_sqs_queue: {
    name: queueName,
    id: queueUrl,
    url: queueUrl,
    arn: (subject) => `${regional(subject, "sqs")}${queueName(subject)}`,
  },
  aws_sns_topic: { name: queueName, id: topicArn, arn: topicArn },
  aws_secretsmanager_secret: { name: roleName, id: secretArn, arn: secretArn },
  aws_ssm_parameter: {
    // of one that is encrypted and names none
    key_id: () => "alias/aws/ssm",
    name: plainName,
    id: plainName,
    arn: (subject) => `${regional(subject, "ssm")}parameter/${plainName(subject).replace(/^\//, "")}`,
  },
  aws_dynamodb_table: {
    name: plainName,
    id: plainName,
    arn: (subject) => `${regional(subject, "dynamodb")}table/${plainName(subject)}`,
    // of a table without a stream it is that of its last one, if of any
    stream_arn: (subject) =>
      plainText(subject.set("stream_enabled")) === "true"
        ? `${regional(subject, "dynamodb")}table/${plainName(subject)}/stream/${unknownUntilApply(subject, "stream_label")}`
        : unknownUntilApply(subject, "stream_arn"),
  },
  aws_kms_key: KMS_KEY,
  aws_kms_alias: KMS_ALIAS,
  aws_efs_file_system: {
    id: (subject) => unknownUntilApply(subject, "id"),
    arn: (subject) => `${regional(subject, "elasticfilesystem")}file-system/${unknownUntilApply(subject, "id")}`,
  },
  aws_eks_cluster: EKS_CLUSTER,
  aws_route53_zone: HOSTED_ZONE,
  aws_eks_pod_identity_association: {
    association_id: (subject) => unknownUntilApply(subject, "association_id"),
    id: (subject) => unknownUntilApply(subject, "association_id"),
    association_arn: (subject) =>
      `${regional(subject, "eks")}podidentityassociation/${nameAttribute(subject, "cluster_name")}/${unknownUntilApply(subject, "association_id")}`,
    external_id: externalId,
  },
  aws_iam_openid_connect_provider: { arn: providerArn, id: providerArn },
  awscc_iam_oidc_provider: { arn: providerArn, id: providerArn },
  ...KUBERNETES,
  random_pet: { id: pet },
  random_id: Object.fromEntries(["hex", "dec", "b64_url", "b64_std"].map((name) => [name, prefixed(name)])),
};

const DATA: Readonly<Record<string, Attributes>> = {
  ...MANAGED,
  aws_caller_identity: CALLER_IDENTITY,
  aws_iam_session_context: SESSION_CONTEXT,
  aws_partition: {
    partition: partitionHere,
    id: partitionHere,
    dns_suffix: dnsSuffix,
    reverse_dns_prefix: (subject) => dnsSuffix(subject).split(".").reverse().join("."),
  },
  aws_region: {
    name: regionHere,
    region: regionHere,
    id: regionHere,
    endpoint: (subject) => `ec2.${regionOf(subject)}.${dnsSuffix(subject)}`,
  },
  // the provider gives the region for its id
  aws_availability_zones: { id: regionHere },
  aws_service_principal: SERVICE_PRINCIPAL,
  aws_default_tags: { tags: ({ defaultTags }) => defaultTags ?? {} },
  aws_arn: {
    partition: (subject) => arnOf(subject, "partition"),
    service: (subject) => arnOf(subject, "service"),
    region: (subject) => arnOf(subject, "region"),
    account: (subject) => arnOf(subject, "account"),
    resource: (subject) => arnOf(subject, "resource"),
    id: (subject) => textSet(subject, "arn") ?? null,
  },
  aws_eks_cluster_auth: { id: plainName },
  template_file: { rendered: renderedTemplate },
  aws_iam_role: { id: (subject) => nameAttribute(subject, "name"), arn: foundRoleArn },
  aws_iam_policy: {
    name: (subject) =>
      parseArn(textSet(subject, "arn") ?? "")
        ?.resource.split("/")
        .at(-1) ?? unknownUntilApply(subject, "name"),
    arn: foundPolicyArn,
    policy: assertedPolicy,
  },
  aws_iam_openid_connect_provider: {
    arn: providerArn,
    id: providerArn,
    url: providerUrl,
    client_id_list: assertedAudiences,
  },
  aws_secretsmanager_secret: { name: plainName, id: foundSecretArn, arn: foundSecretArn },
  aws_kms_key: FOUND_KMS_KEY,
  aws_kms_alias: FOUND_KMS_ALIAS,
  aws_iam_policy_document: { json: policyDocument, minified_json: policyDocument },
  terraform_remote_state: { outputs: remoteState },
  ...KUBECTL,
};

/** Attributes that name a resource: one that is unknown is an unknown text, so that what refers to it still finds it. */
const NAMES: Readonly<Record<string, string>> = {
  aws_iam_role: "name",
  aws_iam_policy: "name",
  aws_s3_bucket: "bucket",
  aws_sqs_queue: "name",
  aws_sns_topic: "name",
  aws_secretsmanager_secret: "name",
  aws_ssm_parameter: "name",
  aws_dynamodb_table: "name",
  aws_kms_alias: "name",
};

export const isName = (type: string, attribute: string): boolean =>
  Object.hasOwn(NAMES, type) && NAMES[type] === attribute;

/** Attributes of managed resources known only after apply, where nothing else gives them. */
const APPLIED: ReadonlySet<string> = new Set([
  "arn",
  "id",
  "unique_id",
  "policy_id",
  "association_id",
  "association_arn",
  "key_id",
  "endpoint",
  "uid",
  "result",
]);

/** What the provider computes for an attribute that is not set; undefined where nothing is known of it. @throws InputError */
export function computed(subject: ResourceFacts, attribute: string): Value | undefined {
  const table = subject.mode === "data" ? DATA : MANAGED;
  const attributes = Object.hasOwn(table, subject.type) ? table[subject.type] : undefined;
  const compute = attributes && Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
  if (compute) return known(compute(subject));
  if (attribute === "tags_all" && subject.mode === "managed") return tagsAll(subject);
  return APPLIED.has(attribute) && subject.mode === "managed" ? unknownUntilApply(subject, attribute) : undefined;
}

/** What is made of a value of which apply decides which of two it is, is not that value. */
const known = (value: Value): Value => (value instanceof OneOfTwo ? value.as({}) : value);

export const regionFrom = (value: Value): string | undefined => {
  const text = plainText(value);
  return text !== undefined && partitionOf(text) !== undefined ? text : undefined;
};
