import {
  ACTION_TABLES,
  OBJECT_KEYS,
  PARAMETER_NAMES,
  QUEUE_NAMES,
  RESOURCE_ARNS,
  SECRET_NAMES,
  TABLE_NAMES,
  TOPIC_NAMES,
  ZONE_NAMES,
} from "../pages";
import type { Rule } from "../rule";

/** What holds of values that only resources of one service have. */
export const SERVICES = [
  {
    id: "object-prefix",
    level: "error",
    expected:
      "the beginning of keys of objects, such as `eu/`: no slash in front, no white space, none of * ? $ % & { }",
    fix: "Write it as keys begin; everything behind it is included.",
    page: OBJECT_KEYS,
  },
  {
    id: "kms-key",
    level: "error",
    expected:
      "the key of a resource with `key:`, or the ARN of a KMS key, such as arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    fix: "Write a resource's key, or the key's ARN: a policy names keys by no alias.",
    page: "https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html",
  },
  {
    id: "kms-key-place",
    level: "error",
    expected: "a key of the resource's region; one that is made here also of its account",
    fix: "Name a key of the resource's own region and account.",
    page: "https://docs.aws.amazon.com/kms/latest/developerguide/services-s3.html",
  },
  {
    id: "key-alias",
    level: "error",
    expected: "an alias of a KMS key: 1 to 250 letters, digits, /, _ and -, without alias/ in front and not of aws/",
    fix: "Write what stands behind alias/.",
    page: "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html",
  },
  {
    id: "key-id",
    level: "error",
    expected: "the id of a KMS key, such as 1234abcd-12ab-34cd-56ef-1234567890ab",
    fix: "Write what stands behind key/ in the key's ARN: the resource's account and region give the rest.",
    page: "https://docs.aws.amazon.com/kms/latest/developerguide/find-cmk-id-arn.html",
  },
  {
    id: "table-name",
    level: "error",
    expected: "a name of a DynamoDB table or index: 3 to 255 letters, digits, dots, _ and -",
    fix: "Choose a name by the rules of the page.",
    page: TABLE_NAMES,
  },
  {
    id: "attribute-name",
    level: "error",
    expected: "a name of an attribute: 1 to 255 letters, digits, dots, _, -, : and #",
    fix: "Choose a name by the rules of the page.",
    page: TABLE_NAMES,
  },
  {
    id: "attribute-type",
    level: "error",
    expected: "one type for each attribute",
    fix: "Give it the same type in all keys that it is part of.",
    page: TABLE_NAMES,
  },
  {
    id: "queue-name",
    level: "error",
    expected: "a name of an SQS queue: 1 to 80 letters, digits, _ and -, `.fifo` at the end of a FIFO queue's",
    fix: "Choose a name by the rules of the page.",
    page: QUEUE_NAMES,
  },
  {
    id: "topic-name",
    level: "error",
    expected: "a name of an SNS topic: 1 to 256 letters, digits, _ and -, `.fifo` at the end of a FIFO topic's",
    fix: "Choose a name by the rules of the page.",
    page: TOPIC_NAMES,
  },
  {
    id: "secret-name",
    level: "error",
    expected:
      "a name of a secret: 1 to 512 letters, digits and / _ + = . @ -, with no hyphen and six characters at the end, which are the ARN's",
    fix: "Write the name alone, without what Secrets Manager adds in ARNs.",
    page: SECRET_NAMES,
  },
  {
    id: "parameter-name",
    level: "error",
    expected:
      "a path or a name of parameters: up to 15 levels of letters, digits and . _ -, each behind a slash, such as /my-app/; a name of one level needs no slash, and none begins with aws or ssm",
    fix: "Write it as `aws ssm get-parameters-by-path --path` or `get-parameter --name` has it; everything under a path is included.",
    page: PARAMETER_NAMES,
  },
  {
    id: "resource-arn",
    level: "error",
    expected:
      "an ARN, such as arn:aws:ecr:us-east-1:222222222222:repository/web, with wildcards in its last field only",
    fix: "Write the ARN as AWS shows it.",
    page: RESOURCE_ARNS,
  },
  {
    id: "arn-service",
    level: "error",
    expected: "an ARN of a service and of a form of AWS's service authorization reference",
    fix: "Look its form up under the service's types of resource.",
    page: ACTION_TABLES,
  },
  {
    id: "arn-account",
    level: "error",
    expected: "an ARN of the account that the resource names",
    fix: "Name the account that owns it as `account`; grants on it are for roles of that account.",
    page: RESOURCE_ARNS,
  },
  {
    id: "zone-name",
    level: "error",
    expected:
      "a domain name, such as example.com: labels of lower-case letters, digits, - and _, with no dot at the end",
    fix: "Write it as the zone is called, without its last dot.",
    page: ZONE_NAMES,
  },
  {
    id: "zone-id",
    level: "error",
    expected: "the id of a hosted zone, such as Z0123456789ABCDEFGHIJ, without /hostedzone/ in front",
    fix: "Write the id that `aws route53 list-hosted-zones` shows behind /hostedzone/.",
    page: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ListInfoOnHostedZone.html",
  },
  {
    id: "record-name",
    level: "error",
    expected:
      "what names of records match, as Route 53 compares them: in lower case, without the dot at the end, `*` for any text",
    fix: "Write letters in lower case and any character but a-z, 0-9, -, _ and . as \\ and its octal code.",
    page: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html",
  },
] as const satisfies readonly Rule[];
