import {
  AbortMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Tried } from "../../calls";
import { OBJECT } from "../objects";

type Send = (client: S3Client, Bucket: string, folder: string) => Promise<unknown>;

/**
 * One request for each action that claims name, harmless even where it is allowed: deleting the bucket
 * fails with BucketNotEmpty, and the policy sent is not JSON.
 */
const REQUESTS: Readonly<Record<string, Send>> = {
  "s3:GetObject": async (client, Bucket, folder) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: folder + OBJECT }));
    await Body?.transformToString();
  },
  "s3:GetObjectVersion": async (client, Bucket, folder) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: folder + OBJECT, VersionId: "null" }));
    await Body?.transformToString();
  },
  "s3:GetObjectTagging": (client, Bucket, folder) =>
    client.send(new GetObjectTaggingCommand({ Bucket, Key: folder + OBJECT })),
  "s3:PutObject": (client, Bucket, folder) =>
    client.send(new PutObjectCommand({ Bucket, Key: `${folder}written`, Body: "x" })),
  "s3:PutObjectAcl": (client, Bucket, folder) =>
    client.send(new PutObjectAclCommand({ Bucket, Key: folder + OBJECT, ACL: "private" })),
  "s3:DeleteObject": (client, Bucket, folder) =>
    client.send(new DeleteObjectCommand({ Bucket, Key: `${folder}never-there` })),
  "s3:AbortMultipartUpload": (client, Bucket, folder) =>
    client.send(new AbortMultipartUploadCommand({ Bucket, Key: folder + OBJECT, UploadId: "never-there" })),
  "s3:ListBucket": (client, Bucket, folder) =>
    client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1, ...(folder === "" ? {} : { Prefix: folder }) })),
  "s3:ListBucketVersions": (client, Bucket, folder) =>
    client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1, ...(folder === "" ? {} : { Prefix: folder }) })),
  "s3:GetBucketVersioning": (client, Bucket) => client.send(new GetBucketVersioningCommand({ Bucket })),
  "s3:DeleteBucket": (client, Bucket) => client.send(new DeleteBucketCommand({ Bucket })),
  "s3:PutBucketPolicy": (client, Bucket) => client.send(new PutBucketPolicyCommand({ Bucket, Policy: "not a policy" })),
};

/** Errors of requests that S3 had already authorized. */
const AUTHORISED = new Set([
  "AccessControlListNotSupported",
  "BucketNotEmpty",
  "MalformedPolicy",
  "NoSuchKey",
  "NoSuchUpload",
  "NoSuchVersion",
]);

export const TRIED_ACTIONS: readonly string[] = Object.keys(REQUESTS);

/** Sends the request for `action`; `folder` (a prefix of keys) is for actions on objects and for listing. */
export async function attempt(client: S3Client, action: string, bucket: string, folder: string): Promise<Tried> {
  const send = REQUESTS[action];
  if (!send) throw new Error(`there is no request for ${action}`);
  try {
    await send(client, bucket, folder);
    return { allowed: true };
  } catch (error) {
    const { name, message } = error as Error;
    return { allowed: AUTHORISED.has(name), says: `${name}: ${message}` };
  }
}
