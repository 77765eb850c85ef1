import {
  A,
  allow,
  B,
  BUCKET,
  C,
  deny,
  document,
  type Json,
  principal,
  READ_BUCKET,
  rcps,
  TARGET,
  trust,
} from "../../support/documents";
import { chainOf, podWorld, proofOf, type Row, stackIn, stating } from "../../support/world";

const DENIED = "denied";
const ALLOWED = "allowed";
const OBJECTS = `${BUCKET}/*`;
const QUEUE = `arn:aws:sqs:us-east-1:${B}:q`;
const TOPIC = `arn:aws:sns:us-east-1:${B}:t`;
const KEY = "${aws_kms_key.k.arn}";
const is = (verdict: string) => ({ hops: { grant: verdict } }) as const;
const denied = is(DENIED) as Row[2];
const allowed = is(ALLOWED) as Row[2];

const bucket = (policy: Json | readonly Json[] | string) =>
  podWorld({
    grant: allow("s3:GetObject", OBJECTS),
    b: { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: document(policy) } } },
  });
const queue = (policy: Json | readonly Json[] | string) =>
  podWorld({
    grant: allow("sqs:SendMessage", QUEUE),
    b: {
      aws_sqs_queue: { q: { name: "q" } },
      aws_sqs_queue_policy: { p: { queue_url: "${aws_sqs_queue.q.url}", policy: document(policy) } },
    },
  });
const topic = (policy: Json | readonly Json[] | string) =>
  podWorld({
    grant: allow("sns:Publish", TOPIC),
    b: { aws_sns_topic: { t: { name: "t" } }, aws_sns_topic_policy: { p: { arn: TOPIC, policy: document(policy) } } },
  });
const key = (policy: Json | readonly Json[] | string, more: Json = {}) =>
  podWorld({
    grant: allow("kms:Decrypt", KEY),
    b: { aws_kms_key: { k: { description: "k", policy: document(policy), ...more } } },
  });
const secret = (policy: Json | readonly Json[], more: Json = {}) =>
  podWorld({
    grant: allow("secretsmanager:GetSecretValue", "${aws_secretsmanager_secret.s.arn}"),
    b: {
      aws_secretsmanager_secret: { s: { name: "s" } },
      aws_secretsmanager_secret_policy: {
        p: { secret_arn: "${aws_secretsmanager_secret.s.arn}", policy: document(policy), ...more },
      },
    },
  });

const to = (action: string | readonly string[], resource: string | readonly string[], rest: Json = {}): Json => ({
  ...principal(allow(action, resource)),
  ...rest,
});
const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const long = (size: number): Json =>
  to(
    "s3:GetObject",
    times(size / 30, (i) => `${BUCKET}/${"x".repeat(10)}${String(i).padStart(4, "0")}`),
  );

