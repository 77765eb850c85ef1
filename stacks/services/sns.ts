import type { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import type { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import type { TerraformStack } from "cdktf";
import type { Plans, ResourcePolicy } from "../../src/model";
import { constructId, withAddress } from "../element";

/** Loaded only where there is one: most configurations have no topic. */
const snsTopic = (): typeof SnsTopic => require("@cdktf/provider-aws/lib/sns-topic").SnsTopic;
const snsTopicPolicy = (): typeof SnsTopicPolicy => require("@cdktf/provider-aws/lib/sns-topic-policy").SnsTopicPolicy;

function topic(stack: TerraformStack, { address, name, fifo, region, keyArn }: Plans["topic"]): void {
  withAddress(
    address,
    new (snsTopic())(stack, constructId("aws_sns_topic", address), {
      name,
      region,
      fifoTopic: fifo ? true : undefined,
      kmsMasterKeyId: keyArn,
    }),
  );
}

function topicPolicy(stack: TerraformStack, { address, subject, region, document }: ResourcePolicy): void {
  withAddress(
    address,
    new (snsTopicPolicy())(stack, constructId("aws_sns_topic_policy", address), {
      arn: subject,
      region,
      policy: JSON.stringify(document),
    }),
  );
}

export const SNS = { resource: topic, policy: topicPolicy };
