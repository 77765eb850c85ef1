import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import type { Call, ServiceCalls, Target } from "./call";
import type { Session } from "./session";

const client = (session: Session, { region }: Target): SNSClient => session.client(SNSClient, region);

const CALLS: Readonly<Record<string, Call>> = {
  "sns:Publish": (session, to) => {
    const ofGroup = to.arn.endsWith(".fifo") ? { MessageGroupId: "one", MessageDeduplicationId: `${Date.now()}` } : {};
    return client(session, to).send(new PublishCommand({ TopicArn: to.arn, Message: "word", ...ofGroup }));
  },
  "sns:GetTopicAttributes": (session, to) =>
    client(session, to).send(new GetTopicAttributesCommand({ TopicArn: to.arn })),
  "sns:ListSubscriptionsByTopic": (session, to) =>
    client(session, to).send(new ListSubscriptionsByTopicCommand({ TopicArn: to.arn })),
  "sns:ListTagsForResource": (session, to) =>
    client(session, to).send(new ListTagsForResourceCommand({ ResourceArn: to.arn })),
  "sns:SetTopicAttributes": (session, to) =>
    client(session, to).send(
      new SetTopicAttributesCommand({ TopicArn: to.arn, AttributeName: "DisplayName", AttributeValue: "" }),
    ),
  // no protocol of this name, which is looked at after the permission
  "sns:Subscribe": (session, to) =>
    client(session, to).send(new SubscribeCommand({ TopicArn: to.arn, Protocol: "pigeon", Endpoint: "loft" })),
};

export const sns: ServiceCalls = {
  calls: CALLS,
  authorised: ["InvalidParameterException", "InvalidParameter"],
  found: async (_, target) => [target],
};
