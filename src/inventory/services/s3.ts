import { needing, type Service } from "./service";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
export const S3: Service = {
  service: "s3",
  type: "aws_s3_bucket",
  name: "bucket",
  ids: ["bucket", "id"],
  policy: { type: "aws_s3_bucket_policy", by: "bucket" },
  keyActions: {
    ...needing("GetObject GetObjectVersion", "kms:Decrypt"),
    ...needing("PutObject", "kms:GenerateDataKey"),
  },
};
