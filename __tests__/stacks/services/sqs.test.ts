import { faultsOf, missedBy, proofOfConfig } from "../../support/configured";
import { KEY, ofService, ofThirdAccount } from "../../support/of-service";
import { document, synth } from "../../support/synth";

const QUEUE = "arn:aws:sqs:us-east-1:222222222222:jobs";
const BOTH = "[{ send: data }, { receive: data }]";
const made = (text: string) => synth(text).stacks["account-b"].resource;

test("a queue is one by its name, FIFO where that ends so, and each verb is a policy of its own", () => {
  const { aws_sqs_queue, aws_iam_policy } = made(ofService("queue: { name: jobs.fifo }", BOTH));
  expect(aws_sqs_queue.queue).toEqual({ name: "jobs.fifo", fifo_queue: true });
  expect(made(ofService("queue: { name: jobs }", BOTH)).aws_sqs_queue.queue).toEqual({ name: "jobs" });
  const actionsOf = (policy: string) =>
    document(aws_iam_policy[policy].policy).Statement.map((one: { Action: unknown; Resource: unknown }) => {
      expect(one.Resource).toEqual([`${QUEUE}.fifo`]);
      return one.Action;
    });
  expect(actionsOf("sqs_send_policy")).toEqual([["sqs:SendMessage", "sqs:GetQueueUrl", "sqs:GetQueueAttributes"]]);
  expect(actionsOf("sqs_receive_policy")).toEqual([
    [
      "sqs:ReceiveMessage",
      "sqs:DeleteMessage",
      "sqs:ChangeMessageVisibility",
      "sqs:GetQueueUrl",
      "sqs:GetQueueAttributes",
    ],
  ]);
});

test("what an encrypted queue takes of its key is granted with it: to send takes more than to receive", () => {
  const resource = made(ofService(`queue: { name: jobs, kmsKey: "${KEY}" }`, BOTH));
  expect(resource.aws_sqs_queue.queue.kms_master_key_id).toBe(KEY);
  const last = (policy: string) => document(resource.aws_iam_policy[policy].policy).Statement.at(-1);
  expect([last("sqs_send_policy"), last("sqs_receive_policy")]).toEqual(
    [["kms:GenerateDataKey", "kms:Decrypt"], ["kms:Decrypt"]].map((Action) => ({
      Effect: "Allow",
      Action,
      Resource: [KEY],
      Condition: { StringEquals: { "kms:ViaService": "sqs.us-east-1.amazonaws.com" } },
    })),
  );
});

test("in China the name by which a key sees the service is a pattern, as no page of AWS has it", async () => {
  const text = ofService(`queue: { name: jobs, kmsKey: "${KEY}" }`, BOTH)
    .replaceAll("us-east-1", "cn-north-1")
    .replaceAll("arn:aws:", "arn:aws-cn:");
  const policy = document(made(text).aws_iam_policy.sqs_receive_policy.policy);
  expect(policy.Statement.at(-1).Condition).toEqual({ StringLike: { "kms:ViaService": "sqs.cn-north-1.*" } });
  expect((await proofOfConfig(text)).verdict).not.toMatch(/refuted/);
});

test("grants on a queue are proved, and each that is taken out, or is too much, is missed", async () => {
  const text = ofService("queue: { name: jobs }", BOTH);
  expect((await proofOfConfig(text)).verdict).toBe("proved");
  for (const [from, to, missed] of [
    ['"sqs:SendMessage",', "", "can sqs:SendMessage: failed"],
    ['"sqs:ReceiveMessage",', "", "can sqs:ReceiveMessage: failed"],
    ['"sqs:DeleteMessage",', '"sqs:DeleteMessage","sqs:PurgeQueue",', "cannot sqs:PurgeQueue: failed"],
  ] as const) {
    const broken = await proofOfConfig(text, ["account-b", from, to]);
    expect([broken.verdict, missedBy(broken)]).toEqual(["refuted", [missed]]);
  }
});

test("a queue that exists is granted and not made, and its proof rests on it", async () => {
  const text = ofService("queue: { name: jobs, create: false }", "[{ receive: data }]");
  expect(made(text).aws_sqs_queue).toBeUndefined();
  const { verdict, chains } = await proofOfConfig(text);
  expect([verdict, chains.flatMap((chain) => (chain.assumptions ?? []).map(({ id }) => id))]).toEqual([
    "conditional",
    ["resource-not-read"],
  ]);
});

test("a queue of a third account lets the role in by its own policy, named by its URL, and both sides are proved", async () => {
  const third = ofThirdAccount("queue: { name: jobs }", BOTH);
  const { queue_url, policy } = synth(third).stacks["account-c-rest"].resource.aws_sqs_queue_policy.queue_policy;
  expect(queue_url).toBe("https://sqs.us-east-1.amazonaws.com/333333333333/jobs");
  expect(document(policy).Statement.map((one: { Principal: unknown }) => one.Principal)).toEqual(
    Array(2).fill({ AWS: "arn:aws:iam::222222222222:role/s3-reader-target-role" }),
  );
  expect((await proofOfConfig(third)).verdict).toBe("proved");
  for (const stack of ["account-b", "account-c-rest"]) {
    const broken = await proofOfConfig(third, [stack, '"sqs:ReceiveMessage",', ""]);
    expect([broken.verdict, missedBy(broken)]).toEqual(["refuted", ["can sqs:ReceiveMessage: failed"]]);
  }
  const strange = await proofOfConfig(third, ["account-c-rest", "222222222222:role", "444444444444:role"]);
  expect([strange.verdict, faultsOf(strange)]).toEqual([
    "refuted",
    expect.arrayContaining(["grant sqs:SendMessage denied", "grant sqs:ReceiveMessage denied"]),
  ]);
});
