import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import type { Target } from "../inventory";
import type { Service } from "../services";
import { flagAt, textAt } from "../values";
import type { Companions } from "./companions";

/**
 * The public access block of `bucket`. S3 gives a new bucket all four settings; a resource sets those
 * it does not name to false; a state without one does not show what was changed since. An account's block holds for
 * every bucket of it, regardless of the bucket's own.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function publicAccessOf(
  bucket: Resource,
  service: Service,
  companions: Companions,
  inState: boolean,
  ofAccount: readonly Resource[],
): Target["publicAccess"] {
  const block = companions.of(bucket, service, "aws_s3_bucket_public_access_block", "bucket");
  const own = (name: string): boolean | undefined => {
    if (!block?.resource) return inState ? undefined : true;
    return block.unsure ? undefined : settingOf(block.resource, name);
  };
  const setting = (name: string) => strictest([own(name), ...accountWide(bucket, ofAccount, name)]);
  return {
    restrictPublicBuckets: setting("restrict_public_buckets"),
    blockPublicPolicy: setting("block_public_policy"),
  };
}

function settingOf(resource: Resource, name: string): boolean | undefined {
  const flag = flagAt(resource, name) ?? false;
  return flag instanceof UnknownValue ? undefined : flag;
}

/** S3 applies the strictest of what bucket and account are set to. */
const strictest = (settings: readonly (boolean | undefined)[]): boolean | undefined =>
  settings.includes(true) ? true : settings.includes(undefined) ? undefined : false;

/** What the blocks of accounts of the world set for the account of `bucket`. */
const accountWide = (bucket: Resource, blocks: readonly Resource[], name: string): readonly (boolean | undefined)[] =>
  blocks.flatMap((block) => {
    const account = textAt(block, "account_id") ?? block.account;
    const isKnown = typeof account === "string" && block.indefinite === undefined;
    if (isKnown && account !== bucket.account) return [];
    const setting = settingOf(block, name);
    return [isKnown ? setting : setting === false ? false : undefined];
  });
