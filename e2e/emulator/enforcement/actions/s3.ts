import { AwsError, type Question } from "../../types";
import type { Asked } from "../enforcement";
import type { Request } from "../http/request";
import { type Access, accountOfCaller, unknown } from "./access";
import { bucketArn, copySourceOf, objectArn, objectsToDelete } from "./s3-objects";

/** Actions on a bucket by operation, where they differ from `s3:OPERATION`. */
const BUCKET: Readonly<Record<string, string>> = {
  HeadBucket: "ListBucket",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  ListObjectVersions: "ListBucketVersions",
  ListMultipartUploads: "ListBucketMultipartUploads",
  GetBucketEncryption: "GetEncryptionConfiguration",
  PutBucketEncryption: "PutEncryptionConfiguration",
  DeleteBucketEncryption: "PutEncryptionConfiguration",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
  DeletePublicAccessBlock: "PutBucketPublicAccessBlock",
  DeleteBucketOwnershipControls: "PutBucketOwnershipControls",
  DeleteBucketTagging: "PutBucketTagging",
  GetBucketCors: "GetBucketCORS",
  PutBucketCors: "PutBucketCORS",
  DeleteBucketCors: "PutBucketCORS",
  GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
  PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
  DeleteBucketLifecycle: "PutLifecycleConfiguration",
  GetBucketReplication: "GetReplicationConfiguration",
  PutBucketReplication: "PutReplicationConfiguration",
  DeleteBucketReplication: "PutReplicationConfiguration",
  GetBucketAccelerateConfiguration: "GetAccelerateConfiguration",
  PutBucketAccelerateConfiguration: "PutAccelerateConfiguration",
  GetBucketNotificationConfiguration: "GetBucketNotification",
  PutBucketNotificationConfiguration: "PutBucketNotification",
  GetObjectLockConfiguration: "GetBucketObjectLockConfiguration",
  PutObjectLockConfiguration: "PutBucketObjectLockConfiguration",
};

const SAME_NAME = new Set(
  `CreateBucket DeleteBucket GetBucketAcl PutBucketAcl GetBucketPolicy PutBucketPolicy DeleteBucketPolicy
   GetBucketPolicyStatus GetBucketVersioning PutBucketVersioning GetBucketOwnershipControls PutBucketOwnershipControls
   GetBucketTagging PutBucketTagging GetBucketLocation GetBucketWebsite PutBucketWebsite DeleteBucketWebsite
   GetBucketLogging PutBucketLogging GetBucketRequestPayment PutBucketRequestPayment`.split(/\s+/),
);

/** Actions on an object by operation; the second is that on a version of it. */
const OBJECT: Readonly<Record<string, readonly [action: string, ofVersion?: string]>> = {
  GetObject: ["GetObject", "GetObjectVersion"],
  HeadObject: ["GetObject", "GetObjectVersion"],
  GetObjectAttributes: ["GetObjectAttributes", "GetObjectVersionAttributes"],
  GetObjectAcl: ["GetObjectAcl", "GetObjectVersionAcl"],
  PutObjectAcl: ["PutObjectAcl", "PutObjectVersionAcl"],
  GetObjectTagging: ["GetObjectTagging", "GetObjectVersionTagging"],
  PutObjectTagging: ["PutObjectTagging", "PutObjectVersionTagging"],
  DeleteObjectTagging: ["DeleteObjectTagging", "DeleteObjectVersionTagging"],
  DeleteObject: ["DeleteObject", "DeleteObjectVersion"],
  PutObject: ["PutObject"],
  CopyObject: ["PutObject"],
  CreateMultipartUpload: ["PutObject"],
  UploadPart: ["PutObject"],
  UploadPartCopy: ["PutObject"],
  CompleteMultipartUpload: ["PutObject"],
  AbortMultipartUpload: ["AbortMultipartUpload"],
  ListParts: ["ListMultipartUploadParts"],
};

/** Headers that conditions can name. */
const HEADERS = ["x-amz-acl", "x-amz-server-side-encryption", "x-amz-copy-source", "x-amz-storage-class"];

