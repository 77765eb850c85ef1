import type { DataAwsKmsKey } from "@cdktf/provider-aws/lib/data-aws-kms-key";
import type { TerraformStack } from "cdktf";
import type { AccountStack } from "../src/model";
import { constructId, withAddress } from "./element";

/** Loaded only where there is one: most configurations have no key. */
const dataKmsKey = (): typeof DataAwsKmsKey => require("@cdktf/provider-aws/lib/data-aws-kms-key").DataAwsKmsKey;

/** A key that exists. */
export function keyLookup(stack: TerraformStack, { address, arn, region }: AccountStack["keys"][number]): void {
  withAddress(address, new (dataKmsKey())(stack, constructId("data.aws_kms_key", address), { keyId: arn, region }));
}
