import { SECRETS_MANAGER } from "../../aws";
import type { ResourceMaps } from "../../config";
import type { ResolvedBy, ResourceEntry, ServiceModel } from "./service-model";

type SecretMap = ResourceMaps["secret"];

/** A secret to create, without a value. */
export interface SecretPlan {
  readonly kind: "secret";
  readonly address: string;
  readonly name: string;
  /** Only where it differs from the account's. */
  readonly region?: string;
  /** ARN of the customer key that it is encrypted with; absent for the one that AWS manages. */
  readonly keyArn?: string;
}

/**
 * A value is decrypted to be read, and one that is put again to be compared.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
 * Keys: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export const SECRETS: ServiceModel<SecretMap, SecretPlan> = {
  facts: SECRETS_MANAGER,
  resolve: resolveSecret,
  verbs: {
    read: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
    write: ["secretsmanager:PutSecretValue", "secretsmanager:DescribeSecret"],
  },
  keyActions: {
    "secretsmanager:GetSecretValue": ["kms:Decrypt"],
    "secretsmanager:PutSecretValue": ["kms:GenerateDataKey", "kms:Decrypt"],
  },
  // an ARN without its end is found where the name does not look like one with it
  check: {
    action: "secretsmanager:DescribeSecret",
    call: ({ arn, region }) =>
      `secretsmanager describe-secret --region ${region} --secret-id ${arn.replace("-??????", "")} --query ARN`,
  },
  others: [
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecret",
    "secretsmanager:DeleteSecret",
    "secretsmanager:PutResourcePolicy",
  ],
};

/** Policies name it by its name alone, in every stack; where its own policy is put, it is looked up by that. */
function resolveSecret({ map, account, region, address, keyArn }: ResourceEntry<SecretMap>): ResolvedBy<SecretPlan> {
  const { name, create } = map;
  const plan: SecretPlan = {
    kind: "secret",
    address: address("secret"),
    name,
    ...(region === undefined ? {} : { region }),
    ...(keyArn === undefined ? {} : { keyArn }),
  };
  return {
    ...(create ? { planned: { plan, address: `aws_secretsmanager_secret.${plan.address}` } } : {}),
    arn: SECRETS_MANAGER.arn({ ...account, region: region ?? account.region }, name),
    name,
    policy: { type: "aws_secretsmanager_secret_policy", address: address("secret_policy"), subject: name },
  };
}
