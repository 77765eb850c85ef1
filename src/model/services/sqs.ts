import { dnsSuffixOf, SQS } from "../../aws";
import type { ResourceMaps } from "../../config";
import type { ResolvedBy, ResourceEntry, ServiceModel } from "./service-model";

type QueueMap = ResourceMaps["queue"];

/** A queue to create. */
export interface QueuePlan {
  readonly kind: "queue";
  readonly address: string;
  readonly name: string;
  readonly fifo: boolean;
  /** Only where it differs from the account's. */
  readonly region?: string;
  /** ARN of the customer key that it is encrypted with; absent for one of SQS's own. */
  readonly keyArn?: string;
}

/** What SDKs look up of a queue before they use it; other accounts may be given both. */
const FOUND = ["sqs:GetQueueUrl", "sqs:GetQueueAttributes"];

/**
 * Batches need the permission of the single action.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
 * Keys: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
export const SQS_QUEUES: ServiceModel<QueueMap, QueuePlan> = {
  facts: SQS,
  resolve: resolveQueue,
  verbs: {
    send: ["sqs:SendMessage", ...FOUND],
    receive: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", ...FOUND],
  },
  keyActions: {
    "sqs:SendMessage": ["kms:GenerateDataKey", "kms:Decrypt"],
    "sqs:ReceiveMessage": ["kms:Decrypt"],
  },
  check: {
    action: "sqs:GetQueueAttributes",
    call: ({ region, policy }) =>
      `sqs get-queue-attributes --region ${region} --queue-url ${policy?.subject} --attribute-names QueueArn`,
  },
  others: [
    "sqs:SendMessage",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:PurgeQueue",
    "sqs:DeleteQueue",
    "sqs:SetQueueAttributes",
  ],
};

function resolveQueue({ map, account, region, address, keyArn }: ResourceEntry<QueueMap>): ResolvedBy<QueuePlan> {
  const { name, create } = map;
  const place = { ...account, region: region ?? account.region };
  const plan: QueuePlan = {
    kind: "queue",
    address: address("queue"),
    name,
    fifo: name.endsWith(".fifo"),
    ...(region === undefined ? {} : { region }),
    ...(keyArn === undefined ? {} : { keyArn }),
  };
  return {
    ...(create ? { planned: { plan, address: `aws_sqs_queue.${plan.address}` } } : {}),
    arn: SQS.arn(place, name),
    name,
    policy: {
      type: "aws_sqs_queue_policy",
      address: address("queue_policy"),
      subject: `https://sqs.${place.region}.${dnsSuffixOf(place.partition)}/${place.id}/${name}`,
    },
  };
}
