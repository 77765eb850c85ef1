import { A, allow, B, BUCKET, C, deny, document, GUIDE, type Json, principal } from "../support/documents";
import { chainOf, hopIn, irsaWorld, podWorld, proofOf, type Row, stackIn, stating } from "../support/world";

const UNKNOWN = "unknown";
const DENIED = "denied";
const ALLOWED = "allowed";
const grant = (verdict: "allowed" | "denied" | "unknown") => ({ hops: { grant: verdict } });

const READ_FAR = allow("s3:GetObject", "arn:aws:s3:::far-bucket/*");
const LETS_IN = document(principal(READ_FAR));
const SHUTS = document(deny("s3:*", "arn:aws:s3:::far-bucket/*", { Principal: "*" }));

/** The bucket in account C, with what else there is about it. */
const farBucket = (resource: Json = {}, bucket: Json = {}, rest: Json = {}) =>
  podWorld({
    grant: READ_FAR,
    stacks: {
      "account-c": stackIn(C, { aws_s3_bucket: { far: { bucket: "far-bucket", ...bucket } }, ...resource }, rest),
    },
  });
const policies = (...texts: readonly string[]): Json => ({
  aws_s3_bucket_policy: Object.fromEntries(
    texts.map((policy, index) => [`p${index}`, { bucket: "far-bucket", policy }]),
  ),
});
const PUBLIC = document({ ...READ_FAR, Principal: "*" });
const publicBlocks = (...flags: readonly boolean[]): Json => ({
  aws_s3_bucket_public_access_block: Object.fromEntries(
    flags.map((flag, index) => [`b${index}`, { bucket: "far-bucket", restrict_public_buckets: flag }]),
  ),
});
const encryption = (...algorithms: readonly string[]): Json => ({
  aws_s3_bucket_server_side_encryption_configuration: Object.fromEntries(
    algorithms.map((sse_algorithm, index) => [
      `e${index}`,
      { bucket: "far-bucket", rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm }] }] },
    ]),
  ),
});

/** Something of account B that the target role is granted, with its policy written once and twice. */
const owned = (resource: Json, action: string, on: string) => podWorld({ grant: allow(action, on), b: resource });
const QUEUE = `arn:aws:sqs:us-east-1:${B}:q`;
const TOPIC = `arn:aws:sns:us-east-1:${B}:t`;
const TABLE = `arn:aws:dynamodb:us-east-1:${B}:table/t`;
const DENY_NOBODY = document(deny("sqs:*", "*", { Principal: { AWS: `arn:aws:iam::${C}:root` } }));

