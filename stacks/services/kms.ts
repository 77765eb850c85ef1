import type { DataAwsKmsAlias } from "@cdktf/provider-aws/lib/data-aws-kms-alias";
import type { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import type { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { KmsKeyPolicy } from "@cdktf/provider-aws/lib/kms-key-policy";
import type { TerraformStack } from "cdktf";
import type { Plans, ResourcePolicy } from "../../src/model";
import { constructId, withAddress } from "../element";

/** Loaded only where there is one: most configurations have no key. */
const kmsKey = (): typeof KmsKey => require("@cdktf/provider-aws/lib/kms-key").KmsKey;
const kmsAlias = (): typeof KmsAlias => require("@cdktf/provider-aws/lib/kms-alias").KmsAlias;
const dataKmsAlias = (): typeof DataAwsKmsAlias =>
  require("@cdktf/provider-aws/lib/data-aws-kms-alias").DataAwsKmsAlias;
const kmsKeyPolicy = (): typeof KmsKeyPolicy => require("@cdktf/provider-aws/lib/kms-key-policy").KmsKeyPolicy;

/** The default policy of a key lets the account's IAM policies decide: where that is enough, none is written. */
function key(stack: TerraformStack, { address, aliasAddress, alias, region }: Plans["key"]): void {
  const made = withAddress(
    address,
    new (kmsKey())(stack, constructId("aws_kms_key", address), { enableKeyRotation: true, region }),
  );
  withAddress(
    aliasAddress,
    new (kmsAlias())(stack, constructId("aws_kms_alias", aliasAddress), {
      name: alias,
      targetKeyId: made.keyId,
      region,
    }),
  );
}

/** KMS chooses the id of a key that another stack makes: it is looked up by its alias. */
function keyPolicy(stack: TerraformStack, { address, subject, region, document }: ResourcePolicy): void {
  const found = subject.startsWith("alias/")
    ? withAddress(
        address,
        new (dataKmsAlias())(stack, constructId("data.aws_kms_alias", address), { name: subject, region }),
      )
    : undefined;
  withAddress(
    address,
    new (kmsKeyPolicy())(stack, constructId("aws_kms_key_policy", address), {
      keyId: found?.targetKeyId ?? subject,
      region,
      policy: JSON.stringify(document),
    }),
  );
}

export const KMS = { resource: key, policy: keyPolicy };
