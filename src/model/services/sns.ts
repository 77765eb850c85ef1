import { SNS } from "../../aws";
import type { ResourceMaps } from "../../config";
import type { ResolvedBy, ResourceEntry, ServiceModel } from "./service-model";

type TopicMap = ResourceMaps["topic"];

/** A topic to create. */
export interface TopicPlan {
  readonly kind: "topic";
  readonly address: string;
  readonly name: string;
  readonly fifo: boolean;
  /** Only where it differs from the account's. */
  readonly region?: string;
  /** ARN of the customer key that it is encrypted with; absent where it is not encrypted. */
  readonly keyArn?: string;
}

/**
 * Batches need the permission to publish.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
 * Keys: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export const SNS_TOPICS: ServiceModel<TopicMap, TopicPlan> = {
  facts: SNS,
  resolve: resolveTopic,
  verbs: { publish: ["sns:Publish"] },
  keyActions: { "sns:Publish": ["kms:GenerateDataKey", "kms:Decrypt"] },
  others: ["sns:Publish", "sns:Subscribe", "sns:DeleteTopic", "sns:SetTopicAttributes", "sns:AddPermission"],
};

function resolveTopic({ map, account, region, address, keyArn }: ResourceEntry<TopicMap>): ResolvedBy<TopicPlan> {
  const { name, create } = map;
  const arn = SNS.arn({ ...account, region: region ?? account.region }, name);
  const plan: TopicPlan = {
    kind: "topic",
    address: address("topic"),
    name,
    fifo: name.endsWith(".fifo"),
    ...(region === undefined ? {} : { region }),
    ...(keyArn === undefined ? {} : { keyArn }),
  };
  return {
    ...(create ? { planned: { plan, address: `aws_sns_topic.${plan.address}` } } : {}),
    arn,
    name,
    policy: { type: "aws_sns_topic_policy", address: address("topic_policy"), subject: arn },
  };
}
