import type { Value } from "../../terraform/value";
import type { Resource } from "../../terraform/world";
import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import type { Target } from "../inventory";
import { isWritten, twoWriters } from "../refusals";
import type { Service } from "../services";
import { blocksOf, nameOrUnknown, textValue } from "../values";
import type { Companions } from "./companions";
import type { Keys } from "./keys";

/** The key that `target` is encrypted with: an ARN, "aws" for the AWS managed one, undefined for none or one of S3's or SQS's own. */
export function keyFor(target: Resource, service: Service, companions: Companions, keys: Keys): Target["key"] {
  return keyCalled(namedBy(target, service, companions), target, keys);
}

/**
 * The key of the bucket `name` that is made elsewhere, as the one resource says that encrypts it here; undefined where nothing does.
 */
export function encryptionElsewhere(
  name: string,
  service: Service,
  companions: Companions,
  keys: Keys,
): { readonly key: Target["key"] } | undefined {
  if (service.service !== "s3") return undefined;
  const [first, second] = companions.astray(service, ENCRYPTION, "bucket").filter(({ id }) => id === name);
  if (!first) return undefined;
  if (second) return { key: twoWriters(first.resource, second.resource, "its encryption") };
  const { indefinite } = first.resource;
  return { key: indefinite ?? keyCalled(ofRules(first.resource.get("rule")), first.resource, keys) };
}

const ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration";

/** What is meant by the name that `target` has for its key. */
function keyCalled(named: string | UnknownValue | undefined, target: Resource, keys: Keys): Target["key"] {
  if (named === undefined || named instanceof UnknownValue) return named;
  if (named === AWS_MANAGED) return AWS_MANAGED;
  const arn = keys.arnOf(named, target);
  if (arn !== undefined) return /(^|:)alias\/aws\//.test(arn) ? AWS_MANAGED : arn;
  const [first, second] = keys.clashOf(named, target);
  if (first && second) return twoWriters(first, second, `the key of ${named}`);
  return new UnknownValue("not-read", `the key that ${named} refers to is not known`, {
    advice: "Add the stack that makes the key or its alias to the command line.",
  });
}

/** What `target` names as its key, if it names one. */
function namedBy(target: Resource, service: Service, companions: Companions): string | UnknownValue | undefined {
  if (service.service === "s3") return ofBucket(target, service, companions);
  if (service.service === "ssm") return ofParameter(target, service);
  return service.service === "dynamodb" ? ofTable(target) : ofAttribute(target, service);
}

/** What a bucket names as its key, where that is an id or an alias. */
export function keyAliasFor(target: Resource, service: Service, companions: Companions): string | undefined {
  const named = service.service === "s3" ? ofBucket(target, service, companions) : undefined;
  return typeof named === "string" && !named.startsWith("arn:") && !hasUnknown(named) && named !== AWS_MANAGED
    ? named
    : undefined;
}

/** Without a block DynamoDB owns the key, as with `enabled = false`; without an ARN in it the key is the AWS managed one.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html */
function ofTable(table: Resource): string | UnknownValue | undefined {
  const value = table.get("server_side_encryption");
  if (value instanceof UnknownValue) return value;
  const [block] = blocksOf(value);
  if (!block || block.enabled === false) return undefined;
  return nameOrUnknown(block.kms_key_arn) ?? AWS_MANAGED;
}

/** A SecureString is encrypted, with the AWS managed key where it names no other; a String and a StringList are not. */
function ofParameter(parameter: Resource, service: Service): string | UnknownValue | undefined {
  const type = textValue(parameter.get("type"));
  if (type instanceof UnknownValue) return type;
  return type === "SecureString" ? (ofAttribute(parameter, service) ?? AWS_MANAGED) : undefined;
}

const AWS_MANAGED = "aws";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
function ofAttribute(target: Resource, { key, alwaysEncrypted }: Service): string | UnknownValue | undefined {
  return key === undefined
    ? undefined
    : (nameOrUnknown(target.get(key)) ?? (alwaysEncrypted ? AWS_MANAGED : undefined));
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html */
function ofBucket(bucket: Resource, service: Service, companions: Companions): string | UnknownValue | undefined {
  return ofRules(rulesOf(bucket, service, companions));
}

function ofRules(rules: Value): string | UnknownValue | undefined {
  if (rules instanceof UnknownValue) return rules;
  const defaults = blocksOf(rules).map((rule) => rule.apply_server_side_encryption_by_default);
  const unknown = defaults.find((one) => one instanceof UnknownValue);
  if (unknown instanceof UnknownValue) return unknown;
  const [settings] = defaults.flatMap(blocksOf);
  const algorithm = textValue(settings?.sse_algorithm);
  if (algorithm instanceof UnknownValue) return algorithm;
  return algorithm?.startsWith("aws:kms") ? (nameOrUnknown(settings?.kms_master_key_id) ?? AWS_MANAGED) : undefined;
}

const OWN = "server_side_encryption_configuration";

function ownRules(bucket: Resource): Value {
  const own = bucket.get(OWN);
  return own instanceof UnknownValue ? own : bucket.get(OWN, 0, "rule");
}

function rulesOf(bucket: Resource, service: Service, companions: Companions): Value {
  const separate = companions.of(bucket, service, ENCRYPTION, "bucket");
  if (separate?.unsure) return separate.unsure;
  if (separate?.resource && isWritten(bucket, OWN)) return twoWriters(bucket, separate.resource, "its encryption");
  if (separate?.resource) return separate.resource.get("rule");
  const isOld = !bucket.writes(OWN) && companions.outdated(bucket, service, ENCRYPTION, "bucket");
  return isOld ? null : ownRules(bucket);
}

/** Whether `bucket` has bucket keys; undefined where that is not known.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html */
export function bucketKeyOf(bucket: Resource, service: Service, companions: Companions): boolean | undefined {
  const rules = rulesOf(bucket, service, companions);
  if (rules instanceof UnknownValue) return undefined;
  const flags = blocksOf(rules).map((rule) => rule.bucket_key_enabled);
  return flags.some((flag) => flag instanceof UnknownValue)
    ? undefined
    : flags.some((flag) => flag === true || flag === "true");
}
