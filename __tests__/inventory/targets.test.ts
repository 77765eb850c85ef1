import type { Inventory, Target } from "../../src/inventory";
import { readable } from "../../src/unknown/unknown-text";
import { A, B, factsIn, json, stackIn, stackOfNobody, state } from "./facts-in";

const bucket = { aws_s3_bucket: { b: { bucket: "data" } } };
const key = { aws_kms_key: { k: {} } };
const POLICY = json("x:Y");
const unread = '${templatefile("x", {})}';

const targetsIn = async (resource: object): Promise<Inventory> => factsIn({ b: stackIn(B, resource as never) });
const targetIn = async (resource: object): Promise<Target> => {
  const facts = await targetsIn(resource);
  return facts.targets[0] as Target;
};

test("minimal definition: a bucket has no policy, no key of its own, and is shut to the public", async () => {
  expect(await targetIn(bucket)).toMatchObject({
    service: "s3",
    arn: "arn:aws:s3:::data",
    account: B,
    region: "us-east-1",
    policy: undefined,
    key: undefined,
    publicAccess: { restrictPublicBuckets: true, blockPublicPolicy: true },
  });
});

test("a hosted zone has no policy, and is known by its id", async () => {
  expect(await targetIn({ aws_route53_zone: { z: { name: "acme.example" } } })).toMatchObject({
    service: "route53",
    account: B,
    policy: undefined,
  });
});

describe("the resource policy", () => {
  test.each([
    ["aws_s3_bucket", { bucket: "data" }, "aws_s3_bucket_policy", { bucket: "${aws_s3_bucket.t.id}" }],
    ["aws_s3_bucket", { bucket: "data" }, "aws_s3_bucket_policy", { bucket: "data" }],
    ["aws_s3_bucket", { bucket_prefix: "data" }, "aws_s3_bucket_policy", { bucket: "${aws_s3_bucket.t.bucket}" }],
    ["aws_sqs_queue", { name: "q" }, "aws_sqs_queue_policy", { queue_url: "${aws_sqs_queue.t.id}" }],
    ["aws_sqs_queue", {}, "aws_sqs_queue_policy", { queue_url: "${aws_sqs_queue.t.url}" }],
    ["aws_sns_topic", { name: "t" }, "aws_sns_topic_policy", { arn: `arn:aws:sns:us-east-1:${B}:t` }],
    [
      "aws_secretsmanager_secret",
      { name: "a/b" },
      "aws_secretsmanager_secret_policy",
      { secret_arn: "${aws_secretsmanager_secret.t.arn}" },
    ],
    [
      "aws_dynamodb_table",
      { name: "t" },
      "aws_dynamodb_resource_policy",
      { resource_arn: "${aws_dynamodb_table.t.arn}" },
    ],
    ["aws_kms_key", {}, "aws_kms_key_policy", { key_id: "${aws_kms_key.t.key_id}" }],
    ["aws_efs_file_system", {}, "aws_efs_file_system_policy", { file_system_id: "${aws_efs_file_system.t.id}" }],
    ["aws_kms_key", {}, "aws_kms_key_policy", { key_id: "${aws_kms_key.t.arn}" }],
  ])("of %s %o is that of %s %o", async (type, values, policyType, by) => {
    const target = await targetIn({ [type]: { t: values }, [policyType]: { p: { ...by, policy: POLICY } } });
    expect(target.policy).toMatchObject({ text: POLICY, label: `${policyType}.p` });
  });

  test.each(["aws_s3_bucket", "aws_sqs_queue", "aws_sns_topic", "aws_secretsmanager_secret", "aws_kms_key"])(
    "of %s may be its own attribute",
    async (type) => {
      expect((await targetIn({ [type]: { t: { policy: POLICY } } })).policy).toMatchObject({
        text: POLICY,
        label: `the policy of ${type}.t`,
      });
    },
  );

  test("of a key that has none delegates to its account", async () => {
    const { policy } = await targetIn(key);
    expect(JSON.parse(policy?.text as string).Statement).toEqual([
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${B}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ]);
  });

  test("that is not read is unknown", async () => {
    const target = await targetIn({ ...bucket, aws_s3_bucket_policy: { p: { bucket: "data", policy: unread } } });
    expect(target.policy?.text).toMatchObject({ reason: expect.stringContaining("there is no file") });
  });

  test("is unknown where one of its account is for an unknown bucket", async () => {
    const open = { aws_s3_bucket_policy: { p: { bucket: unread, policy: POLICY } } };
    const mine = await factsIn({ b: stackIn(B, bucket), c: stackIn(B, open) });
    const others = await factsIn({ b: stackIn(B, bucket), c: stackIn(A, open) });
    expect(mine.targets[0]?.policy?.text).toMatchObject({
      reason: expect.stringContaining("aws_s3_bucket_policy.p may apply to it"),
    });
    expect(others.targets[0]?.policy).toBeUndefined();
  });

  test("is its own where another bucket's has a random name", async () => {
    const name = "logs-${random_pet.p.id}";
    const facts = await targetsIn({
      random_pet: { p: {} },
      aws_s3_bucket: { b: { bucket: "logs-data" }, l: { bucket: name } },
      aws_s3_bucket_policy: { p: { bucket: name, policy: POLICY } },
    });
    expect(facts.targets.map(({ policy }) => policy?.text)).toEqual([undefined, POLICY]);
  });

  const topicPolicy = async (owner: string) => {
    const own = {
      Sid: "__default_statement_ID",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "SNS:Publish",
      Resource: "*",
      Condition: { StringEquals: { "AWS:SourceOwner": owner } },
    };
    const values = { name: "t", arn: `arn:aws:sns:us-east-1:${B}:t`, policy: JSON.stringify({ Statement: [own] }) };
    const facts = await factsIn({ b: state([{ type: "aws_sns_topic", values }]) });
    return facts.targetByArn(values.arn)?.policy;
  };
  test("that SNS gives a topic in a state is as none", async () => {
    expect(await topicPolicy(B)).toBeUndefined();
  });
  test("for another owner under the name of the one that SNS gives is none of SNS's", async () => {
    expect(await topicPolicy(A)).toBeDefined();
  });
});

