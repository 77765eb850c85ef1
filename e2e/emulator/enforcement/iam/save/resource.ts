import { partitionOf } from "../../../partitions";
import { AwsError } from "../../../types";
import { bucketArn } from "../../actions/s3-objects";
import type { Answer, Asked } from "../../enforcement";
import type { Malformed } from "./policy";

/** A resource's policy in a request that saves it. */
export interface Saved {
  readonly text: string;
  /** What the service answers to a grammar error. */
  readonly refuse: Malformed;
  /** What it answers to a principal that does not exist. */
  readonly refusePrincipal: () => AwsError;
  /** The resource's ARN; for a new resource, from the answer. */
  arn(answer: Answer): string | undefined;
}

/** The policy that `asked` saves with a bucket, key, queue, topic, table or secret. */
export function savedIn(asked: Asked): Saved | undefined {
  const { service, operation, params, body } = asked;
  const account = asked.caller.kind === "anonymous" ? "" : asked.caller.account;
  const at = `${asked.region}:${account}`;
  const partition = partitionOf(asked.region);
  const saved = (text: unknown, words: Words, arn: Saved["arn"]): Saved | undefined =>
    typeof text === "string" && text !== "" ? { text, ...words, arn } : undefined;
  switch (`${service}:${operation}`) {
    case "s3:PutBucketPolicy":
      return saved(body.toString("utf8"), S3, () => bucketArn(String(params.Bucket), asked.region));
    case "kms:PutKeyPolicy":
      return saved(params.Policy, KMS, () => keyArn(String(params.KeyId), `${partition}:kms:${at}`));
    case "kms:CreateKey":
      return saved(params.Policy, KMS, (answer) => json(answer).KeyMetadata?.Arn);
    case "sqs:SetQueueAttributes":
      return saved(attribute(params.Attributes, "Policy"), SQS, () =>
        queueArn(String(params.QueueUrl), `${partition}:sqs:${at}`),
      );
    case "sqs:CreateQueue":
      return saved(attribute(params.Attributes, "Policy"), SQS, () => `arn:${partition}:sqs:${at}:${params.QueueName}`);
    case "sns:SetTopicAttributes":
      return params.AttributeName === "Policy"
        ? saved(params.AttributeValue, SNS, () => String(params.TopicArn))
        : undefined;
    case "sns:CreateTopic":
      return saved(attribute(params.Attributes, "Policy"), SNS, () => `arn:${partition}:sns:${at}:${params.Name}`);
    case "dynamodb:PutResourcePolicy":
      return saved(params.Policy, DYNAMODB, () => String(params.ResourceArn));
    case "dynamodb:CreateTable":
      return saved(params.ResourcePolicy, DYNAMODB, () => `arn:${partition}:dynamodb:${at}:table/${params.TableName}`);
    case "secretsmanager:PutResourcePolicy":
      return saved(params.ResourcePolicy, SECRETS, (answer) => json(answer).ARN);
    default:
      return undefined;
  }
}

type Words = Pick<Saved, "refuse" | "refusePrincipal">;

const words = (code: string, principal: string, grammar?: string): Words => ({
  refuse: (message) => new AwsError(code, grammar ?? message),
  refusePrincipal: () => new AwsError(code, principal),
});

const S3 = words("MalformedPolicy", "Invalid principal in policy");
const KMS = words(
  "MalformedPolicyDocumentException",
  "Policy contains a statement with one or more invalid principals.",
);
const SQS = words(
  "InvalidAttributeValue",
  "Invalid value for the parameter Policy.",
  "Invalid value for the parameter Policy.",
);
const SNS = words(
  "InvalidParameter",
  "Invalid parameter: Policy Error: PrincipalNotFound",
  "Invalid parameter: Policy Error: null",
);
const DYNAMODB = words("ValidationException", "Invalid policy document: Invalid principal in policy");
const SECRETS = words("MalformedPolicyDocumentException", "This resource policy contains an unsupported principal.");

/** `{Policy}`, or the entries of a map as the query protocol has it. */
function attribute(attributes: unknown, name: string): unknown {
  if (typeof attributes !== "object" || attributes === null) return undefined;
  const map = attributes as Record<string, unknown>;
  if (name in map) return map[name];
  const entries = [map.entry ?? []].flat() as { key?: string; value?: string }[];
  return entries.find(({ key }) => key === name)?.value;
}

const keyArn = (id: string, at: string): string => (id.startsWith("arn:") ? id : `arn:${at}:key/${id}`);
const queueArn = (url: string, at: string): string => `arn:${at}:${url.split("/").at(-1)}`;

const json = ({ body }: Answer): { KeyMetadata?: { Arn?: string }; ARN?: string } => JSON.parse(body.toString("utf8"));
