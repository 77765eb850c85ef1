import type { Service } from "./service";

export const KMS: Service = {
  service: "kms",
  tagged: true,
  type: "aws_kms_key",
  name: "key_id",
  ids: ["key_id", "id", "arn"],
  arn: "key/",
  policy: { type: "aws_kms_key_policy", by: "key_id" },
};
