import { KMS, rootArn } from "../../aws";
import type { ResourceMaps } from "../../config";
import { terraformReference } from "../address";
import type { Statement } from "../policy";
import type { ResolvedBy, ResourceEntry, ServiceModel } from "./service-model";

type KeyMap = ResourceMaps["key"];

/** A key to create, with its alias. */
export interface KeyPlan {
  readonly kind: "key";
  readonly address: string;
  readonly aliasAddress: string;
  /** With `alias/`. */
  readonly alias: string;
  /** Only where it differs from the account's. */
  readonly region?: string;
}

/**
 * Of AWS's statement for users of a key those that encrypt and those that decrypt; `kms:ReEncrypt*` is granted by name.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-users-crypto
 */
export const KMS_KEYS: ServiceModel<KeyMap, KeyPlan> = {
  facts: KMS,
  resolve: resolveKey,
  verbs: {
    encrypt: ["kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"],
    decrypt: ["kms:Decrypt", "kms:DescribeKey"],
  },
  keyActions: {},
  check: {
    action: "kms:DescribeKey",
    call: ({ name, region }) => `kms describe-key --region ${region} --key-id ${name} --query KeyMetadata.KeyState`,
  },
  others: ["kms:Encrypt", "kms:Decrypt", "kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
};

/**
 * A key that is made gets AWS's default policy, by which the account's IAM policies decide. What stacks of other accounts
 * know of it is its account: there it is one of all its keys, of which the key's own policy lets the role use this one.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
 */
function resolveKey({ map, account, region, address }: ResourceEntry<KeyMap>): ResolvedBy<KeyPlan> {
  const place = { ...account, region: region ?? account.region };
  const policy = {
    type: "aws_kms_key_policy",
    address: address("key_policy"),
    resource: "*",
    kept: [rootStatement(rootArn(account))],
  };
  const { alias, id, create } = map;
  if (!create) {
    if (id === undefined) throw new Error("unchecked key");
    const arn = KMS.arn(place, id);
    return { arn, name: arn, policy: { ...policy, subject: id } };
  }
  if (alias === undefined) throw new Error("unchecked key");
  const plan: KeyPlan = {
    kind: "key",
    address: address("key"),
    aliasAddress: address("key_alias"),
    alias: `alias/${alias}`,
    ...(region === undefined ? {} : { region }),
  };
  const made = `aws_kms_key.${plan.address}`;
  return {
    planned: { plan, address: made },
    arn: terraformReference(made, "arn"),
    elsewhere: KMS.arn(place, "*"),
    name: plan.alias,
    policy: { ...policy, subject: plan.alias },
  };
}

/**
 * Without it nobody could change the policy, and the account's IAM policies would allow nothing.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam
 */
const rootStatement = (root: string): Statement => ({
  Effect: "Allow",
  Principal: { AWS: root },
  Action: ["kms:*"],
  Resource: "*",
});
