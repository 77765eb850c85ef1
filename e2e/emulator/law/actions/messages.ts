import type { Asked } from "../law";
import { partitionOf } from "../partitions";
import { type Access, accountInArn, accountOf, one, text, unknown } from "./access";

/** Operations of one queue, and the action of each that is called otherwise. */
const QUEUE: Readonly<Record<string, string | undefined>> = {
  ...named(`CreateQueue DeleteQueue GetQueueUrl GetQueueAttributes SetQueueAttributes PurgeQueue SendMessage ReceiveMessage
    DeleteMessage ChangeMessageVisibility TagQueue UntagQueue ListQueueTags AddPermission RemovePermission
    ListDeadLetterSourceQueues`),
  SendMessageBatch: "SendMessage",
  DeleteMessageBatch: "DeleteMessage",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
export function sqsAccess(asked: Asked): Access {
  const { operation, params, region } = asked;
  const own = accountOf(asked.caller);
  if (operation === "ListQueues") return one(asked, "*", own);
  const action = QUEUE[operation];
  if (!action) throw unknown(asked);
  // A queue's URL ends in /ACCOUNT/NAME.
  const url = text(params.QueueUrl)?.split("/");
  const at = url?.at(-2) ?? text(params.QueueOwnerAWSAccountId) ?? own;
  const name = url?.at(-1) ?? params.QueueName;
  return one(asked, `arn:${partitionOf(region)}:sqs:${region}:${at}:${name}`, at, `sqs:${action}`);
}

const TOPIC: Readonly<Record<string, string | undefined>> = {
  ...named(`CreateTopic DeleteTopic GetTopicAttributes SetTopicAttributes Publish Subscribe ListSubscriptionsByTopic
    AddPermission RemovePermission TagResource UntagResource ListTagsForResource ConfirmSubscription`),
  PublishBatch: "Publish",
};
const SUBSCRIPTION = named("Unsubscribe GetSubscriptionAttributes SetSubscriptionAttributes");

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */
export function snsAccess(asked: Asked): Access {
  const { operation, params, region } = asked;
  const own = accountOf(asked.caller);
  if (operation === "ListTopics" || operation === "ListSubscriptions") return one(asked, "*", own);
  if (SUBSCRIPTION[operation]) {
    const subscription = String(params.SubscriptionArn);
    return one(asked, subscription.split(":").slice(0, 6).join(":"), accountInArn(subscription, own));
  }
  const action = TOPIC[operation];
  if (!action) throw unknown(asked);
  const arn =
    text(params.TopicArn) ??
    text(params.TargetArn) ??
    text(params.ResourceArn) ??
    `arn:${partitionOf(region)}:sns:${region}:${own}:${params.Name}`;
  return one(asked, arn, accountInArn(arn, own), `sns:${action}`);
}

/** Operations whose actions have their names. */
function named(text: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(text.split(/\s+/).map((name) => [name, name]));
}