test("a file system without a policy, which anybody mounts that gets to it, is none that is read", async () => {
  expect((await targetsIn({ aws_efs_file_system: { t: {} } })).targets).toEqual([]);
});

test("a file system that is not in the world has the policy that names it", async () => {
  const named = { file_system_id: "fs-1", policy: POLICY };
  expect(await targetIn({ aws_efs_file_system_policy: { p: named } })).toMatchObject({
    arn: `arn:aws:elasticfilesystem:us-east-1:${B}:file-system/fs-1`,
    policy: { text: POLICY },
    policyOnly: true,
  });
});

describe("public access to a bucket", () => {
  const block = (more: object) => ({
    ...bucket,
    aws_s3_bucket_public_access_block: { x: { bucket: "${aws_s3_bucket.b.id}", ...more } },
  });

  test("is open in what the block does not name", async () => {
    expect((await targetIn(block({ restrict_public_buckets: true }))).publicAccess).toEqual({
      restrictPublicBuckets: true,
      blockPublicPolicy: false,
    });
  });

  test("is unknown where the block's setting, its bucket or its existence is", async () => {
    for (const more of [
      { restrict_public_buckets: unread },
      { bucket: unread, restrict_public_buckets: true },
      { for_each: unread },
    ])
      expect((await targetIn(block(more))).publicAccess?.restrictPublicBuckets).toBeUndefined();
  });

  test("is unknown in a state without a block", async () => {
    const values = { bucket: "data", arn: "arn:aws:s3:::data", policy: "", region: "us-east-1" };
    const role = { name: "r", arn: `arn:aws:iam::${B}:role/r`, assume_role_policy: "{}" };
    const facts = await factsIn({
      b: state([
        { type: "aws_s3_bucket", values },
        { type: "aws_iam_role", values: role },
      ]),
    });
    expect(facts.targets[0]).toMatchObject({
      account: B,
      policy: undefined,
      publicAccess: { restrictPublicBuckets: undefined },
    });
  });
});

