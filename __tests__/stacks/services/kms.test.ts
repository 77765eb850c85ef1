import { faultsOf, missedBy, proofOfConfig } from "../../support/configured";
import { KEY, ofService, ofThirdAccount } from "../../support/of-service";
import { document, synth } from "../../support/synth";

const BOTH = "[{ read: data }, { write: data }]";
const ROLE = "arn:aws:iam::222222222222:role/s3-reader-target-role";
const ID = "1234abcd-12ab-34cd-56ef-1234567890ab";

/** With a further resource, `own`. */
const withKey = (text: string, entry: string): string =>
  text.replace("\nworkloads:", `  own: { ${entry} }\n\nworkloads:`);
const made = (text: string) => synth(text).stacks["account-b"];
const restingOn = async (text: string) => {
  const { verdict, chains } = await proofOfConfig(text);
  return [verdict, [...new Set(chains.flatMap(({ assumptions }) => assumptions.map(({ subject }) => subject)))]];
};

const OWN = withKey(ofService("bucket: { prefix: eu, kmsKey: own }", BOTH), "account: account-b, key: { alias: data }");
const THIRD = withKey(
  ofThirdAccount("bucket: { name: the-data, kmsKey: own }", BOTH),
  "account: account-c, key: { alias: data }",
);

test("a key is made with its alias, rotated, and under AWS's default policy", () => {
  const { aws_kms_key, aws_kms_alias, aws_kms_key_policy } = made(OWN).resource;
  expect(aws_kms_key).toEqual({ own_key: { enable_key_rotation: true } });
  expect(aws_kms_alias).toEqual({
    own_key_alias: { name: "alias/data", target_key_id: "${aws_kms_key.own_key.key_id}" },
  });
  expect(aws_kms_key_policy).toBeUndefined();
});

test("a bucket is encrypted with its key by default, by a bucket key, and the role uses the key through S3 alone", () => {
  const { resource } = made(OWN);
  expect(resource.aws_s3_bucket_server_side_encryption_configuration.bucket_encryption).toEqual({
    bucket: "${aws_s3_bucket.data_bucket.bucket}",
    rule: [
      {
        apply_server_side_encryption_by_default: {
          sse_algorithm: "aws:kms",
          kms_master_key_id: "${aws_kms_key.own_key.arn}",
        },
        bucket_key_enabled: true,
      },
    ],
  });
  const ofKey = (policy: string) => document(resource.aws_iam_policy[policy].policy).Statement.at(-1);
  const via = { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } };
  const Resource = ["${aws_kms_key.own_key.arn}"];
  expect(ofKey("s3_read_policy")).toEqual({ Effect: "Allow", Action: ["kms:Decrypt"], Resource, Condition: via });
  expect(ofKey("s3_write_policy").Action).toEqual(["kms:GenerateDataKey", "kms:Decrypt"]);
});

test("access through a key is proved, and missed without its statement or through another service", async () => {
  expect((await proofOfConfig(OWN)).verdict).toBe("proved");
  for (const [from, to] of [
    ['"kms:Decrypt"', '"kms:DescribeKey"'],
    ["s3.us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com"],
  ] as const) {
    const broken = await proofOfConfig(OWN, ["account-b", from, to]);
    expect([broken.verdict, missedBy(broken)]).toEqual([
      "refuted",
      expect.arrayContaining(["can s3:GetObject: failed"]),
    ]);
  }
});

test("a key of a third account keeps its root and lets the role in, through the service alone", () => {
  const { stacks, dependencies } = synth(THIRD);
  const { data, resource } = stacks["account-c-rest"];
  expect(data.aws_kms_alias.own_key_policy).toEqual({ name: "alias/data" });
  const { key_id, policy } = resource.aws_kms_key_policy.own_key_policy;
  expect(key_id).toBe("${data.aws_kms_alias.own_key_policy.target_key_id}");
  const via = { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } };
  const use = { Effect: "Allow", Principal: { AWS: ROLE }, Resource: ["*"], Condition: via };
  expect(document(policy).Statement).toEqual([
    { Effect: "Allow", Principal: { AWS: "arn:aws:iam::333333333333:root" }, Action: ["kms:*"], Resource: "*" },
    { ...use, Action: ["kms:Decrypt"] },
    { ...use, Action: ["kms:GenerateDataKey", "kms:Decrypt"] },
  ]);
  // the key's ARN is known in its own account only
  expect(document(stacks["account-b"].resource.aws_iam_policy.s3_read_policy.policy).Statement.at(-1).Resource).toEqual(
    ["arn:aws:kms:us-east-1:333333333333:key/*"],
  );
  expect(dependencies["account-c-rest"]).toEqual(["account-b", "account-c"]);
});

