import { missedBy, proofOfConfig } from "../../support/configured";
import { ofService } from "../../support/of-service";
import { document, synth } from "../../support/synth";

const REPOSITORY = "arn:aws:ecr:us-east-1:222222222222:repository/web";
const PULL = ofService(
  `arn: "${REPOSITORY}"`,
  "[{ actions: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer, ecr:GetAuthorizationToken], on: data }]",
);
const statementsOf = (text: string, policy: string) =>
  document(synth(text).stacks["account-b"].resource.aws_iam_policy[policy].policy).Statement;

test("actions on what an ARN names are granted on it, those that are about no resource on all", () => {
  expect(statementsOf(PULL, "ecr_actions_policy")).toEqual([
    { Effect: "Allow", Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Resource: [REPOSITORY] },
    { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
  ]);
});

test.each([
  ["a bucket", "arn:aws:s3:::acme", "s3_read_policy", [["s3:GetObject"], ["s3:ListBucket"]], ["/*", ""]],
  ["a part of a bucket", "arn:aws:s3:::acme/eu/*", "s3_read_policy", [["s3:GetObject"]], [""]],
  [
    "a queue",
    "arn:aws:sqs:us-east-1:222222222222:jobs",
    "sqs_receive_policy",
    [["sqs:ReceiveMessage", "sqs:DeleteMessage"]],
    [""],
  ],
])("an ARN of %s has its service's verbs", (_, arn, policy, actions, ends) => {
  const [, service, verb] = /^(.*)_(.*)_policy$/.exec(policy) ?? [];
  expect(service).toBeDefined();
  const statements: readonly { readonly Action: string[]; readonly Resource: string[] }[] = statementsOf(
    ofService(`arn: "${arn}"`, `[{ ${verb}: data }]`),
    policy,
  );
  expect(statements.map(({ Action }) => Action.slice(0, 3))).toEqual(
    actions.map((list) => expect.arrayContaining(list)),
  );
  expect(statements.map(({ Resource }) => Resource)).toEqual(ends.map((end) => [`${arn}${end}`]));
});

test("what an ARN names is not made, and its proof rests on it", async () => {
  const { verdict, chains } = await proofOfConfig(PULL);
  expect([
    verdict,
    chains.flatMap((chain) => (chain.assumptions ?? []).map(({ id, subject }) => [id, subject])),
  ]).toEqual(["conditional", [["resource-not-read", REPOSITORY]]]);
});

test("each statement is missed", async () => {
  for (const [from, to, missed] of [
    ["repository/web", "repository/none", ["can ecr:BatchGetImage: failed", "can ecr:GetDownloadUrlForLayer: failed"]],
    ['"ecr:GetAuthorizationToken"', '"ecr:GetRegistryPolicy"', ["can ecr:GetAuthorizationToken: failed"]],
  ] as const) {
    const broken = await proofOfConfig(PULL, ["account-b", from, to]);
    expect([broken.verdict, missedBy(broken)]).toEqual(["refuted", missed]);
  }
});
