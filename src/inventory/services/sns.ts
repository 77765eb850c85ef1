import { needing, type Service } from "./service";

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
export const SNS: Service = {
  service: "sns",
  tagged: true,
  type: "aws_sns_topic",
  name: "name",
  ids: ["arn", "id"],
  policy: { type: "aws_sns_topic_policy", by: "arn" },
  key: "kms_master_key_id",
  keyActions: needing("Publish", "kms:GenerateDataKey", "kms:Decrypt"),
};
