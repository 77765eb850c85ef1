import { needing, type Service } from "./service";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
export const SECRETS_MANAGER: Service = {
  service: "secretsmanager",
  tagged: true,
  type: "aws_secretsmanager_secret",
  name: "name",
  ids: ["arn", "id"],
  policy: { type: "aws_secretsmanager_secret_policy", by: "secret_arn" },
  key: "kms_key_id",
  alwaysEncrypted: true,
  keyActions: {
    ...needing("GetSecretValue ReplicateSecretToRegions", "kms:Decrypt"),
    ...needing("PutSecretValue UpdateSecret", "kms:GenerateDataKey"),
  },
};
