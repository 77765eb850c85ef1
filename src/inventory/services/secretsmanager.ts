import { hasUnknown, partsOf, readable } from "../../unknown/unknown-text";
import { needing, type Service } from "./service";

/**
 * An ARN without what Secrets Manager adds to the name, which only apply knows: a secret is called by its name and by its
 * ARN with or without that.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
 */
function withoutSuffix(arn: string): string {
  const [behind = "", suffix = "", ...before] = partsOf(arn).toReversed();
  const name = before.toReversed().join("");
  return behind === "" && /\.suffix>$/.test(readable(suffix)) && name.endsWith("-") ? name.slice(0, -1) : arn;
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
export const SECRETS_MANAGER: Service = {
  service: "secretsmanager",
  tagged: true,
  type: "aws_secretsmanager_secret",
  name: "name",
  ids: ["arn", "id"],
  sameFor: (id, { partition, region, account }) =>
    id.startsWith("arn:") || hasUnknown(id)
      ? withoutSuffix(id)
      : `arn:${partition}:secretsmanager:${region}:${account}:secret:${id}`,
  taken: {
    what: "secret",
    awsError: (name) => `ResourceExistsException: The operation failed because the secret ${name} already exists.`,
  },
  policy: { type: "aws_secretsmanager_secret_policy", by: "secret_arn" },
  key: "kms_key_id",
  alwaysEncrypted: true,
  keyActions: {
    ...needing("GetSecretValue ReplicateSecretToRegions", "kms:Decrypt"),
    ...needing("PutSecretValue UpdateSecret", "kms:GenerateDataKey"),
  },
};
