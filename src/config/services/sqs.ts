import { z } from "zod";
import { SQS } from "../../aws";
import * as t from "../text-types";
import type { ServiceConfig } from "./service-config";
import { kmsKey } from "./service-key";
import { fixedName, uselessHandover } from "./service-names";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
const queueName = t.textMatching("queue-name", /^(?=.{1,80}$)[A-Za-z0-9_-]+(\.fifo)?$/);

const schema = z
  .strictObject({
    name: queueName.describe("Name of the queue; of a FIFO queue it ends in `.fifo`."),
    kmsKey: kmsKey("a key that SQS owns, and grants need none"),
    create: z.boolean().default(true).describe("false: the queue already exists. Default: true."),
  })
  .describe("An SQS queue.");

export const SQS_QUEUE = {
  facts: SQS,
  schema,
  verbs: {
    send: { actions: "sqs:SendMessage, sqs:GetQueueUrl, sqs:GetQueueAttributes" },
    receive: {
      actions:
        "sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility, sqs:GetQueueUrl, sqs:GetQueueAttributes",
    },
  },
  resourcePolicy: true,
  verifiedBy: "sqs:GetQueueAttributes",
  resourceOf: (map) => ({
    ...fixedName(map, "queue"),
    check: (entry) => uselessHandover(entry, "queue"),
  }),
} as const satisfies ServiceConfig<typeof schema>;
