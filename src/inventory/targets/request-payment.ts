import type { Resource } from "../../terraform/world";
import type { Service } from "../services";
import { textAt } from "../values";
import type { Companions } from "./companions";

/**
 * Whether those who read `bucket` pay for it, or may have to: then their requests have to say that they will.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html
 */
export function requesterPays(bucket: Resource, service: Service, companions: Companions): boolean {
  const separate = companions.of(bucket, service, "aws_s3_bucket_request_payment_configuration", "bucket");
  if (separate?.unsure) return true;
  if (!separate?.resource) return textAt(bucket, "request_payer") === "Requester";
  const payer = textAt(separate.resource, "payer");
  return payer !== "BucketOwner";
}
