import { needing, type Service } from "./service";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
export const SQS: Service = {
  service: "sqs",
  tagged: true,
  type: "aws_sqs_queue",
  name: "name",
  ids: ["url", "id"],
  policy: { type: "aws_sqs_queue_policy", by: "queue_url" },
  key: "kms_master_key_id",
  keyActions: {
    ...needing("SendMessage", "kms:GenerateDataKey", "kms:Decrypt"),
    ...needing("ReceiveMessage", "kms:Decrypt"),
  },
};
