import type { Value } from "../../terraform/value";
import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import type { Target } from "../inventory";
import { isWritten, twoWriters } from "../owners";
import { blocksOf, nameOrUnknown, textValue } from "../values";
import type { Companions } from "./companions";
import type { Keys } from "./keys";
import type { Service } from "./services";

/** The key that `target` is encrypted with: an ARN, "aws" for the AWS managed one, undefined for none or one of S3's or SQS's own. */
export function keyFor(target: Resource, service: Service, companions: Companions, keys: Keys): Target["key"] {
  const named = service.service === "s3" ? ofBucket(target, service, companions) : ofAttribute(target, service);
  if (named === undefined || named instanceof UnknownValue) return named;
  if (/(^|:)alias\/aws\//.test(named) || named === AWS_MANAGED) return AWS_MANAGED;
  return (
    keys.arnOf(named, target) ??
    new UnknownValue("not-read", `which key ${named} is, is not known`, {
      advice: "Add the stack that makes the key or its alias to the command line.",
    })
  );
}

const AWS_MANAGED = "aws";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
function ofAttribute(target: Resource, { key, alwaysEncrypted }: Service): string | UnknownValue | undefined {
  return key === undefined
    ? undefined
    : (nameOrUnknown(target.get(key)) ?? (alwaysEncrypted ? AWS_MANAGED : undefined));
}

const OWN = "server_side_encryption_configuration";

function ownRules(bucket: Resource): Value {
  const own = bucket.get(OWN);
  return own instanceof UnknownValue ? own : bucket.get(OWN, 0, "rule");
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html */
function ofBucket(bucket: Resource, service: Service, companions: Companions): string | UnknownValue | undefined {
  const separate = companions.of(bucket, service, "aws_s3_bucket_server_side_encryption_configuration", "bucket");
  if (separate?.unsure) return separate.unsure;
  if (separate?.resource && isWritten(bucket, OWN)) return twoWriters(bucket, separate.resource, "its encryption");
  const rules = separate?.resource ? separate.resource.get("rule") : ownRules(bucket);
  if (rules instanceof UnknownValue) return rules;
  const defaults = blocksOf(rules).map((rule) => rule.apply_server_side_encryption_by_default);
  const unknown = defaults.find((one) => one instanceof UnknownValue);
  if (unknown instanceof UnknownValue) return unknown;
  const [settings] = defaults.flatMap(blocksOf);
  const algorithm = textValue(settings?.sse_algorithm);
  if (algorithm instanceof UnknownValue) return algorithm;
  return algorithm?.startsWith("aws:kms") ? (nameOrUnknown(settings?.kms_master_key_id) ?? AWS_MANAGED) : undefined;
}
