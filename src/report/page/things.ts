import { parseArn } from "../../aws";
import { readable } from "../../unknown/unknown-text";

/** What a picture calls something that has an ARN. */
export interface Thing {
  /** Equal for what is drawn as one: a bucket and the objects in it. */
  readonly key: string;
  readonly kind: "role" | "key" | "resource";
  /** What it is, in the field's words: `S3 bucket`. */
  readonly word: string;
  readonly name: string;
}

/** A service's word for what its ARNs name, and the part of their resource that is the name. */
const SERVICES: Readonly<Record<string, readonly [word: string, name: RegExp]>> = {
  s3: ["S3 bucket", /^((?:<[^>]*>|[^/])*)/],
  dynamodb: ["DynamoDB table", /^table\/((?:<[^>]*>|[^/])*)/],
  sqs: ["SQS queue", /^(.*)$/],
  sns: ["SNS topic", /^(.*)$/],
  secretsmanager: ["secret", /^secret:(.*)$/],
  ssm: ["SSM parameter", /^parameter(\/.*)$/],
  kms: ["KMS key", /^(?:key\/)?(.*)$/],
  route53: ["Route 53 zone", /^hostedzone\/(.*)$/],
};

/** The thing that `arn` names, which may hold unknown values. */
export function thingOf(arn: string): Thing {
  const parsed = parseArn(arn);
  if (!parsed) return { key: arn, kind: "resource", word: "resource", name: arn === "*" ? "any" : readable(arn) };
  const { service, resource } = parsed;
  if (service === "iam" && resource.startsWith("role/"))
    return { key: arn, kind: "role", word: "IAM role", name: readable(lastOf(resource)) };
  const [word, pattern] = SERVICES[service] ?? [`${service} resource`, /^(.*)$/];
  const name = pattern.exec(resource)?.[1];
  const key = name === undefined ? arn : arn.slice(0, arn.length - resource.length) + name;
  return {
    key,
    kind: service === "kms" ? "key" : "resource",
    // a zone's changes are no zones
    word: name === undefined ? `${service} resource` : word,
    name: readable(name ?? resource),
  };
}

/** A role's name without its path. A slash in angle brackets is part of an unknown name. */
const lastOf = (resource: string): string => /(?:<[^>]*>|[^/])*$/.exec(resource)?.[0] ?? resource;
