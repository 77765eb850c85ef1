import { faultsOf, missedBy, proofOfConfig } from "../../support/configured";
import { changed, document, synth } from "../../support/synth";

const limited = (grants: string) =>
  changed(
    ["{ prefix: my-cross-account-data-bucket }", "{ name: the-data }"],
    ["grants: [{ read: data }]", `grants: ${grants}`],
  );
const EU = limited("[{ read: { bucket: data, prefix: eu/ } }]");

const policyIn = (text: string) =>
  document(synth(text).stacks["account-b"].resource.aws_iam_policy.s3_read_policy.policy).Statement;

test("a prefix limits which objects are read and which are listed, and the check lists there", () => {
  expect(policyIn(EU)).toEqual([
    { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::the-data/eu/*"] },
    {
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: ["arn:aws:s3:::the-data"],
      Condition: { StringLike: { "s3:prefix": "eu/*" } },
    },
  ]);
  const { resource } = synth(EU).stacks["account-a-rest"];
  expect(resource.kubernetes_pod_v1.s3_access_test.spec.container[0].command[2]).toContain(
    'aws s3 ls "s3://the-data/eu/"',
  );
});

test("another prefix extends the document and leaves its address", () => {
  const both = policyIn(limited("[{ read: { bucket: data, prefix: eu/ } }, { read: { bucket: data, prefix: us/ } }]"));
  expect(both.map(({ Resource }: { Resource: unknown }) => Resource)).toEqual([
    ["arn:aws:s3:::the-data/eu/*", "arn:aws:s3:::the-data/us/*"],
    ["arn:aws:s3:::the-data"],
    ["arn:aws:s3:::the-data"],
  ]);
});

test("a grant of a part is proved, and refuted where its policy names another", async () => {
  expect((await proofOfConfig(EU)).verdict).toBe("proved");
  const elsewhere = await proofOfConfig(EU, ["account-b", "the-data/eu/*", "the-data/us/*"]);
  expect([elsewhere.verdict, missedBy(elsewhere)]).toEqual(["refuted", ["can s3:GetObject: failed"]]);
});

/** The default configuration with its bucket in a third account. */
const third = (bucket: string, ...more: readonly (readonly [string, string])[]) =>
  changed(
    ["\nclusters:", '  account-c: { id: "333333333333", region: us-east-1 }\n\nclusters:'],
    [
      "    account: account-b\n    bucket: { prefix: my-cross-account-data-bucket }",
      `    account: account-c\n    bucket: ${bucket}`,
    ],
    ...more,
  );
const THIRD = third("{ name: the-data }");
/** The cluster's own role, granted a bucket of another account without a role there. */
const DIRECT = third("{ name: the-data }", [
  "    target:\n      account: account-b\n      role: s3-reader-target-role\n      policyName: s3-read-only-for-target-role\n      grants:",
  "    grants:",
]);

test("a bucket of a third account lets the role in by its own policy, once role and bucket are there", async () => {
  const { stacks, dependencies } = synth(THIRD);
  const { bucket, policy } = stacks["account-c-rest"].resource.aws_s3_bucket_policy.bucket_policy;
  expect(bucket).toBe("the-data");
  const Principal = { AWS: "arn:aws:iam::222222222222:role/s3-reader-target-role" };
  expect(document(policy).Statement).toEqual([
    { Effect: "Allow", Principal, Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::the-data/*"] },
    { Effect: "Allow", Principal, Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::the-data"] },
  ]);
  expect(dependencies["account-c-rest"]).toEqual(["account-b", "account-c"]);
  expect(dependencies["account-a-rest"]).toContain("account-c-rest");
  expect((await proofOfConfig(THIRD)).verdict).toBe("proved");
});

test.each([
  ["the role's permission lacks an action", "account-b"],
  ["the bucket's policy lacks an action", "account-c-rest"],
])("a bucket of a third account is refuted where %s", async (_, stack) => {
  const broken = await proofOfConfig(THIRD, [stack, '"s3:GetObject"', '"s3:GetObjectAcl"']);
  expect(broken.verdict).toBe("refuted");
  expect(missedBy(broken)).toContain("can s3:GetObject: failed");
});

test("a bucket whose policy names another role is refuted at the grant", async () => {
  const broken = await proofOfConfig(THIRD, ["account-c-rest", "s3-reader-target-role", "somebody"]);
  expect([broken.verdict, faultsOf(broken)]).toEqual([
    "refuted",
    ["grant s3:GetObject denied", "grant s3:ListBucket denied"],
  ]);
});

test("the cluster's own role uses a bucket of another account without a role there", async () => {
  const { stacks, dependencies } = synth(DIRECT);
  expect(
    document(stacks["account-c-rest"].resource.aws_s3_bucket_policy.bucket_policy.policy).Statement[0].Principal,
  ).toEqual({
    AWS: "arn:aws:iam::111111111111:role/eks-pod-identity-primary-role",
  });
  expect(dependencies["account-c-rest"]).toEqual(["account-a", "account-c"]);
  expect((await proofOfConfig(DIRECT)).verdict).toBe("proved");
});

test("the policy of a bucket that exists is replaced where the configuration says so", async () => {
  const text = third("{ name: the-data, create: false }\n    resourcePolicy: replace");
  const { stacks, dependencies } = synth(text);
  expect(stacks["account-c"]).toBeUndefined();
  expect(stacks["account-c-rest"].resource.aws_s3_bucket_policy.bucket_policy.bucket).toBe("the-data");
  expect(dependencies["account-c-rest"]).toEqual(["account-b"]);
  const [chain] = (await proofOfConfig(text)).chains;
  expect([chain?.verdict, chain?.assumptions?.map(({ id, subject }) => `${id} ${subject}`)]).toEqual([
    "conditional",
    ["resource-not-read arn:aws:s3:::the-data"],
  ]);
});

test("a check in the same stack as the policy waits for it", () => {
  const text = changed([
    "    account: account-b\n    bucket: { prefix: my-cross-account-data-bucket }",
    "    account: account-a\n    bucket: { name: the-data }",
  ]);
  expect(synth(text).stacks["account-a-rest"].resource.kubernetes_pod_v1.s3_access_test.depends_on).toContain(
    "aws_s3_bucket_policy.bucket_policy",
  );
});