stating("what a Put replaces, written by two resources, is not known:", [
  ["one policy of a bucket is in force", farBucket(policies(LETS_IN)), grant(ALLOWED)],
  ["two policies of a bucket", farBucket(policies(LETS_IN, SHUTS)), grant(UNKNOWN)],
  ["a bucket's own policy beside another one", farBucket(policies(LETS_IN), { policy: SHUTS }), grant(UNKNOWN)],
  [
    "a bucket's own policy that it ignores is only the first",
    farBucket(policies(LETS_IN), { policy: SHUTS, lifecycle: { ignore_changes: ["policy"] } }),
    grant(ALLOWED),
  ],
  [
    "two encryptions of a bucket",
    farBucket({ ...policies(LETS_IN), ...encryption("AES256", "aws:kms") }),
    grant(UNKNOWN),
  ],
  [
    "a bucket's own encryption beside another one",
    farBucket(
      { ...policies(LETS_IN), ...encryption("AES256") },
      {
        server_side_encryption_configuration: {
          rule: { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
        },
      },
    ),
    grant(UNKNOWN),
  ],
  ["one public access block", farBucket({ ...policies(PUBLIC), ...publicBlocks(false) }), grant(ALLOWED)],
  ["two public access blocks", farBucket({ ...policies(PUBLIC), ...publicBlocks(true, false) }), grant(UNKNOWN)],
  [
    "two policies of a queue",
    owned(
      {
        aws_sqs_queue: { q: { name: "q", policy: DENY_NOBODY } },
        aws_sqs_queue_policy: { p: { queue_url: "${aws_sqs_queue.q.url}", policy: DENY_NOBODY } },
      },
      "sqs:SendMessage",
      QUEUE,
    ),
    grant(UNKNOWN),
  ],
  [
    "two policies of a topic",
    owned(
      {
        aws_sns_topic: { t: { name: "t" } },
        aws_sns_topic_policy: { p: { arn: TOPIC, policy: DENY_NOBODY }, o: { arn: TOPIC, policy: DENY_NOBODY } },
      },
      "sns:Publish",
      TOPIC,
    ),
    grant(UNKNOWN),
  ],
  [
    "two policies of a table, which both name by its ARN",
    owned(
      {
        aws_dynamodb_table: { t: { name: "t" } },
        aws_dynamodb_resource_policy: {
          p: { resource_arn: TABLE, policy: DENY_NOBODY },
          o: { resource_arn: "${aws_dynamodb_table.t.arn}", policy: DENY_NOBODY },
        },
      },
      "dynamodb:GetItem",
      TABLE,
    ),
    grant(UNKNOWN),
  ],
]);

test("an unknown setting names both places that write it", async () => {
  const chain = chainOf(await proofOf(farBucket(policies(LETS_IN, SHUTS))));
  const { message } = chain.hops.find(({ id }) => id === "grant") ?? {};
  expect(message).toMatch(/aws_s3_bucket_policy\.p0 of stack account-c \(.*:\d+\) and aws_s3_bucket_policy\.p1 of/);
});

const role = (name: string, assumed: Json = GUIDE): Json => ({ name, assume_role_policy: document(assumed) });
const provider = (account: string) =>
  irsaWorld({
    stacks: {
      more: stackIn(account, {
        aws_iam_openid_connect_provider: {
          second: { url: "https://oidc.eks.us-east-1.amazonaws.com/id/ABCDEF", client_id_list: ["sts.amazonaws.com"] },
        },
      }),
    },
  });

stating("what a Create refuses is denied:", [
  [
    "two roles of one name in one account, whatever their case",
    podWorld({ stacks: { more: stackIn(B, { aws_iam_role: { again: role("Target") } }) } }),
    { hops: { "target-trust": DENIED, "primary-permission": ALLOWED } },
  ],
  [
    "two primary roles of one name",
    podWorld({ a: { aws_iam_role: { again: role("primary") } } }),
    { hops: { "primary-trust": DENIED, "target-trust": ALLOWED } },
  ],
  [
    "roles of one name in two accounts are two roles",
    podWorld({ stacks: { more: stackIn(C, { aws_iam_role: { again: role("target") } }) } }),
    { hops: { "target-trust": ALLOWED } },
  ],
  ["two identity providers of one URL in one account", provider(B), { hops: { "oidc-provider": DENIED } }],
  ["identity providers of one URL in two accounts are two", provider(C), { hops: { "oidc-provider": ALLOWED } }],
  [
    "two buckets of one name, in whatever account",
    podWorld({ stacks: { more: stackIn(C, { aws_s3_bucket: { again: { bucket: "data-bucket" } } }) } }),
    grant(DENIED),
  ],
]);

test("AWS's error says what is taken, and by whom", async () => {
  const errorOf = async (world: Readonly<Record<string, Json>>, id: string) =>
    chainOf(await proofOf(world)).hops.find((hop) => hop.id === id)?.awsError;
  const bucket = (account: string) =>
    podWorld({ stacks: { more: stackIn(account, { aws_s3_bucket: { again: { bucket: "data-bucket" } } }) } });
  expect(await errorOf(bucket(B), "grant")).toMatch(/^BucketAlreadyOwnedByYou/);
  expect(await errorOf(bucket(C), "grant")).toMatch(/^BucketAlreadyExists/);
  expect(await errorOf(provider(B), "oidc-provider")).toMatch(/^EntityAlreadyExists: Provider with url https:/);
});

test("which of two roles of one name is there is not known, so neither is who else gets in", async () => {
  const world = podWorld({ stacks: { more: stackIn(B, { aws_iam_role: { again: role("target") } }) } });
  const { intruders } = chainOf(await proofOf(world));
  expect(intruders.find(({ id }) => id === "other-account")?.verdict).toBe(UNKNOWN);
});

const attach = (resource: Json, target: Json = {}, permission: Json = {}) =>
  podWorld({
    grant: allow("s3:ListBucket", BUCKET),
    target,
    b: { aws_iam_policy: { p: { name: "p", policy: document(allow("s3:GetObject", `${BUCKET}/*`)) } }, ...resource },
    ...permission,
  });
const P = "${aws_iam_policy.p.arn}";
const ATTACHED = { aws_iam_role_policy_attachment: { a: { role: "target", policy_arn: P } } };
const only = (verdict: "allowed" | "denied" | "unknown", action = "s3:GetObject") => ({
  hops: { [`grant ${action}`]: verdict },
});
const exclusively = (roles: readonly string[]): Json => ({
  aws_iam_policy_attachment: { all: { name: "all", roles, policy_arn: P } },
});
const LIST_AGAIN = { name: "read", policy: document(allow("s3:ListBucket", BUCKET)) };

stating("exclusive arguments contest what others attach:", [
  ["an attachment alone is in force", attach(ATTACHED), { hops: { grant: ALLOWED } }],
  ["an empty inline_policy beside an inline policy", attach({}, { inline_policy: [{}] }), only(UNKNOWN, "*")],
  [
    "inline_policy beside an inline policy of another name",
    attach({}, { inline_policy: [{ name: "own", policy: document(allow("s3:GetObject", `${BUCKET}/*`)) }] }),
    only(UNKNOWN, "*"),
  ],
  ["inline_policy and an inline policy of its name", attach({}, { inline_policy: [LIST_AGAIN] }), only(UNKNOWN, "*")],
  [
    "two inline policies of one name",
    podWorld({
      stacks: { more: stackIn(B, { aws_iam_role_policy: { again: { role: "target", ...LIST_AGAIN } } }) },
    }),
    only(UNKNOWN, "*"),
  ],
  ["managed_policy_arns = [] beside an attachment", attach(ATTACHED, { managed_policy_arns: [] }), only(UNKNOWN, "*")],
  ["managed_policy_arns that names it too", attach(ATTACHED, { managed_policy_arns: [P] }), only(ALLOWED)],
  [
    "an attachment of all roles that leaves this one out",
    attach({ ...ATTACHED, ...exclusively(["other"]) }),
    only(UNKNOWN, "*"),
  ],
  [
    "an attachment of all roles that names this one",
    attach({ ...ATTACHED, ...exclusively(["target"]) }),
    only(ALLOWED),
  ],
  [
    "two exclusive lists of one role",
    attach({
      aws_iam_role_policies_exclusive: {
        one: { role_name: "target", policy_names: ["read"] },
        two: { role_name: "target", policy_names: [] },
      },
    }),
    only(UNKNOWN, "*"),
  ],
  [
    "an empty exclusive list detaches all",
    attach({ aws_iam_role_policies_exclusive: { one: { role_name: "target", policy_names: [] } } }),
    grant(DENIED),
  ],
  [
    "an empty exclusive list beside a resource that attaches a Deny",
    podWorld({
      b: {
        aws_iam_policy: { d: { name: "d", policy: document(deny("s3:GetObject", "*")) } },
        aws_iam_role_policy_attachment: { d: { role: "target", policy_arn: "${aws_iam_policy.d.arn}" } },
        aws_iam_role_policy_attachments_exclusive: { e: { role_name: "target", policy_arns: [] } },
      },
    }),
    only(UNKNOWN),
  ],
  [
    "an exclusive list of inline policies that leaves out what a resource writes",
    attach({ aws_iam_role_policies_exclusive: { one: { role_name: "target", policy_names: ["other"] } } }),
    only(UNKNOWN, "*"),
  ],
  [
    "an exclusive list of attachments that leaves out what a resource attaches",
    attach({
      ...ATTACHED,
      aws_iam_role_policy_attachments_exclusive: {
        one: { role_name: "target", policy_arns: ["arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"] },
      },
    }),
    only(UNKNOWN, "*"),
  ],
]);

const BY_OTHERS = {
  provider: {
    aws: [
      { region: "us-east-1", allowed_account_ids: [C] },
      { alias: "other", region: "us-east-1", allowed_account_ids: [B] },
      { alias: "far", region: "eu-west-1", allowed_account_ids: [C] },
      { alias: "same", region: "us-east-1", allowed_account_ids: [C] },
    ],
  },
};
const byProvider = (name: string, type = "aws_s3_bucket_policy", more: Json = {}) =>
  farBucket(
    {
      ...policies(LETS_IN),
      ...more,
      [type]: {
        p: {
          provider: name,
          bucket: "far-bucket",
          ...(type === "aws_s3_bucket_policy" ? { policy: LETS_IN } : { restrict_public_buckets: false }),
        },
      },
    },
    {},
    BY_OTHERS,
  );

stating("a companion is put with its owner's credentials:", [
  ["another provider of the account will do", byProvider("aws.same"), grant(ALLOWED)],
  ["another account's is refused", byProvider("aws.other"), grant(DENIED)],
  ["one of another region may not get there", byProvider("aws.far"), grant(UNKNOWN)],
  [
    "a public access block of another account needs the owner's leave",
    farBucket(
      {
        ...policies(PUBLIC),
        aws_s3_bucket_public_access_block: {
          b: { provider: "aws.other", bucket: "far-bucket", restrict_public_buckets: false },
        },
      },
      {},
      BY_OTHERS,
    ),
    grant(UNKNOWN),
  ],
]);

test("a key policy of another account's provider denies what needs the key", async () => {
  const key = `arn:aws:kms:us-east-1:${C}:key/11111111-2222-3333-4444-555555555555`;
  const rule = { sse_algorithm: "aws:kms", kms_master_key_id: "${aws_kms_key.k.arn}" };
  const decrypt = { ...allow("kms:Decrypt", "*"), Principal: "*" };
  const keeper = { ...allow("kms:PutKeyPolicy", "*"), Principal: { AWS: `arn:aws:iam::${C}:root` } };
  const worldWith = (provider: string) =>
    podWorld({
      grant: [READ_FAR, allow("kms:Decrypt", key)],
      stacks: {
        "account-c": stackIn(
          C,
          {
            ...policies(LETS_IN),
            aws_s3_bucket: { far: { bucket: "far-bucket" } },
            aws_kms_key: { k: { description: "k" } },
            aws_kms_key_policy: {
              p: { provider, key_id: "${aws_kms_key.k.key_id}", policy: document([decrypt, keeper]) },
            },
            aws_s3_bucket_server_side_encryption_configuration: {
              e: { bucket: "far-bucket", rule: [{ apply_server_side_encryption_by_default: [rule] }] },
            },
          },
          BY_OTHERS,
        ),
      },
    });
  const reading = async (provider: string) =>
    hopIn(chainOf(await proofOf(worldWith(provider))), "grant", "s3:GetObject");
  expect(await reading("aws.other")).toBe(DENIED);
  expect(await reading("aws.same")).not.toBe(DENIED);
});

test("a policy that AWS refuses to put lets no caller in", async () => {
  const everybody = { aws_s3_bucket_policy: { p: { provider: "aws.other", bucket: "far-bucket", policy: PUBLIC } } };
  const chain = chainOf(await proofOf(farBucket({ ...everybody, ...publicBlocks(false) }, {}, BY_OTHERS)));
  expect(chain.intruders.find(({ id }) => id === "anonymous")?.verdict).toBe(DENIED);
  expect(hopIn(chain, "grant")).toBe(DENIED);
  expect(chain.hops.find(({ id }) => id === "grant")).toMatchObject({
    code: "owner-differs",
    awsError: expect.stringContaining("MethodNotAllowed"),
  });
});

const ignoring = (...ignore_changes: readonly string[]): Json => ({ lifecycle: { ignore_changes } });
const removed = (from: string, destroy = false) => ({
  "account-b-rest": stackIn(B, {}, { removed: [{ from, lifecycle: [{ destroy }] }] }),
});

const queue = (ignored: string) =>
  podWorld({
    grant: allow("sqs:SendMessage", "${aws_sqs_queue.q.arn}"),
    b: { aws_sqs_queue: { q: { name: "q", ...ignoring(ignored) } } },
  });

const IGNORED: readonly Row[] = [
  ["the trust policy", podWorld({ target: ignoring("assume_role_policy") }), { hops: { "target-trust": UNKNOWN } }],
  [
    "everything",
    podWorld({ target: { lifecycle: [{ ignore_changes: "all" }] } }),
    { hops: { "target-trust": UNKNOWN } },
  ],
  ["tags alone is nothing", podWorld({ target: ignoring("tags") }), { hops: { "target-trust": ALLOWED } }],
  [
    "session tags, which Terraform would turn on again",
    podWorld({ association: ignoring("disable_session_tags") }),
    { hops: { association: UNKNOWN } },
  ],
  ["the key of a queue, which Terraform would take away again", queue("kms_master_key_id"), grant(UNKNOWN)],
  ["the policy of a queue, which Terraform leaves to others anyhow, is nothing", queue("policy"), grant(ALLOWED)],
  ["prevent_destroy is nothing", podWorld({ target: { lifecycle: { prevent_destroy: true } } }), grant(ALLOWED)],
  [
    "managed_policy_arns",
    attach({}, { managed_policy_arns: [P], ...ignoring("${managed_policy_arns}") }),
    only(UNKNOWN, "*"),
  ],
  ["a managed policy", attach(ATTACHED), { hops: { grant: ALLOWED } }],
  [
    "the policy of a managed policy",
    podWorld({
      b: {
        ...ATTACHED,
        aws_iam_policy: {
          p: { name: "p", policy: document(allow("s3:GetObject", `${BUCKET}/*`)), ...ignoring("policy") },
        },
      },
    }),
    grant(UNKNOWN),
  ],
  [
    "the policy of a bucket",
    farBucket({ aws_s3_bucket_policy: { p: { bucket: "far-bucket", policy: LETS_IN, ...ignoring("policy") } } }),
    grant(UNKNOWN),
  ],
];
stating("ignore_changes of", IGNORED);

test("a chain that only an ignored trust names does not vanish", async () => {
  const world = irsaWorld({ cluster: stackIn(A, {}) });
  const target = (world["account-b"] as { resource: { aws_iam_role: { target: Json } } }).resource.aws_iam_role.target;
  Object.assign(target, ignoring("assume_role_policy"));
  const [chain] = (await proofOf(world)).chains;
  expect(chain && hopIn(chain, "target-trust")).toBe(UNKNOWN);
  expect(chain?.verdict).toBe(UNKNOWN);
});

stating("a removed block leaves in AWS", [
  ["a bucket's policy", podWorld({ stacks: removed("aws_s3_bucket_policy.p") }), grant(UNKNOWN)],
  ["an inline policy of whatever role", podWorld({ stacks: removed("aws_iam_role_policy.p") }), grant(UNKNOWN)],
  ["nothing that it destroys", podWorld({ stacks: removed("aws_iam_role_policy.p", true) }), grant(ALLOWED)],
  ["nothing about a role of another type", podWorld({ stacks: removed("aws_instance.p") }), grant(ALLOWED)],
]);

const ROOT_OF = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
const tablePolicy = (text: string, account = C) => ({
  "account-c": stackIn(account, {
    aws_dynamodb_resource_policy: {
      p: { resource_arn: `arn:aws:dynamodb:us-east-1:${account}:table/t`, policy: text },
    },
  }),
});
const onTable = (account: string) => allow("dynamodb:GetItem", `arn:aws:dynamodb:us-east-1:${account}:table/t`);
const bucketPolicy = (text: string) => ({
  "account-b-rest": stackIn(B, { aws_s3_bucket_policy: { p: { bucket: "made-elsewhere", policy: text } } }),
});
const READ_ELSEWHERE = allow("s3:GetObject", "arn:aws:s3:::made-elsewhere/*");

stating("what the world shows by its policy alone", [
  [
    "is decided where another account's table lets the role in",
    podWorld({ grant: onTable(C), stacks: tablePolicy(document(principal(onTable(C)))) }),
    grant(ALLOWED),
  ],
  [
    "is decided where another account's table does not",
    podWorld({ grant: onTable(C), stacks: tablePolicy(document(principal(onTable(C), ROOT_OF(A)))) }),
    grant(DENIED),
  ],
  [
    "is denied where the policy of a table of its own account denies it",
    podWorld({
      grant: onTable(B),
      stacks: tablePolicy(document(deny("dynamodb:*", "*", { Principal: "*" })), B),
    }),
    grant(DENIED),
  ],
  [
    "is denied where a bucket's policy denies it",
    podWorld({
      grant: READ_ELSEWHERE,
      stacks: bucketPolicy(document(deny("s3:*", "arn:aws:s3:::made-elsewhere/*", { Principal: "*" }))),
    }),
    grant(DENIED),
  ],
  [
    "rests on what it is encrypted with, which is not shown",
    podWorld({ grant: READ_ELSEWHERE, stacks: bucketPolicy(document(principal(READ_ELSEWHERE))) }),
    { ...grant(ALLOWED), warnings: ["resource-policy-not-seen"] },
  ],
  [
    "may let in whom the policy lets in, as far as its key does",
    podWorld({
      grant: READ_ELSEWHERE,
      stacks: bucketPolicy(document(principal(READ_ELSEWHERE, ROOT_OF(C)))),
    }),
    { intruders: { "other-account": UNKNOWN } },
  ],
]);