stating("a bucket's policy", [
  [
    "is taken with actions that fit one of its statement's resources",
    bucket(to(["s3:GetObject", "s3:ListBucket"], [BUCKET, OBJECTS])),
    allowed,
  ],
  [
    "is refused for an action that fits no resource of its statement",
    bucket(to(["s3:GetObject", "s3:ListBucket"], OBJECTS)),
    denied,
  ],
  ["is refused for a resource of another bucket", bucket(to("s3:GetObject", "arn:aws:s3:::other/*")), denied],
  ["is refused for every resource", bucket(to("s3:GetObject", "*")), denied],
  ["is taken with a pattern that may be the bucket", bucket(to("s3:*", "arn:aws:s3:::data-*")), allowed],
  ["is refused for an action of another service", bucket(to("sqs:SendMessage", OBJECTS)), denied],
  ["is refused for an action on no bucket", bucket(to("s3:ListAllMyBuckets", BUCKET)), denied],
  ["is refused beyond 20 KB", bucket(long(20_700)), denied],
  [
    "is taken with two statements of one Sid",
    bucket([to("s3:GetObject", OBJECTS, { Sid: "a b" }), to("s3:PutObject", OBJECTS, { Sid: "a b" })]),
    allowed,
  ],
  [
    "may name CloudFront's origin access identity",
    bucket(
      to("s3:GetObject", OBJECTS, {
        Principal: { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABCDEF" },
      }),
    ),
    allowed,
  ],
]);

stating("a queue's policy", [
  [
    "is taken with seven actions in a statement",
    queue(
      to(
        [
          "sqs:SendMessage",
          "sqs:ReceiveMessage",
          "sqs:DeleteMessage",
          "sqs:ChangeMessageVisibility",
          "sqs:GetQueueUrl",
          "sqs:GetQueueAttributes",
          "sqs:PurgeQueue",
        ],
        QUEUE,
      ),
    ),
    allowed,
  ],
  [
    "is refused with eight",
    queue(
      to(
        [
          "sqs:SendMessage",
          "sqs:ReceiveMessage",
          "sqs:DeleteMessage",
          "sqs:ChangeMessageVisibility",
          "sqs:GetQueueUrl",
          "sqs:GetQueueAttributes",
          "sqs:PurgeQueue",
          "sqs:TagQueue",
        ],
        QUEUE,
      ),
    ),
    denied,
  ],
  ["is refused with 21 statements", queue(times(21, () => to("sqs:SendMessage", QUEUE))), denied],
  [
    "is refused with 51 principals in a statement",
    queue(to("sqs:SendMessage", QUEUE, { Principal: { AWS: times(51, (i) => String(100_000_000_000 + i)) } })),
    denied,
  ],
  ["is refused for an action of another service", queue(to("sns:Publish", QUEUE)), denied],
  ["is refused for another queue", queue(to("sqs:SendMessage", `${QUEUE}2`)), denied],
  [
    "is refused with two statements of one Sid",
    queue([to("sqs:SendMessage", QUEUE, { Sid: "a" }), to("sqs:ReceiveMessage", QUEUE, { Sid: "a" })]),
    denied,
  ],
]);

stating("a topic's policy", [
  ["is taken with a topic's actions", topic(to(["SNS:Publish", "SNS:Subscribe"], TOPIC)), allowed],
  ["is refused with sns:*", topic(to("sns:*", TOPIC)), denied],
  ["is refused for an action on no topic", topic(to("sns:CreateTopic", TOPIC)), denied],
  ["is refused for another topic", topic(to("sns:Publish", `${TOPIC}2`)), denied],
  [
    "is refused with two statements of one Sid",
    topic([to("sns:Publish", TOPIC, { Sid: "a" }), to("sns:Subscribe", TOPIC, { Sid: "a" })]),
    denied,
  ],
]);

const ADMIN = (account: string) => ({ Principal: { AWS: `arn:aws:iam::${account}:role/admin` } });
stating("a key's policy", [
  [
    "is taken where the account's root may change it",
    key([to("kms:*", "*", { Principal: { AWS: B } }), to("kms:Decrypt", "*")]),
    allowed,
  ],
  ["is taken where a role of the account may", key([to("kms:Put*", "*", ADMIN(B)), to("kms:Decrypt", "*")]), allowed],
  ["is refused where no caller may change it", key(to("kms:Decrypt", "*")), denied],
  ["is refused where only another account may", key([to("kms:*", "*", ADMIN(C)), to("kms:Decrypt", "*")]), denied],
  [
    "is refused where a Deny keeps everybody from it",
    key([to("kms:*", "*", { Principal: { AWS: B } }), { ...deny("kms:PutKeyPolicy", "*"), Principal: "*" }]),
    denied,
  ],
  [
    "is taken where the check is bypassed",
    key(to("kms:Decrypt", "*"), { bypass_policy_lockout_safety_check: true }),
    allowed,
  ],
  [
    "denies what the key encrypts where it is refused",
    podWorld({
      grant: allow("s3:GetObject", OBJECTS),
      b: {
        aws_kms_key: { k: { description: "k", policy: document(to("kms:Decrypt", "*")) } },
        aws_s3_bucket_server_side_encryption_configuration: {
          e: {
            bucket: "data-bucket",
            rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: "aws:kms", kms_master_key_id: KEY }] }],
          },
        },
      },
    }),
    denied,
  ],
]);

const EVERYBODY = to("secretsmanager:GetSecretValue", "*", { Principal: "*" });
stating("a secret's policy", [
  ["is taken though it lets in everybody", secret(EVERYBODY), allowed],
  ["is refused where public policies are blocked", secret(EVERYBODY, { block_public_policy: true }), denied],
]);