describe("the key of a bucket", () => {
  const encrypted = (settings: object, more: object = {}) => ({
    ...bucket,
    ...key,
    ...more,
    aws_s3_bucket_server_side_encryption_configuration: {
      e: { bucket: "data", rule: [{ apply_server_side_encryption_by_default: [settings] }] },
    },
  });
  const kms = (id: unknown, more?: object) => encrypted({ sse_algorithm: "aws:kms", kms_master_key_id: id }, more);
  const keyArn = ({ targets }: Inventory) => targets.find(({ service }) => service === "kms")?.arn;
  const alias = { aws_kms_alias: { a: { name: "alias/data", target_key_id: "${aws_kms_key.k.key_id}" } } };

  test.each([
    ["its ARN", kms("${aws_kms_key.k.arn}")],
    ["its id", kms("${aws_kms_key.k.key_id}")],
    ["an alias", kms("alias/data", alias)],
    ["the ARN of an alias", kms("${aws_kms_alias.a.arn}", alias)],
    ["what the alias is for", kms("${aws_kms_alias.a.target_key_arn}", alias)],
    [
      "the bucket's own block",
      {
        ...key,
        aws_s3_bucket: {
          b: {
            bucket: "data",
            server_side_encryption_configuration: {
              rule: {
                apply_server_side_encryption_by_default: {
                  sse_algorithm: "aws:kms:dsse",
                  kms_master_key_id: "${aws_kms_key.k.arn}",
                },
              },
            },
          },
        },
      },
    ],
  ])("is found by %s", async (_, resource) => {
    const facts = await targetsIn(resource);
    expect(facts.targets[0]?.key).toBe(keyArn(facts));
  });

  test("is found by data sources for a key or an alias", async () => {
    const data = { aws_kms_key: { d: { key_id: "alias/data" } }, aws_kms_alias: { d: { name: "alias/data" } } };
    for (const id of ["${data.aws_kms_key.d.arn}", "${data.aws_kms_alias.d.target_key_arn}"]) {
      const facts = await factsIn({
        keys: stackIn(B, { ...key, ...alias }),
        b: stackIn(B, { ...kms(id), aws_kms_key: {} }, { data }),
      });
      expect(facts.targets.find(({ service }) => service === "s3")?.key).toBe(keyArn(facts));
    }
  });

  test("may be one that is not in the world", async () => {
    expect((await targetIn(kms("1234"))).key).toBe(`arn:aws:kms:us-east-1:${B}:key/1234`);
    expect((await targetIn(kms("arn:aws:kms:us-east-1:999999999999:key/1"))).key).toBe(
      "arn:aws:kms:us-east-1:999999999999:key/1",
    );
  });

  test.each([undefined, null, "", "alias/aws/s3", "arn:aws:kms:us-east-1:222222222222:alias/aws/s3"])(
    "is AWS's for aws:kms with %p",
    async (id) => {
      expect((await targetIn(kms(id))).key).toBe("aws");
    },
  );

  test("is none for AES256, with a key left over", async () => {
    expect((await targetIn(encrypted({ sse_algorithm: "AES256" }))).key).toBeUndefined();
  });

  test("is unknown where its id, its alias, or the algorithm is", async () => {
    for (const resource of [kms(unread), kms("alias/elsewhere"), encrypted({ sse_algorithm: unread })])
      expect((await targetIn(resource)).key).toMatchObject({ reason: expect.any(String) });
  });
});

