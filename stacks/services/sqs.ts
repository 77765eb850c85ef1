import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import type { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import type { TerraformStack } from "cdktf";
import type { Plans, ResourcePolicy } from "../../src/model";
import { constructId, withAddress } from "../element";

/** Loaded only where there is one: most configurations have no queue. */
const sqsQueue = (): typeof SqsQueue => require("@cdktf/provider-aws/lib/sqs-queue").SqsQueue;
const sqsQueuePolicy = (): typeof SqsQueuePolicy => require("@cdktf/provider-aws/lib/sqs-queue-policy").SqsQueuePolicy;

function queue(stack: TerraformStack, { address, name, fifo, region, keyArn }: Plans["queue"]): void {
  withAddress(
    address,
    new (sqsQueue())(stack, constructId("aws_sqs_queue", address), {
      name,
      region,
      fifoQueue: fifo ? true : undefined,
      kmsMasterKeyId: keyArn,
    }),
  );
}

function queuePolicy(stack: TerraformStack, { address, subject, region, document }: ResourcePolicy): void {
  withAddress(
    address,
    new (sqsQueuePolicy())(stack, constructId("aws_sqs_queue_policy", address), {
      queueUrl: subject,
      region,
      policy: JSON.stringify(document),
    }),
  );
}

export const SQS = { resource: queue, policy: queuePolicy };