const managed = (count: number, size = 0) => ({
  aws_iam_policy: {
    p: {
      count,
      name: "p${count.index}",
      policy: document(
        allow("s3:GetObject", times(size / 20, (i) => `arn:aws:s3:::${String(i).padStart(5, "0")}`).concat(OBJECTS)),
      ),
    },
  },
  aws_iam_role_policy_attachment: { p: { count, role: "target", policy_arn: "${aws_iam_policy.p[count.index].arn}" } },
});
const LONG = "n".repeat(300);
/** A policy that is short once it is known by which name, of which only the address is long. */
const byLongAddress = {
  random_pet: { [LONG]: {} },
  aws_iam_policy: {
    p: {
      name: "p",
      policy: document(
        allow(
          "s3:GetObject",
          times(30, (i) => `arn:aws:s3:::\${random_pet.${LONG}.id}-${i}/*`),
        ),
      ),
    },
  },
  aws_iam_role_policy_attachment: { p: { role: "target", policy_arn: "${aws_iam_policy.p.arn}" } },
};
const inline = (name: string, size: number) => ({
  aws_iam_role_policy: {
    [name]: {
      role: "target",
      name,
      policy: document(
        allow("s3:GetObject", times(size / 20, (i) => `arn:aws:s3:::${String(i).padStart(5, "0")}`).concat(OBJECTS)),
      ),
    },
  },
});
const of = (account: string) => ({
  stacks: {
    "account-c": stackIn(C, { aws_iam_policy: { far: { name: "far", policy: document(allow("*", "*")) } } }),
  },
  target: { permissions_boundary: `arn:aws:iam::${account}:policy/far` },
});

stating("a role's policies", [
  ["are refused where a managed one is longer than 6,144 characters", podWorld({ b: managed(1, 6200) }), denied],
  [
    "are taken where only the names of its unknown values are",
    podWorld({ b: byLongAddress }),
    // which buckets are meant is not known
    is("unknown") as Row[2],
  ],
  [
    "are taken where an inline one is",
    podWorld({ b: inline("more", 6200) }),
    { hops: { "grant s3:ListBucket": ALLOWED } },
  ],
  [
    "are refused where inline ones have more than 10,240 characters together",
    podWorld({
      b: {
        aws_iam_role_policy: { ...inline("x", 6000).aws_iam_role_policy, ...inline("y", 6000).aws_iam_role_policy },
      },
    }),
    denied,
  ],
  ["are refused where more than 25 are attached", podWorld({ b: managed(26) }), denied],
  ["are refused where the boundary is another account's", podWorld(of(C)), denied],
  [
    "are refused where an attached one is another account's",
    podWorld({ ...of(C), target: { managed_policy_arns: [`arn:aws:iam::${C}:policy/far`] } }),
    denied,
  ],
  [
    "are refused for repeated names",
    podWorld({
      grant:
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Action":"s3:PutObject","Resource":"*"}]}',
    }),
    denied,
  ],
]);

const assumptionsOf = async (world: Parameters<typeof proofOf>[0]) =>
  chainOf(await proofOf(world))
    .assumptions.filter(({ id }) => id === "quota-raised")
    .map(({ subject, for: rests }) => [subject, rests]);

test("more than ten attached policies rest on a raised quota", async () => {
  expect(await assumptionsOf(podWorld({ b: managed(11) }))).toEqual([[`${TARGET} policies`, ["grant"]]]);
  expect(await assumptionsOf(podWorld({ b: managed(10) }))).toEqual([]);
});

const SELF = trust({ AWS: TARGET });
const padded = (size: number) => trust({ AWS: times(size / 30, () => `arn:aws:iam::${A}:role/primary`) });

test("a trust policy of more than 2,048 characters rests on a raised quota", async () => {
  expect(await assumptionsOf(podWorld({ targetTrust: padded(2400) }))).toEqual([[TARGET, ["target-trust"]]]);
});

