import { S3 } from "../../aws";
import type { ResourceMaps } from "../../config";
import { terraformReference } from "../address";
import { handedOver, handoverOf } from "../handover";
import type { ResolvedBy, ResourceEntry, ServiceModel } from "./service-model";

/** A bucket to create. */
export interface BucketPlan {
  readonly kind: "bucket";
  readonly address: string;
  readonly forceDestroy?: boolean;
  /** The full name, or the prefix of one that ends in a random pet name. */
  readonly name: { readonly fixed: string } | { readonly prefix: string; readonly suffixAddress: string };
  /** Only where it differs from the account's. */
  readonly region?: string;
  /** Its setting of a customer key; absent for a key of S3's own. */
  readonly encryption?: { readonly address: string; readonly keyArn: string };
  /** Name of the output with the bucket's name. */
  readonly output: string;
}

/**
 * `write` is AWS's own access level of that name without anything that changes tags or permissions.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 * Keys: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export const S3_BUCKETS: ServiceModel<ResourceMaps["bucket"], BucketPlan> = {
  facts: S3,
  resolve: resolveBucket,
  verbs: {
    read: ["s3:GetObject", "s3:ListBucket"],
    write: ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
  },
  // parts of a multipart upload are decrypted to be put together
  keyActions: {
    "s3:GetObject": ["kms:Decrypt"],
    "s3:GetObjectVersion": ["kms:Decrypt"],
    "s3:PutObject": ["kms:GenerateDataKey", "kms:Decrypt"],
  },
  // a request to list names what the keys begin with: https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
  limited: (type, suffix, { prefix }) =>
    prefix === undefined
      ? { suffix }
      : type === "object"
        ? { suffix: `/${prefix}*` }
        : { suffix, condition: { StringLike: { "s3:prefix": `${prefix}*` } } },
  check: { action: "s3:ListBucket", call: ({ name }, { prefix = "" }) => `s3 ls "s3://${name}/${prefix}"` },
  others: [
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:ListBucket",
    "s3:DeleteBucket",
    "s3:PutBucketPolicy",
    "s3:PutObjectAcl",
  ],
};

function resolveBucket({
  map: { prefix, name, create, forceDestroy },
  account,
  region,
  address,
  keyArn,
  handover: kind,
  backend,
}: ResourceEntry<ResourceMaps["bucket"]>): ResolvedBy<BucketPlan> {
  const output = address("data_bucket_name");
  const planned = (named: BucketPlan["name"]) => ({
    plan: {
      kind: "bucket" as const,
      address: address("data_bucket"),
      name: named,
      output,
      ...(region === undefined ? {} : { region }),
      ...(keyArn === undefined ? {} : { encryption: { address: address("bucket_encryption"), keyArn } }),
      ...(forceDestroy === undefined ? {} : { forceDestroy }),
    },
    address: `aws_s3_bucket.${address("data_bucket")}`,
  });
  if (name !== undefined)
    return {
      ...(create ? { planned: planned({ fixed: name }) } : {}),
      arn: S3.arn(account, name),
      name,
      policy: { type: "aws_s3_bucket_policy", address: address("bucket_policy"), subject: name },
    };
  if (prefix === undefined) throw new Error("unchecked bucket");
  const handover = handoverOf(kind, account, backend, output, "Name of the bucket");
  const made = planned({ prefix, suffixAddress: address("bucket_suffix") });
  return {
    planned: made,
    arn: terraformReference(made.address, "arn"),
    name: handedOver(handover, output),
    handover,
  };
}
