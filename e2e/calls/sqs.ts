import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { type Call, endOf, type ServiceCalls, type Target } from "./call";
import type { Session } from "./session";

const client = (session: Session, { region }: Target): SQSClient => session.client(SQSClient, region);

/** Clients send their requests to the host of a queue's URL. */
const urlOf = (session: Session, to: Target): string => `${session.options.endpoint}/${to.account}/${endOf(to)}`;

const CALLS: Readonly<Record<string, Call>> = {
  "sqs:SendMessage": (session, to) => {
    const ofGroup = endOf(to).endsWith(".fifo")
      ? { MessageGroupId: "one", MessageDeduplicationId: `${Date.now()}` }
      : {};
    return client(session, to).send(
      new SendMessageCommand({ QueueUrl: urlOf(session, to), MessageBody: "word", ...ofGroup }),
    );
  },
  "sqs:ReceiveMessage": (session, to) =>
    client(session, to).send(new ReceiveMessageCommand({ QueueUrl: urlOf(session, to), VisibilityTimeout: 0 })),
  "sqs:DeleteMessage": (session, to) =>
    client(session, to).send(new DeleteMessageCommand({ QueueUrl: urlOf(session, to), ReceiptHandle: "never-there" })),
  "sqs:ChangeMessageVisibility": (session, to) =>
    client(session, to).send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: urlOf(session, to),
        ReceiptHandle: "never-there",
        VisibilityTimeout: 0,
      }),
    ),
  "sqs:GetQueueAttributes": (session, to) =>
    client(session, to).send(
      new GetQueueAttributesCommand({ QueueUrl: urlOf(session, to), AttributeNames: ["QueueArn"] }),
    ),
  "sqs:GetQueueUrl": (session, to) =>
    client(session, to).send(new GetQueueUrlCommand({ QueueName: endOf(to), QueueOwnerAWSAccountId: to.account })),
  "sqs:ListQueueTags": (session, to) =>
    client(session, to).send(new ListQueueTagsCommand({ QueueUrl: urlOf(session, to) })),
  "sqs:PurgeQueue": (session, to) => client(session, to).send(new PurgeQueueCommand({ QueueUrl: urlOf(session, to) })),
  // what it is already
  "sqs:SetQueueAttributes": (session, to) =>
    client(session, to).send(
      new SetQueueAttributesCommand({ QueueUrl: urlOf(session, to), Attributes: { DelaySeconds: "0" } }),
    ),
};

export const sqs: ServiceCalls = {
  calls: CALLS,
  authorised: [
    "InvalidAttributeValue",
    "InvalidAttributeName",
    "ReceiptHandleIsInvalid",
    "InvalidParameterValue",
    "MessageNotInflight",
    "PurgeQueueInProgress",
  ],
  found: async (_, target) => [target],
};