stating("a trust policy", [
  [
    "is refused beyond what AWS raises its quota to",
    podWorld({ targetTrust: padded(8400) }),
    { hops: { "target-trust": DENIED } },
  ],
  [
    "is refused where it names the role that it is created with",
    podWorld({ targetTrust: [trust({ AWS: A }), SELF] }),
    { hops: { "target-trust": DENIED } },
  ],
  [
    "is refused for a principal of another partition",
    podWorld({ targetTrust: [trust({ AWS: A }), trust({ AWS: `arn:aws-us-gov:iam::${C}:root` })] }),
    { hops: { "target-trust": DENIED } },
  ],
]);

stating("partitions", [
  [
    "an identity policy with an ARN of another one is refused",
    podWorld({ grant: [...READ_BUCKET, allow("s3:GetObject", "arn:aws-cn:s3:::data/*")] }),
    { hops: { "grant *": DENIED } },
  ],
]);

test("no role is assumed across partitions", async () => {
  const far = `arn:aws-us-gov:iam::${B}:role/target`;
  const world = podWorld({
    association: { target_role_arn: far },
    permission: allow(["sts:AssumeRole", "sts:TagSession"], "*"),
    targetTrust: trust({ AWS: A }),
  });
  const { "account-b": b, ...rest } = world;
  const gov = { ...b, provider: { aws: [{ region: "us-gov-west-1", allowed_account_ids: [B] }] } };
  const { hops } = chainOf(await proofOf({ ...rest, "account-b": gov }));
  expect(hops.filter(({ code }) => code === "other-partition").map(({ id, verdict }) => [id, verdict])).toEqual([
    ["primary-permission", DENIED],
    ["target-trust", DENIED],
    // its policy's ARNs are of the first partition too
    ["grant", DENIED],
  ]);
});

stating("resource control policies", [
  [
    "have no say over a topic",
    podWorld({ grant: allow("sns:Publish", TOPIC), b: { aws_sns_topic: { t: { name: "t" } } } }),
    allowed,
    rcps(deny("sns:*", "*")),
  ],
]);

test.each([
  [
    "allows something",
    document({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }),
    /only RCPFullAWSAccess/,
  ],
  ["names somebody", document({ ...deny("s3:*", "*"), Principal: { AWS: A } }), /every principal/],
  [
    "has more than 5,120 characters",
    document({
      ...deny(
        "s3:*",
        times(300, (i) => `arn:aws:s3:::${"x".repeat(12)}${i}`),
      ),
      Principal: "*",
    }),
    /at most 5120/,
  ],
])("a resource control policy that %s is no input", async (_, text, message) => {
  await expect(proofOf(podWorld(), { rcps: [{ file: "rcp.json", text }] })).rejects.toThrow(message);
});

test.each([
  ["role", { target: { name: "t".repeat(65) } }, /found a name of 65 characters at aws_iam_role.target/],
  ["path", { target: { path: `/${"p".repeat(511)}/` } }, /found a path of 513 characters/],
  [
    "policy",
    { b: { aws_iam_policy: { p: { name_prefix: "p".repeat(103), policy: document(READ_BUCKET) } } } },
    /found a name_prefix of 103/,
  ],
  ["both names", { target: { name_prefix: "t" } }, /found name and name_prefix at aws_iam_role.target/],
  ["a space", { target: { name: "the target" } }, /found name = "the target"/],
  ["a short session", { target: { max_session_duration: 900 } }, /found max_session_duration = 900 .* 3600 to 43200/],
])("an argument that Terraform's plan refuses is no input: %s", async (_, difference, message) => {
  await expect(proofOf(podWorld(difference))).rejects.toThrow(message);
});

test("a provider's default tags are tags of the role", async () => {
  const world = podWorld({
    grant: allow("s3:GetObject", OBJECTS, { Condition: { StringEquals: { "aws:PrincipalTag/team": "a" } } }),
    target: { tags: { other: "x" } },
  });
  const { "account-b": b, ...rest } = world;
  const grant = async (team: string) => {
    const tagged = {
      ...b,
      provider: { aws: [{ region: "us-east-1", allowed_account_ids: [B], default_tags: [{ tags: { team } }] }] },
    };
    return chainOf(await proofOf({ ...rest, "account-b": tagged })).hops.find(({ id }) => id === "grant")?.verdict;
  };
  expect([await grant("a"), await grant("b")]).toEqual([ALLOWED, DENIED]);
});
