import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import type { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { Pet } from "@cdktf/provider-random/lib/pet";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TerraformOutput, type TerraformStack } from "cdktf";
import type { Plans, ResourcePolicy } from "../../src/model";
import { constructId, withAddress } from "../element";
import { requireProvider } from "../versions";

type BucketPlan = Plans["bucket"];

/** Loaded only where a bucket has a key of its own. */
const bucketEncryption = (): typeof S3BucketServerSideEncryptionConfigurationA =>
  require("@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration")
    .S3BucketServerSideEncryptionConfigurationA;

/** An S3 bucket, with a random pet name at the end of its own where only a prefix is given, and the output of its name. */
function bucket(stack: TerraformStack, { address, name, region, forceDestroy, encryption, output }: BucketPlan): void {
  const made = withAddress(
    address,
    new S3Bucket(stack, constructId("aws_s3_bucket", address), {
      bucket: bucketName(stack, name),
      region,
      forceDestroy,
    }),
  );
  if (encryption)
    withAddress(
      encryption.address,
      new (bucketEncryption())(
        stack,
        constructId("aws_s3_bucket_server_side_encryption_configuration", encryption.address),
        {
          bucket: made.bucket,
          region,
          rule: [
            {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: encryption.keyArn },
              bucketKeyEnabled: true,
            },
          ],
        },
      ),
    );
  withAddress(
    output,
    new TerraformOutput(stack, constructId("output", output), {
      value: made.bucket,
      description: "Name of the bucket.",
    }),
  );
}

function bucketName(stack: TerraformStack, name: BucketPlan["name"]): string {
  if ("fixed" in name) return name.fixed;
  if (!stack.node.tryFindChild("random")) {
    requireProvider(stack, "random");
    new RandomProvider(stack, "random");
  }
  const pet = withAddress(
    name.suffixAddress,
    new Pet(stack, constructId("random_pet", name.suffixAddress), { length: 2 }),
  );
  return `${name.prefix}-${pet.id}`;
}

function bucketPolicy(stack: TerraformStack, { address, subject, region, document }: ResourcePolicy): void {
  withAddress(
    address,
    new S3BucketPolicy(stack, constructId("aws_s3_bucket_policy", address), {
      bucket: subject,
      region,
      policy: JSON.stringify(document),
    }),
  );
}

export const S3 = { resource: bucket, policy: bucketPolicy };
