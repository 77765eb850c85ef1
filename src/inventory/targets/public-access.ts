import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import type { Target } from "../inventory";
import { flagAt } from "../values";
import type { Companions } from "./companions";
import type { Service } from "./services";

/**
 * The public access block of `bucket`. S3 gives a new bucket all four settings; a resource sets those
 * it does not name to false; a state without one does not tell what somebody has done since.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function publicAccessOf(
  bucket: Resource,
  service: Service,
  companions: Companions,
  inState: boolean,
): Target["publicAccess"] {
  const block = companions.of(bucket, service, "aws_s3_bucket_public_access_block", "bucket");
  const all = (value: boolean | undefined) => ({ restrictPublicBuckets: value, blockPublicPolicy: value });
  if (!block?.resource) return all(inState ? undefined : true);
  if (block.unsure) return all(undefined);
  const { resource } = block;
  const setting = (name: string): boolean | undefined => {
    const flag = flagAt(resource, name) ?? false;
    return flag instanceof UnknownValue ? undefined : flag;
  };
  return {
    restrictPublicBuckets: setting("restrict_public_buckets"),
    blockPublicPolicy: setting("block_public_policy"),
  };
}