test("queues, topics, secrets and parameters have keys too, a secret and a SecureString without one that of AWS", async () => {
  const resource = {
    ...key,
    aws_sqs_queue: { q: { kms_master_key_id: "${aws_kms_key.k.id}" }, r: {} },
    aws_sns_topic: { t: { kms_master_key_id: "alias/aws/sns" } },
    aws_secretsmanager_secret: { s: {}, t: { kms_key_id: "${aws_kms_key.k.arn}" } },
    aws_ssm_parameter: {
      plain: { type: "String" },
      own: { type: "SecureString" },
      k: { type: "SecureString", key_id: "${aws_kms_key.k.arn}" },
      shared: { type: "String", tier: "Advanced" },
    },
  };
  const { targets } = await targetsIn(resource);
  const arn = targets.find(({ service }) => service === "kms")?.arn;
  const keys = Object.fromEntries(targets.map(({ resource, key }) => [resource.address, key]));
  expect(keys).toEqual({
    "aws_sqs_queue.q": arn,
    "aws_sqs_queue.r": undefined,
    "aws_sns_topic.t": "aws",
    "aws_secretsmanager_secret.s": "aws",
    "aws_secretsmanager_secret.t": arn,
    "aws_ssm_parameter.plain": undefined,
    "aws_ssm_parameter.own": "aws",
    "aws_ssm_parameter.k": arn,
    "aws_kms_key.k": undefined,
  });
});

describe("targets near", () => {
  const near = async (resource: string) => {
    const facts = await targetsIn({
      random_pet: { p: {} },
      aws_s3_bucket: { one: { bucket: "one" }, two: { bucket: "two" }, random: { bucket: "r-${random_pet.p.id}" } },
      aws_dynamodb_table: { t: { name: "table" } },
      aws_secretsmanager_secret: { s: { name: "team/db" } },
      aws_ssm_parameter: { y: { name: "/team/db" } },
    });
    return facts.targetsNear(resource).map(({ resource: { address } }) => address.split(".")[1]);
  };

  test.each([
    ["arn:aws:s3:::one", ["one", "random"]],
    ["arn:aws:s3:::two/key/*", ["two", "random"]],
    ["arn:aws:s3:::*/key", ["one", "two", "random"]],
    [`arn:aws:dynamodb:us-east-1:${B}:table/table/index/x`, ["t"]],
    [`arn:aws:secretsmanager:us-east-1:${B}:secret:team/db-AbCdEf`, ["s"]],
    [`arn:aws:ssm:us-east-1:${B}:parameter/team/db`, ["y"]],
    [`arn:aws:sqs:us-east-1:${B}:q`, []],
    ["*", ["one", "two", "random", "t", "s", "y"]],
  ])("%s", async (resource, expected) => {
    expect([...(await near(resource))].sort()).toEqual([...expected].sort());
  });

  test("a random name are those of exactly that name", async () => {
    const facts = await targetsIn({
      random_pet: { p: {}, q: {} },
      aws_s3_bucket: { p: { bucket: "a-${random_pet.p.id}" }, q: { bucket: "a-${random_pet.q.id}" } },
    });
    const [first] = facts.targets;
    expect(readable(first?.arn ?? "")).toMatch(/^arn:aws:s3:::a-<.*random_pet\.p\.id>$/);
    expect(facts.targetsNear(`${first?.arn}/*`)).toEqual([first]);
  });
});

test("a stack of which nothing tells the account has everything in an account of its own", async () => {
  const facts = await factsIn({
    b: stackIn(B, { aws_sqs_queue: { q: { name: "mine" } } }),
    nobody: stackOfNobody({
      ...bucket,
      ...key,
      aws_sqs_queue: { q: { name: "theirs" } },
      aws_sqs_queue_policy: { p: { queue_url: "${aws_sqs_queue.q.id}", policy: POLICY } },
    }),
  });
  const arn = (name: string) => `arn:aws:sqs:us-east-1:${B}:${name}`;
  expect(facts.targetByArn(arn("mine"))).toMatchObject({ policy: undefined, account: B });
  expect(facts.targetByArn(arn("none"))).toBeUndefined();
  expect(facts.targetsNear(arn("mine"))).toHaveLength(1);
  expect(facts.targets.filter(({ service }) => service === "s3")).toMatchObject([
    { arn: "arn:aws:s3:::data", policy: undefined },
  ]);
  expect(facts.targetByArn(arn("theirs"))).toBeUndefined();
});
