import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getEndpointFromInstructions } from "@smithy/core/endpoints";

/** Where a bucket is asked for its objects, and for what its requests are signed. */
export interface Endpoint {
  /** An object's URL is this one with its path, a slash and the key. */
  readonly url: URL;
  readonly signingRegion: string;
  readonly signingName: string;
}

interface Scheme {
  readonly name: string;
  readonly signingRegion?: string;
  readonly signingName?: string;
}

/**
 * The endpoint of a bucket, an access point or its alias, by the AWS SDK's own rules; undefined where a
 * signature of version 4 by the pod's credentials is not what it takes: for directory buckets, which have sessions,
 * and multi-region access points, which have signatures of version 4A.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html
 */
export async function endpointOf(s3: S3Client, bucket: string): Promise<Endpoint | undefined> {
  const { url, properties } = await getEndpointFromInstructions(
    { Bucket: bucket, Key: "k" },
    GetObjectCommand,
    s3.config,
  );
  const [{ name, signingRegion, signingName } = { name: "sigv4" }] = (properties?.authSchemes ?? []) as Scheme[];
  if (properties?.backend === "S3Express" || name !== "sigv4") return undefined;
  return { url, signingRegion: signingRegion ?? (await s3.config.region()), signingName: signingName ?? "s3" };
}
