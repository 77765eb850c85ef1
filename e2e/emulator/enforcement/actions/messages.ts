import { GetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { Clients } from "../../moto/clients";
import { orNothing } from "../../moto/or-nothing";
import { partitionOf } from "../../partitions";
import type { Asked } from "../enforcement";
import { type Access, accountInArn, accountOfCaller, nonEmpty, one, unknown } from "./access";
import type { KmsAccess } from "./kms";
import { viaService } from "./via-service";

const WRITES = ["kms:GenerateDataKey", "kms:Decrypt"];
/** What SQS and SNS ask KMS for in their callers' name, by the action on a queue or topic that has a key. */
const OF_KEY: Readonly<Record<string, readonly string[] | undefined>> = {
  "sqs:SendMessage": WRITES,
  "sqs:ReceiveMessage": ["kms:Decrypt"],
  "sns:Publish": WRITES,
};

/**
 * Queues and topics.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export class MessagesAccess {
  constructor(
    private readonly clients: Clients,
    private readonly kms: KmsAccess,
  ) {}

  ofQueue(asked: Asked): Promise<Access> {
    return this.#withKey(asked, sqsAccess(asked), "aws:sqs:arn", async (account) => {
      const question = new GetQueueAttributesCommand({
        QueueUrl: nonEmpty(asked.params.QueueUrl),
        AttributeNames: ["KmsMasterKeyId"],
      });
      return (await orNothing(this.clients.sqs(account, asked.region).send(question)))?.Attributes?.KmsMasterKeyId;
    });
  }

  ofTopic(asked: Asked): Promise<Access> {
    return this.#withKey(asked, snsAccess(asked), "aws:sns:topicArn", async (account, TopicArn) => {
      const question = new GetTopicAttributesCommand({ TopicArn });
      return (await orNothing(this.clients.sns(account, asked.region).send(question)))?.Attributes?.KmsMasterKeyId;
    });
  }

  /** `access` with what the key of its queue or topic, if it has one, must allow. */
  async #withKey(
    asked: Asked,
    { account, questions }: Access,
    told: string,
    keyOf: (account: string, arn: string) => Promise<string | undefined>,
  ): Promise<Access> {
    const [{ action = "", resource = "" } = {}] = questions;
    const actions = OF_KEY[action];
    const key = actions && (await keyOf(account, resource));
    if (!actions || !key) return { account, questions };
    const ofKey = await viaService(this.kms, asked, actions, { key, account, context: { [told]: resource } });
    return { account, questions: [...questions, ...ofKey] };
  }
}

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
function sqsAccess(asked: Asked): Access {
  const { operation, params, region } = asked;
  const own = accountOfCaller(asked.caller);
  if (operation === "ListQueues") return one(asked, "*", own);
  const action = QUEUE[operation];
  if (!action) throw unknown(asked);
  // A queue's URL ends in /ACCOUNT/NAME.
  const url = nonEmpty(params.QueueUrl)?.split("/");
  const at = url?.at(-2) ?? nonEmpty(params.QueueOwnerAWSAccountId) ?? own;
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
function snsAccess(asked: Asked): Access {
  const { operation, params, region } = asked;
  const own = accountOfCaller(asked.caller);
  if (operation === "ListTopics" || operation === "ListSubscriptions") return one(asked, "*", own);
  if (SUBSCRIPTION[operation]) {
    const subscription = String(params.SubscriptionArn);
    return one(asked, subscription.split(":").slice(0, 6).join(":"), accountInArn(subscription, own));
  }
  const action = TOPIC[operation];
  if (!action) throw unknown(asked);
  const arn =
    nonEmpty(params.TopicArn) ??
    nonEmpty(params.TargetArn) ??
    nonEmpty(params.ResourceArn) ??
    `arn:${partitionOf(region)}:sns:${region}:${own}:${params.Name}`;
  return one(asked, arn, accountInArn(arn, own), `sns:${action}`);
}

/** Operations whose actions have their names. */
function named(names: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, name]));
}