/**
 * S3's requests. Bucket names are everybody's, so it keeps whose they are, and where.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export class S3Access {
  readonly #owners = new Map<string, string>();
  readonly #regions = new Map<string, string>();

  /** @throws AwsError NoSuchBucket, BucketAlreadyExists, NotImplemented */
  of(asked: Asked, request: Request): Access {
    const { operation, params, region } = asked;
    const own = accountOfCaller(asked.caller);
    if (operation === "ListBuckets") return access(own, [{ action: "s3:ListAllMyBuckets", resource: "*" }]);
    const bucket = String(params.Bucket);
    if (operation === "CreateBucket") {
      if ((this.#owners.get(bucket) ?? own) !== own)
        throw new AwsError(
          "BucketAlreadyExists",
          "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
          409,
        );
      return access(own, [{ action: "s3:CreateBucket", resource: bucketArn(bucket, region) }]);
    }
    const owner = this.ownerOf(bucket);
    const context = s3Context(asked, request);
    const action = SAME_NAME.has(operation) ? operation : BUCKET[operation];
    if (action) return access(owner, [{ action: `s3:${action}`, resource: bucketArn(bucket, region), context }]);
    if (operation === "DeleteObjects")
      return access(
        owner,
        objectsToDelete(request.body).map(({ key, version }) => ({
          action: version === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion",
          resource: objectArn(bucket, key, region),
        })),
      );
    const [plain, ofVersion] = OBJECT[operation] ?? [];
    if (!plain) throw unknown(asked);
    const versioned = params.versionId !== undefined && ofVersion !== undefined;
    const resource = objectArn(bucket, String(params.Key), region);
    const questions: Asking[] = [{ action: `s3:${versioned ? ofVersion : plain}`, resource, context }];
    const tagging = request.headers.get("x-amz-tagging");
    if (tagging) questions.push({ action: "s3:PutObjectTagging", resource, context });
    if (request.headers.has("x-amz-acl") && plain === "PutObject")
      questions.push({ action: "s3:PutObjectAcl", resource, context });
    return { account: owner, questions: [...this.#source(request, region), ...access(owner, questions).questions] };
  }

  /** Notes what a request that succeeded made or removed. */
  made({ operation, params, caller, region }: Asked): void {
    const bucket = String(params.Bucket);
    if (operation === "CreateBucket") {
      this.#owners.set(bucket, accountOfCaller(caller));
      this.#regions.set(bucket, region);
    }
    if (operation === "DeleteBucket") {
      this.#owners.delete(bucket);
      this.#regions.delete(bucket);
    }
  }

  reset(): void {
    this.#owners.clear();
    this.#regions.clear();
  }

  /** What is asked in the bucket's region, to which S3 redirects. https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html */
  redirected(asked: Asked): Asked {
    const region = this.#regions.get(String(asked.params.Bucket));
    return region === undefined || asked.operation === "CreateBucket" ? asked : { ...asked, region };
  }

  /** @throws AwsError NoSuchBucket */
  ownerOf(bucket: string): string {
    const owner = this.#owners.get(bucket);
    if (owner === undefined) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
    return owner;
  }

  /** What a copy needs of the object that it reads. */
  #source(request: Request, region: string): Question[] {
    const source = copySourceOf(request);
    if (!source) return [];
    const action = source.version === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
    const resource = objectArn(source.bucket, source.key, region);
    return [{ action, resource, resourceAccount: this.ownerOf(source.bucket) }];
  }
}

type Asking = Omit<Question, "resourceAccount">;

const access = (account: string, questions: readonly Asking[]): Access => ({
  account,
  questions: questions.map((question) => ({ ...question, resourceAccount: account })),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html */
function s3Context({ operation, params }: Asked, request: Request): Readonly<Record<string, string>> {
  const context: Record<string, string> = {};
  if (operation.startsWith("ListObject"))
    for (const name of ["prefix", "delimiter", "max-keys"])
      if (typeof params[name] === "string") context[`s3:${name}`] = params[name];
  if (typeof params.versionId === "string") context["s3:VersionId"] = params.versionId;
  for (const name of HEADERS) {
    const value = request.headers.get(name);
    if (value !== undefined) context[`s3:${name}`] = value;
  }
  const key = request.headers.get("x-amz-server-side-encryption-aws-kms-key-id");
  if (key !== undefined) context["s3:x-amz-server-side-encryption-aws-kms-key-id"] = key;
  return context;
}
