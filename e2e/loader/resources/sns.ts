import { CreateTopicCommand, DeleteTopicCommand, SetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { type Kind, type ProviderConfig, principalsOf } from "./kind";

interface Topic {
  readonly name: string;
  readonly policy: string | undefined;
  readonly key: string | undefined;
}

const topicArn = ({ partition, region, account }: ProviderConfig, name: string): string =>
  `arn:${partition}:sns:${region}:${account}:${name}`;

/** The policy of a topic for which none is given. @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-key-concepts.html */
const ownersPolicy = ({ account }: ProviderConfig, arn: string): string =>
  JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes", "sns:SetTopicAttributes", "sns:DeleteTopic"],
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": account } },
      },
    ],
  });

const setPolicy = async (provider: ProviderConfig, TopicArn: string, policy: string): Promise<void> => {
  await provider.aws.sns.send(
    new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue: policy }),
  );
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sns_topic */
export const topic: Kind<Topic> = {
  read: (settings) => ({
    name: settings.text("name"),
    policy: settings.optional("policy"),
    key: settings.optional("kms_master_key_id"),
  }),
  replacedBy: ["name", "key"],
  principals: ({ policy }) => principalsOf(policy),
  async create({ aws }, { name, policy, key }) {
    const Attributes = {
      ...(policy === undefined ? {} : { Policy: policy }),
      ...(key === undefined ? {} : { KmsMasterKeyId: key }),
    };
    const { TopicArn = "" } = await aws.sns.send(new CreateTopicCommand({ Name: name, Attributes }));
    return { arn: TopicArn, id: TopicArn };
  },
  async update(provider, { name, policy }) {
    const arn = topicArn(provider, name);
    await setPolicy(provider, arn, policy ?? ownersPolicy(provider, arn));
  },
  async remove(provider, { name }) {
    await provider.aws.sns.send(new DeleteTopicCommand({ TopicArn: topicArn(provider, name) }));
  },
};

interface TopicPolicy {
  readonly arn: string;
  readonly policy: string;
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sns_topic_policy */
export const topicPolicy: Kind<TopicPolicy> = {
  read: (settings) => ({ arn: settings.text("arn"), policy: settings.text("policy") }),
  replacedBy: ["arn"],
  principals: ({ policy }) => principalsOf(policy),
  async create(provider, { arn, policy }) {
    await setPolicy(provider, arn, policy);
    return { id: arn };
  },
  update: (provider, { arn, policy }) => setPolicy(provider, arn, policy),
  // as the provider does it: the topic keeps its owner's default policy
  remove: (provider, { arn }) => setPolicy(provider, arn, ownersPolicy(provider, arn)),
};
