import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type ServerSideEncryption,
} from "@aws-sdk/client-s3";
import { type Kind, type ProviderConfig, principalsOf, tagList } from "./kind";

interface Bucket {
  readonly bucket: string;
  readonly forceDestroy: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

const tagged = async ({ aws }: ProviderConfig, { bucket, tags }: Bucket): Promise<void> => {
  if (Object.keys(tags).length > 0)
    await aws.s3.send(new PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet: tagList(tags) } }));
};

const bucketKey = (bucket: string): string => `bucket ${bucket}`;

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket */
export const bucket: Kind<Bucket> = {
  read: (settings) => ({
    bucket: settings.text("bucket"),
    forceDestroy: settings.flag("force_destroy"),
    tags: settings.map("tags"),
  }),
  replacedBy: ["bucket"],
  is: (_, { bucket }) => bucketKey(bucket),
  async create({ aws, region, partition }, { bucket }) {
    await aws.s3.send(
      new CreateBucketCommand({
        Bucket: bucket,
        // us-east-1 is the one region that is not named
        ...(region === "us-east-1"
          ? {}
          : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } }),
      }),
    );
    return { bucket, id: bucket, arn: `arn:${partition}:s3:::${bucket}`, region };
  },
  settle: tagged,
  update: tagged,
  async remove({ aws }, { bucket: Bucket, forceDestroy }) {
    if (forceDestroy) {
      const { Contents = [] } = await aws.s3.send(new ListObjectsV2Command({ Bucket }));
      for (const { Key } of Contents) await aws.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    }
    await aws.s3.send(new DeleteBucketCommand({ Bucket }));
  },
};

interface BucketPolicy {
  readonly bucket: string;
  readonly policy: string;
}

const putPolicy = async ({ aws }: ProviderConfig, { bucket, policy }: BucketPolicy): Promise<void> => {
  await aws.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy }));
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_policy */
export const bucketPolicy: Kind<BucketPolicy> = {
  read: (settings) => ({ bucket: settings.text("bucket"), policy: settings.text("policy") }),
  replacedBy: ["bucket"],
  principals: ({ policy }) => principalsOf(policy),
  needs: (_, { bucket }) => [bucketKey(bucket)],
  async create(provider, wanted) {
    await putPolicy(provider, wanted);
    return { id: wanted.bucket };
  },
  update: putPolicy,
  async remove({ aws }, { bucket }) {
    await aws.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
  },
};

interface AccessBlock {
  readonly bucket: string;
  readonly blockPublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly ignorePublicAcls: boolean;
  readonly restrictPublicBuckets: boolean;
}

const putBlock = async ({ aws }: ProviderConfig, { bucket, ...wanted }: AccessBlock): Promise<void> => {
  const PublicAccessBlockConfiguration = {
    BlockPublicAcls: wanted.blockPublicAcls,
    BlockPublicPolicy: wanted.blockPublicPolicy,
    IgnorePublicAcls: wanted.ignorePublicAcls,
    RestrictPublicBuckets: wanted.restrictPublicBuckets,
  };
  await aws.s3.send(new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration }));
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_public_access_block: what is not set is false. */
export const publicAccessBlock: Kind<AccessBlock> = {
  read: (settings) => ({
    bucket: settings.text("bucket"),
    blockPublicAcls: settings.flag("block_public_acls"),
    blockPublicPolicy: settings.flag("block_public_policy"),
    ignorePublicAcls: settings.flag("ignore_public_acls"),
    restrictPublicBuckets: settings.flag("restrict_public_buckets"),
  }),
  replacedBy: ["bucket"],
  needs: (_, { bucket }) => [bucketKey(bucket)],
  async create(provider, wanted) {
    await putBlock(provider, wanted);
    return { id: wanted.bucket };
  },
  update: putBlock,
  async remove({ aws }, { bucket }) {
    await aws.s3.send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
  },
};

interface Encryption {
  readonly bucket: string;
  readonly algorithm: string;
  readonly key: string | undefined;
  readonly bucketKey: boolean;
}

const putEncryption = async (
  { aws }: ProviderConfig,
  { bucket, algorithm, key, bucketKey }: Encryption,
): Promise<void> => {
  const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: algorithm as ServerSideEncryption, KMSMasterKeyID: key };
  await aws.s3.send(
    new PutBucketEncryptionCommand({
      Bucket: bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: bucketKey }],
      },
    }),
  );
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_server_side_encryption_configuration */
export const bucketEncryption: Kind<Encryption> = {
  read: (settings) => {
    const byDefault = ["rule", 0, "apply_server_side_encryption_by_default", 0] as const;
    return {
      bucket: settings.text("bucket"),
      algorithm: settings.text(...byDefault, "sse_algorithm"),
      key: settings.optional(...byDefault, "kms_master_key_id"),
      bucketKey: settings.flag("rule", 0, "bucket_key_enabled"),
    };
  },
  replacedBy: ["bucket"],
  needs: (_, { bucket }) => [bucketKey(bucket)],
  async create(provider, wanted) {
    await putEncryption(provider, wanted);
    return { id: wanted.bucket };
  },
  update: putEncryption,
  async remove({ aws }, { bucket }) {
    await aws.s3.send(new DeleteBucketEncryptionCommand({ Bucket: bucket }));
  },
};

interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly content: string;
  readonly contentType: string | undefined;
}

const putObject = async (
  { aws }: ProviderConfig,
  { bucket, key, content, contentType }: StoredObject,
): Promise<void> => {
  await aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, ContentType: contentType }));
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_object, of `content` only */
export const object: Kind<StoredObject> = {
  read: (settings) => ({
    bucket: settings.text("bucket"),
    key: settings.text("key"),
    content: settings.text("content"),
    contentType: settings.optional("content_type"),
  }),
  replacedBy: ["bucket", "key"],
  needs: (_, { bucket }) => [bucketKey(bucket)],
  async create(provider, wanted) {
    await putObject(provider, wanted);
    return { id: wanted.key };
  },
  update: putObject,
  async remove({ aws }, { bucket, key }) {
    await aws.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  },
};
