import type { Value } from "../../terraform/value";
import { blocksOf, textValue } from "../values";

/**
 * Whether grants are those of a bucket without an access control list of its own: all to its owner.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#sample-acl
 */
export const isOwners = (grants: Value): boolean => {
  const [owner, ...others] = blocksOf(grants);
  return others.length === 0 && textValue(owner?.type) !== "Group";
};
