import { AwsError } from "../../types";
import { decoded, type Request } from "./request";

/** The operations of a bucket's or object's part, which the query string names, by method. */
type Part = Readonly<Record<string, string | undefined>>;

const BUCKET_PARTS: Readonly<Record<string, Part>> = Object.fromEntries([
  ["acl", { GET: "GetBucketAcl", PUT: "PutBucketAcl" }],
  ["policy", { GET: "GetBucketPolicy", PUT: "PutBucketPolicy", DELETE: "DeleteBucketPolicy" }],
  ["policyStatus", { GET: "GetBucketPolicyStatus" }],
  ["versioning", { GET: "GetBucketVersioning", PUT: "PutBucketVersioning" }],
  ["encryption", { GET: "GetBucketEncryption", PUT: "PutBucketEncryption", DELETE: "DeleteBucketEncryption" }],
  [
    "publicAccessBlock",
    { GET: "GetPublicAccessBlock", PUT: "PutPublicAccessBlock", DELETE: "DeletePublicAccessBlock" },
  ],
  [
    "ownershipControls",
    { GET: "GetBucketOwnershipControls", PUT: "PutBucketOwnershipControls", DELETE: "DeleteBucketOwnershipControls" },
  ],
  ["tagging", { GET: "GetBucketTagging", PUT: "PutBucketTagging", DELETE: "DeleteBucketTagging" }],
  ["location", { GET: "GetBucketLocation" }],
  ["cors", { GET: "GetBucketCors", PUT: "PutBucketCors", DELETE: "DeleteBucketCors" }],
  ["website", { GET: "GetBucketWebsite", PUT: "PutBucketWebsite", DELETE: "DeleteBucketWebsite" }],
  ["logging", { GET: "GetBucketLogging", PUT: "PutBucketLogging" }],
  [
    "lifecycle",
    {
      GET: "GetBucketLifecycleConfiguration",
      PUT: "PutBucketLifecycleConfiguration",
      DELETE: "DeleteBucketLifecycle",
    },
  ],
  ["replication", { GET: "GetBucketReplication", PUT: "PutBucketReplication", DELETE: "DeleteBucketReplication" }],
  ["accelerate", { GET: "GetBucketAccelerateConfiguration", PUT: "PutBucketAccelerateConfiguration" }],
  ["requestPayment", { GET: "GetBucketRequestPayment", PUT: "PutBucketRequestPayment" }],
  ["notification", { GET: "GetBucketNotificationConfiguration", PUT: "PutBucketNotificationConfiguration" }],
  ["object-lock", { GET: "GetObjectLockConfiguration", PUT: "PutObjectLockConfiguration" }],
  ["versions", { GET: "ListObjectVersions" }],
  ["uploads", { GET: "ListMultipartUploads" }],
  ["delete", { POST: "DeleteObjects" }],
]);

const OBJECT_PARTS: Readonly<Record<string, Part>> = {
  acl: { GET: "GetObjectAcl", PUT: "PutObjectAcl" },
  tagging: { GET: "GetObjectTagging", PUT: "PutObjectTagging", DELETE: "DeleteObjectTagging" },
  attributes: { GET: "GetObjectAttributes" },
  uploads: { POST: "CreateMultipartUpload" },
  uploadId: { GET: "ListParts", PUT: "UploadPart", POST: "CompleteMultipartUpload", DELETE: "AbortMultipartUpload" },
};

/** Parts that are not implemented, and must not be taken for the whole bucket or object. */
const OTHER_PARTS = new Set(
  (
    "analytics intelligent-tiering inventory metrics metadataConfiguration metadataTable session legal-hold " +
    "retention restore select torrent renameObject encryptionConfiguration abac"
  ).split(" "),
);

const BUCKET: Part = { PUT: "CreateBucket", DELETE: "DeleteBucket", HEAD: "HeadBucket" };
const OBJECT: Part = { GET: "GetObject", PUT: "PutObject", DELETE: "DeleteObject", HEAD: "HeadObject" };

/**
 * The operation of an S3 request whose bucket is in its path, with `Bucket`, `Key` and the query string.
 * @throws AwsError NotImplemented
 */
export function s3RouteOf(request: Request): {
  readonly operation: string;
  readonly params: Readonly<Record<string, string>>;
} {
  const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(request.path) ?? [];
  const query = Object.fromEntries(request.query);
  const params = {
    ...query,
    ...(bucket === "" ? {} : { Bucket: decoded(bucket) }),
    ...(key === "" ? {} : { Key: decoded(key) }),
  };
  const operation = operationOf(request, bucket, key, Object.keys(query));
  if (!operation)
    throw new AwsError("NotImplemented", `${request.method} ${request.url} is no S3 request that is known here.`, 501);
  return { operation, params };
}

function operationOf(request: Request, bucket: string, key: string, query: string[]): string | undefined {
  const { method, headers } = request;
  if (query.some((name) => OTHER_PARTS.has(name))) return undefined;
  if (bucket === "") return method === "GET" ? "ListBuckets" : undefined;
  const parts = key === "" ? BUCKET_PARTS : OBJECT_PARTS;
  const part = query.find((name) => Object.hasOwn(parts, name));
  const copies = method === "PUT" && headers.has("x-amz-copy-source");
  if (part !== undefined) {
    const operation = parts[part]?.[method];
    return copies && operation === "UploadPart" ? "UploadPartCopy" : operation;
  }
  if (key !== "") return copies ? "CopyObject" : OBJECT[method];
  if (method === "GET") return query.includes("list-type") ? "ListObjectsV2" : "ListObjects";
  return BUCKET[method];
}
