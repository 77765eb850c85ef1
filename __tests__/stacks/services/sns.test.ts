import { faultsOf, missedBy, proofOfConfig } from "../../support/configured";
import { KEY, ofService, ofThirdAccount } from "../../support/of-service";
import { document, synth } from "../../support/synth";

const PUBLISH = "[{ publish: data }]";
const made = (text: string) => synth(text).stacks["account-b"].resource;

test("to publish to an encrypted topic takes its key through SNS alone", () => {
  const resource = made(ofService(`topic: { name: events.fifo, kmsKey: "${KEY}" }`, PUBLISH));
  expect(resource.aws_sns_topic.topic).toEqual({ name: "events.fifo", fifo_topic: true, kms_master_key_id: KEY });
  expect(document(resource.aws_iam_policy.sns_publish_policy.policy).Statement).toEqual([
    { Effect: "Allow", Action: ["sns:Publish"], Resource: ["arn:aws:sns:us-east-1:222222222222:events.fifo"] },
    {
      Effect: "Allow",
      Action: ["kms:GenerateDataKey", "kms:Decrypt"],
      Resource: [KEY],
      Condition: { StringEquals: { "kms:ViaService": "sns.us-east-1.amazonaws.com" } },
    },
  ]);
});

test("to publish to a topic is proved; another topic, or more than it, is refuted", async () => {
  const text = ofService("topic: { name: events }", PUBLISH);
  expect((await proofOfConfig(text)).verdict).toBe("proved");
  for (const [from, to, missed] of [
    ["222222222222:events", "222222222222:other", "can sns:Publish: failed"],
    ['["sns:Publish"]', '["sns:Publish","sns:Subscribe"]', "cannot sns:Subscribe: failed"],
  ] as const) {
    const broken = await proofOfConfig(text, ["account-b", from, to]);
    expect([broken.verdict, missedBy(broken)]).toEqual(["refuted", [missed]]);
  }
});

test("a topic that exists is granted and not made, and its proof rests on it", async () => {
  const text = ofService("topic: { name: events, create: false }", PUBLISH);
  expect(made(text).aws_sns_topic).toBeUndefined();
  const { verdict, chains } = await proofOfConfig(text);
  expect([verdict, chains.flatMap((chain) => (chain.assumptions ?? []).map(({ id }) => id))]).toEqual([
    "conditional",
    ["resource-not-read"],
  ]);
});

test("a topic of a third account lets the role in by its own policy, and both sides are proved", async () => {
  const third = ofThirdAccount("topic: { name: events }", PUBLISH);
  const { arn, policy } = synth(third).stacks["account-c-rest"].resource.aws_sns_topic_policy.topic_policy;
  expect(arn).toBe("arn:aws:sns:us-east-1:333333333333:events");
  expect(document(policy).Statement).toEqual([
    {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::222222222222:role/s3-reader-target-role" },
      Action: ["sns:Publish"],
      Resource: [arn],
    },
  ]);
  expect((await proofOfConfig(third)).verdict).toBe("proved");
  const strange = await proofOfConfig(third, ["account-c-rest", "222222222222:role", "444444444444:role"]);
  expect([strange.verdict, faultsOf(strange)]).toEqual(["refuted", ["grant sns:Publish denied"]]);
});