test.each([
  ["bucket", "bucket: { name: the-data, kmsKey: own }", BOTH, "can s3:GetObject: failed"],
  ["table", "table: { name: orders, partitionKey: { name: id }, kmsKey: own }", BOTH, "can dynamodb:GetItem: failed"],
  ["queue", "queue: { name: jobs, kmsKey: own }", "[{ receive: data }]", "can sqs:ReceiveMessage: failed"],
  ["topic", "topic: { name: events, kmsKey: own }", "[{ publish: data }]", "can sns:Publish: failed"],
  ["secret", "secret: { name: prod/db, kmsKey: own }", BOTH, "can secretsmanager:GetSecretValue: failed"],
])(
  "a %s of a third account is proved with its key, and each side of the key that is taken out is missed",
  async (_, map, grants, missed) => {
    const text = withKey(ofThirdAccount(map, grants), "account: account-c, key: { alias: data }");
    expect((await proofOfConfig(text)).verdict).toBe("proved");
    for (const stack of ["account-b", "account-c-rest"]) {
      const broken = await proofOfConfig(text, [stack, '"kms:Decrypt"', '"kms:DescribeKey"']);
      expect([broken.verdict, missedBy(broken)]).toEqual(["refuted", expect.arrayContaining([missed])]);
    }
    const strange = await proofOfConfig(text, ["account-c-rest", "222222222222:role", "444444444444:role"]);
    expect([strange.verdict, faultsOf(strange)]).toEqual([
      "refuted",
      expect.arrayContaining(["grant kms:Decrypt denied"]),
    ]);
  },
);

test("a key that exists in the role's account is looked up, and the proof rests on its policy", async () => {
  for (const text of [
    withKey(
      ofService("bucket: { name: the-data, kmsKey: own }", BOTH),
      `account: account-b, key: { create: false, id: ${ID} }`,
    ),
    ofService(`bucket: { name: the-data, kmsKey: "${KEY}" }`, BOTH),
  ]) {
    const { data, resource } = made(text);
    expect(Object.values(data.aws_kms_key)).toEqual([{ key_id: KEY }]);
    expect(resource.aws_kms_key).toBeUndefined();
    expect(await restingOn(text)).toEqual(["conditional", [KEY]]);
    const broken = await proofOfConfig(text, ["account-b", '"kms:Decrypt"', '"kms:DescribeKey"']);
    expect(broken.verdict).toBe("refuted");
  }
});

test("a key that exists in a third account gets the policy that may replace its own", async () => {
  const text = withKey(
    ofThirdAccount("bucket: { name: the-data, kmsKey: own }", BOTH),
    `account: account-c, resourcePolicy: replace, key: { create: false, id: ${ID} }`,
  );
  expect(synth(text).stacks["account-c-rest"].resource.aws_kms_key_policy.own_key_policy.key_id).toBe(ID);
  expect(await restingOn(text)).toEqual(["conditional", [KEY.replace("222222222222", "333333333333")]]);
  const strange = await proofOfConfig(text, ["account-c-rest", "222222222222:role", "444444444444:role"]);
  expect(strange.verdict).toBe("refuted");
});

test("a key itself is granted to encrypt or to decrypt, and nothing else", async () => {
  const text = ofService("key: { alias: data }", "[{ encrypt: data }]");
  const { Statement } = document(made(text).resource.aws_iam_policy.kms_encrypt_policy.policy);
  expect(Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"],
      Resource: ["${aws_kms_key.key.arn}"],
    },
  ]);
  expect((await proofOfConfig(text)).verdict).toBe("proved");
  const wider = await proofOfConfig(text, ["account-b", '"kms:Encrypt",', '"kms:Encrypt","kms:Decrypt",']);
  expect([wider.verdict, missedBy(wider)]).toEqual(["refuted", ["cannot kms:Decrypt: failed"]]);
  const existing = ofService(`key: { create: false, id: ${ID} }`, "[{ decrypt: data }]");
  expect(await restingOn(existing)).toEqual(["conditional", [KEY]]);
  expect(missedBy(await proofOfConfig(existing, ["account-b", '"kms:Decrypt",', '"kms:Encrypt",']))).toEqual([
    "can kms:Decrypt: failed",
    "cannot kms:Encrypt: failed",
  ]);
});

test("a role that is granted to encrypt with a key may decrypt with it for a bucket that it reads", async () => {
  const grants = "[{ read: data }, { encrypt: own }]";
  const text = withKey(
    ofService("bucket: { prefix: eu, kmsKey: own }", grants),
    "account: account-b, key: { alias: data }",
  );
  const { verdict, chains } = await proofOfConfig(text);
  expect(verdict).toBe("proved");
  expect(chains[0]?.expectations.map(({ cannot }) => cannot)).toContain("kms:ScheduleKeyDeletion");
});
