import { missedBy, proofOfConfig } from "../../support/configured";
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
