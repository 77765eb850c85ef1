import { A, allow, B, BUCKET, C, deny, document, type Json, principal, TARGET } from "../../support/documents";
import { chainOf, hopIn, intrudersIn, podWorld, proofOf, type Row, stackIn, stating } from "../../support/world";

const OBJECTS = `${BUCKET}/*`;
const KEY = "${aws_kms_key.k.arn}";
const DENIED = "denied";
const UNKNOWN = "unknown";
const ALLOWED = "allowed";
const condition = (operator: string, key: string, value: unknown) => ({ Condition: { [operator]: { [key]: value } } });
const grant = (statements: Json | readonly Json[], b: Json = {}, stacks: Readonly<Record<string, Json>> = {}) =>
  podWorld({ grant: statements, b, stacks });
const is = (verdict: "allowed" | "denied" | "unknown", action?: string) => ({
  hops: { [action ? `grant ${action}` : "grant"]: verdict },
});
const ROOT = { AWS: `arn:aws:iam::${B}:root` };
const key = (statements: Json | readonly Json[], more: Json = {}): Json => ({
  aws_kms_key: { k: { policy: document(statements), ...more } },
});
const OPEN_KEY = principal(allow("kms:*", "*"), ROOT);
const encrypted = (by: string, more: Json = {}): Json => ({
  aws_s3_bucket_server_side_encryption_configuration: {
    e: {
      bucket: "data-bucket",
      rule: [
        { apply_server_side_encryption_by_default: [{ sse_algorithm: "aws:kms", kms_master_key_id: by }], ...more },
      ],
    },
  },
});
/** KMS does not save a key policy that leaves nobody of the account able to change it. */
const KEEPER = principal(allow("kms:PutKeyPolicy", "*"), { AWS: `arn:aws:iam::${B}:role/keeper` });
/** A key that the role may use for one encryption context. */
const keyFor = (name: string, value: string, operator = "StringLike") =>
  key([
    KEEPER,
    principal(
      allow(["kms:Decrypt", "kms:GenerateDataKey"], "*", condition(operator, `kms:EncryptionContext:${name}`, value)),
    ),
  ]);
const OBJECT = allow("s3:GetObject", OBJECTS);
const kmsGrant = (more: Json = {}): Json => ({
  aws_kms_grant: {
    g: { key_id: "${aws_kms_key.k.key_id}", grantee_principal: TARGET, operations: ["Decrypt"], ...more },
  },
});
const ADMIN = principal(allow("kms:*", "*"), { AWS: `arn:aws:iam::${B}:role/admin` });

stating("the encryption context that a service sends", [
  [
    "S3 sends the object's ARN",
    grant(OBJECT, { ...encrypted(KEY), ...keyFor("aws:s3:arn", `${BUCKET}/*`) }),
    is(ALLOWED),
  ],
  [
    "a context of another bucket's is not sent",
    grant(OBJECT, { ...encrypted(KEY), ...keyFor("aws:s3:arn", "arn:aws:s3:::another/*") }),
    is(DENIED),
  ],
  [
    "with a bucket key S3 sends the bucket's ARN",
    grant(OBJECT, { ...encrypted(KEY, { bucket_key_enabled: true }), ...keyFor("aws:s3:arn", BUCKET, "StringEquals") }),
    is(ALLOWED),
  ],
  [
    "without a bucket key it does not",
    grant(OBJECT, { ...encrypted(KEY), ...keyFor("aws:s3:arn", BUCKET, "StringEquals") }),
    is(DENIED),
  ],
  [
    "a context of a part of the objects leaves the rest",
    grant(OBJECT, { ...encrypted(KEY), ...keyFor("aws:s3:arn", `${BUCKET}/a/*`) }),
    is(UNKNOWN),
  ],
  [
    "a queue sends its own ARN",
    grant(allow("sqs:SendMessage", `arn:aws:sqs:us-east-1:${B}:q`), {
      aws_sqs_queue: { q: { name: "q", kms_master_key_id: KEY } },
      ...keyFor("aws:sqs:arn", `arn:aws:sqs:us-east-1:${B}:other`),
    }),
    is(DENIED),
  ],
  [
    "a secret sends its own ARN",
    grant(allow("secretsmanager:GetSecretValue", "${aws_secretsmanager_secret.s.arn}"), {
      aws_secretsmanager_secret: { s: { name: "s", kms_key_id: KEY } },
      ...keyFor("SecretARN", `arn:aws:secretsmanager:us-east-1:${B}:secret:s-*`),
    }),
    is(ALLOWED),
  ],
  [
    "a direct call sends what the caller likes",
    grant(allow("kms:Decrypt", KEY), keyFor("aws:s3:arn", "arn:aws:s3:::another/*")),
    is(ALLOWED),
  ],
  [
    "a permission for use through a service is used through it",
    grant(
      allow("kms:Decrypt", KEY, condition("StringEquals", "kms:ViaService", "s3.us-east-1.amazonaws.com")),
      key(OPEN_KEY),
    ),
    is(ALLOWED),
  ],
] satisfies readonly Row[]);

test("the context that S3 sends is told as a policy writes it", async () => {
  const world = grant([OBJECT, allow("kms:Decrypt", "*")], {
    ...encrypted(KEY),
    ...keyFor("aws:s3:arn", "arn:aws:s3:::another/*"),
  });
  const hop = chainOf(await proofOf(world)).hops.find(({ action }) => action === "s3:GetObject");
  expect(hop?.message).toContain(`"${BUCKET}/*"`);
});

const TABLE = `arn:aws:dynamodb:us-east-1:${B}:table/t`;
const table = (encryption: Json): Json => ({
  aws_dynamodb_table: { t: { name: "t", server_side_encryption: [encryption] } },
});
const farTable = (encryption: Json): Readonly<Record<string, Json>> => ({
  "account-c": stackIn(C, {
    ...table(encryption),
    aws_dynamodb_resource_policy: {
      t: { resource_arn: "${aws_dynamodb_table.t.arn}", policy: document(principal(allow("dynamodb:GetItem", "*"))) },
    },
  }),
});

stating("what a key can be used for", [
  [
    "a disabled key opens nothing",
    grant([OBJECT, allow("kms:Decrypt", "*")], { ...encrypted(KEY), ...key(OPEN_KEY, { is_enabled: false }) }),
    is(DENIED),
  ],
  [
    "a disabled key decrypts nothing",
    grant(allow("kms:Decrypt", KEY), key(OPEN_KEY, { is_enabled: false })),
    is(DENIED),
  ],
  [
    "a disabled key can be described",
    grant(allow("kms:DescribeKey", KEY), key(OPEN_KEY, { is_enabled: false })),
    is(ALLOWED),
  ],
  [
    "a key for signatures does not decrypt",
    grant(
      allow(["kms:Decrypt", "kms:Sign"], KEY),
      key(OPEN_KEY, { key_usage: "SIGN_VERIFY", customer_master_key_spec: "RSA_2048" }),
    ),
    { hops: { "grant kms:Decrypt": DENIED, "grant kms:Sign": ALLOWED } },
  ],
  [
    "a symmetric key has no public key",
    grant(allow(["kms:GetPublicKey", "kms:Decrypt"], KEY), key(OPEN_KEY)),
    { hops: { "grant kms:GetPublicKey": DENIED, "grant kms:Decrypt": ALLOWED } },
  ],
  [
    "an asymmetric key encrypts no bucket",
    grant([OBJECT, allow("kms:Decrypt", "*")], {
      ...encrypted(KEY),
      ...key(OPEN_KEY, { customer_master_key_spec: "RSA_2048" }),
    }),
    is(DENIED, "s3:GetObject"),
  ],
  [
    "a key of another region encrypts no bucket",
    grant(
      [OBJECT, allow("kms:Decrypt", "*")],
      encrypted(`arn:aws:kms:eu-west-1:${B}:key/11111111-2222-3333-4444-555555555555`),
    ),
    is(DENIED, "s3:GetObject"),
  ],
  [
    "a table under a customer's key needs Decrypt",
    grant(allow("dynamodb:GetItem", TABLE), { ...table({ enabled: true, kms_key_arn: KEY }), ...key(OPEN_KEY) }),
    is(DENIED),
  ],
  [
    "statements of PartiQL need it as well",
    grant(allow("dynamodb:PartiQLSelect", TABLE), { ...table({ enabled: true, kms_key_arn: KEY }), ...key(OPEN_KEY) }),
    is(DENIED),
  ],
  [
    "a new value of a secret needs a data key",
    grant(allow("secretsmanager:UpdateSecret", "${aws_secretsmanager_secret.s.arn}"), {
      aws_secretsmanager_secret: { s: { name: "s", kms_key_id: KEY } },
      ...key(OPEN_KEY),
    }),
    is(DENIED),
  ],
  [
    "with Decrypt the table opens",
    grant([allow("dynamodb:GetItem", TABLE), allow("kms:Decrypt", "*")], {
      ...table({ enabled: true, kms_key_arn: KEY }),
      ...key(OPEN_KEY),
    }),
    is(ALLOWED, "dynamodb:GetItem"),
  ],
  [
    "a table under the AWS managed key is closed to other accounts",
    grant(allow("dynamodb:GetItem", TABLE.replace(B, C)), {}, farTable({ enabled: true })),
    is(DENIED),
  ],
  [
    "a table under DynamoDB's own key is not",
    grant(allow("dynamodb:GetItem", TABLE.replace(B, C)), {}, farTable({ enabled: false })),
    is(ALLOWED),
  ],
] satisfies readonly Row[]);

stating("grants of keys", [
  [
    "a grant opens the key beside its policy",
    grant(OBJECT, { ...encrypted(KEY), ...key(ADMIN), ...kmsGrant() }),
    is(ALLOWED),
  ],
  ["without it the key is closed", grant(OBJECT, { ...encrypted(KEY), ...key(ADMIN) }), is(DENIED)],
  [
    "a grant of another operation does not",
    grant(OBJECT, { ...encrypted(KEY), ...key(ADMIN), ...kmsGrant({ operations: ["Encrypt"] }) }),
    is(DENIED),
  ],
  [
    "a grant for another context does not",
    grant(OBJECT, {
      ...encrypted(KEY),
      ...key(ADMIN),
      ...kmsGrant({ constraints: [{ encryption_context_subset: { "aws:s3:arn": "arn:aws:s3:::another" } }] }),
    }),
    is(DENIED),
  ],
  [
    "a grant that is not known may",
    grant(OBJECT, { ...encrypted(KEY), ...key(ADMIN), ...kmsGrant({ operations: '${file("x")}' }) }),
    is(UNKNOWN),
  ],
  [
    "a Deny of the key policy wins over a grant",
    grant(OBJECT, { ...encrypted(KEY), ...key([ADMIN, principal(deny("kms:Decrypt", "*"))]), ...kmsGrant() }),
    is(DENIED),
  ],
] satisfies readonly Row[]);

test("a grant to another account lets it use the key", async () => {
  const chain = chainOf(
    await proofOf(
      grant([OBJECT, allow("kms:Decrypt", "*")], {
        ...encrypted(KEY),
        ...key(OPEN_KEY),
        ...kmsGrant({ grantee_principal: `arn:aws:iam::${C}:role/x` }),
      }),
    ),
  );
  expect(intrudersIn(chain)["other-account"]).toBe("allowed");
  expect(chain.intruders.find(({ id }) => id === "other-account")?.through?.[0]?.document).toBe("aws_kms_grant.g");
});

test("what opens a key for another bucket's objects lets no caller at this one's", async () => {
  const far = "arn:aws:s3:::another/*";
  const statement = principal(
    allow("kms:Decrypt", "*", {
      Condition: {
        StringLike: { "kms:EncryptionContext:aws:s3:arn": far },
        StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" },
      },
    }),
    "*",
  );
  const bucketPolicy: Json = {
    aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: document(principal(OBJECT, { AWS: C })) } },
  };
  const world = grant([OBJECT, allow("kms:Decrypt", "*")], {
    ...encrypted(KEY),
    ...key([OPEN_KEY, statement]),
    ...bucketPolicy,
  });
  const through = chainOf(await proofOf(world)).intruders.find(({ id }) => id === "other-account")?.through ?? [];
  expect(through.map(({ document: name }) => name)).not.toContain("aws_s3_bucket_policy.p");
});

const bucketIn = (policy: Json, more: Json = {}) => ({
  "account-c": stackIn(C, {
    aws_s3_bucket: { far: { bucket: "far-bucket" } },
    aws_s3_bucket_policy: { far: { bucket: "far-bucket", policy: document(policy) } },
    ...more,
  }),
});
const FAR = "arn:aws:s3:::far-bucket";
const queueIn = (actions: string | readonly string[]) => ({
  "account-c": stackIn(C, {
    aws_sqs_queue: { q: { name: "q", policy: document(principal(allow(actions, "*"))) } },
  }),
});
const QUEUE = `arn:aws:sqs:us-east-1:${C}:q`;

stating("what AWS does not do for other accounts", [
  ["deleting a queue", grant(allow("sqs:DeleteQueue", QUEUE), {}, queueIn("sqs:DeleteQueue")), is(DENIED)],
  ["receiving of it is done", grant(allow("sqs:ReceiveMessage", QUEUE), {}, queueIn("sqs:*")), is(ALLOWED)],
  ["a pattern with a part that is not done", grant(allow("sqs:*", QUEUE), {}, queueIn("sqs:*")), is(UNKNOWN)],
  [
    "replacing a bucket's policy",
    grant(allow("s3:PutBucketPolicy", FAR), {}, bucketIn(principal(allow("s3:PutBucketPolicy", FAR)))),
    is(DENIED),
  ],
  ["writing a parameter", grant(allow("ssm:PutParameter", `arn:aws:ssm:us-east-1:${C}:parameter/p`)), is(DENIED)],
  [
    "reading one may be shared",
    grant(allow("ssm:GetParameter", `arn:aws:ssm:us-east-1:${C}:parameter/p`)),
    is(UNKNOWN),
  ],
  [
    "an own queue can be deleted",
    grant(allow("sqs:DeleteQueue", QUEUE.replace(C, B)), { aws_sqs_queue: { q: { name: "q" } } }),
    is(ALLOWED),
  ],
] satisfies readonly Row[]);

test("a policy that gives another account what it cannot do lets no caller in", async () => {
  const given = (action: string): Json => ({
    aws_s3_bucket_policy: {
      p: { bucket: "data-bucket", policy: document(principal(allow(action, BUCKET), { AWS: C })) },
    },
  });
  const intruders = async (action: string) => intrudersIn(chainOf(await proofOf(grant(OBJECT, given(action)))));
  expect((await intruders("s3:PutBucketPolicy"))["other-account"]).toBeUndefined();
  expect((await intruders("s3:ListBucket"))["other-account"]).toBe("allowed");
});

const SECRET = `arn:aws:secretsmanager:us-east-1:${B}:secret:`;
const read = (name: string) => allow("secretsmanager:GetSecretValue", `${SECRET}${name}`);
const secret = (name: string): Json => ({ aws_secretsmanager_secret: { s: { name } } });

stating("the six characters at the end of a secret's ARN", [
  ["without them nothing matches", grant(read("app/db"), secret("app/db")), is(DENIED)],
  ["without them no secret is meant at all", grant(read("unseen")), is(DENIED)],
  ["a name that ends as if it had them has them not", grant(read("app-secret"), secret("app-secret")), is(DENIED)],
  ["six of any kind match", grant(read("app/db-??????"), secret("app/db")), is(ALLOWED)],
  ["any number matches", grant(read("app/db-*"), secret("app/db")), is(ALLOWED)],
  ["written out they may be right", grant(read("unseen-AbC123")), is(ALLOWED)],
] satisfies readonly Row[]);

const PUBLIC = principal(allow("s3:GetObject", `${FAR}/*`), "*");
const OPENED: Json = { aws_s3_bucket_public_access_block: { far: { bucket: "far-bucket" } } };
const accountBlock = (more: Json = {}): Json => ({
  aws_s3_account_public_access_block: { all: { restrict_public_buckets: true, ...more } },
});
const readFar = (more: Json) => grant(allow("s3:GetObject", `${FAR}/*`), {}, bucketIn(PUBLIC, { ...OPENED, ...more }));

stating("the public access block of an account", [
  ["without one the bucket's own decides", readFar({}), is(ALLOWED)],
  ["it holds whatever the bucket's own says", readFar(accountBlock()), is(DENIED)],
  ["another account's does not", readFar(accountBlock({ account_id: A })), is(ALLOWED)],
  ["a setting that it does not name is off", readFar(accountBlock({ restrict_public_buckets: null })), is(ALLOWED)],
] satisfies readonly Row[]);

test("the AWS managed key of another account that a data source looks up serves no caller here", async () => {
  const policy = principal(allow("s3:GetObject", `${FAR}/*`));
  const far = stackIn(
    C,
    {
      aws_s3_bucket: { far: { bucket: "far-bucket" } },
      aws_s3_bucket_policy: { far: { bucket: "far-bucket", policy: document(policy) } },
      aws_s3_bucket_server_side_encryption_configuration: {
        e: {
          bucket: "far-bucket",
          rule: [
            {
              apply_server_side_encryption_by_default: [
                { sse_algorithm: "aws:kms", kms_master_key_id: "${data.aws_kms_alias.s3.target_key_arn}" },
              ],
            },
          ],
        },
      },
    },
    { data: { aws_kms_alias: { s3: { name: "alias/aws/s3" } } } },
  );
  const chain = chainOf(await proofOf(grant(allow("s3:GetObject", `${FAR}/*`), {}, { "account-c": far })));
  expect([hopIn(chain, "grant"), chain.hops.at(-1)?.code]).toEqual([DENIED, "aws-managed-key"]);
});

test("a bucket of another account that names its key by an alias may be written under the writer's own", async () => {
  const policy = principal(allow(["s3:PutObject", "s3:GetObject"], `${FAR}/*`));
  const world = grant(
    [allow(["s3:PutObject", "s3:GetObject"], `${FAR}/*`), allow("kms:*", "*")],
    {},
    {
      "account-c": stackIn(C, {
        aws_s3_bucket: { far: { bucket: "far-bucket" } },
        aws_s3_bucket_policy: { far: { bucket: "far-bucket", policy: document(policy) } },
        aws_kms_key: {
          k: {
            policy: document([
              { ...KEEPER, Principal: { AWS: `arn:aws:iam::${C}:root` } },
              principal(allow("kms:*", "*")),
            ]),
          },
        },
        aws_kms_alias: { k: { name: "alias/k", target_key_id: KEY } },
        aws_s3_bucket_server_side_encryption_configuration: {
          e: {
            bucket: "far-bucket",
            rule: [
              { apply_server_side_encryption_by_default: [{ sse_algorithm: "aws:kms", kms_master_key_id: "alias/k" }] },
            ],
          },
        },
      }),
    },
  );
  const chain = chainOf(await proofOf(world));
  expect([hopIn(chain, "grant", "s3:PutObject"), hopIn(chain, "grant", "s3:GetObject")]).toEqual([UNKNOWN, ALLOWED]);
});

const KEYS = `arn:aws:kms:*:${B}:key/*`;

stating("a pattern that names no key in particular", [
  ["every action is of the key only its own", grant(allow("*", "*"), key(OPEN_KEY)), is(ALLOWED, "*")],
  [
    "another service's action is not the key's to allow",
    grant(allow("events:*", "*"), key(ADMIN)),
    is(ALLOWED, "events:*"),
  ],
  [
    "the role's own Deny of another service's action stands",
    grant([allow("events:*", "*"), deny("events:*", "*")], key(OPEN_KEY)),
    is(DENIED, "events:*"),
  ],
  [
    "keys that do not name the role leave other keys open",
    grant(allow("kms:Decrypt", KEYS), key(ADMIN)),
    is(UNKNOWN, "kms:Decrypt"),
  ],
  ["every action of every key is open too", grant(allow("kms:*", "*"), key(ADMIN)), is(UNKNOWN, "kms:*")],
  [
    "the role's own Deny leaves no key open",
    grant([allow("kms:Decrypt", KEYS), deny("kms:Decrypt", "*")], key(ADMIN)),
    is(DENIED, "kms:Decrypt"),
  ],
  ["the key itself is denied", grant(allow("kms:Decrypt", KEY), key(ADMIN)), is(DENIED, "kms:Decrypt")],
  ["all actions are denied where the key alone is meant", grant(allow("*", KEY), key(ADMIN)), is(DENIED, "*")],
]);

describe("what a key in China sees of S3, whose name for it no page of AWS has,", () => {
  const inChina = (world: Readonly<Record<string, Json>>) =>
    JSON.parse(JSON.stringify(world).replaceAll("us-east-1", "cn-north-1").replaceAll("arn:aws:", "arn:aws-cn:"));
  test.each([
    ["StringEquals", "s3.cn-north-1.amazonaws.com", UNKNOWN],
    ["StringEquals", "s3.cn-north-1.amazonaws.com.cn", UNKNOWN],
    ["StringLike", "s3.cn-north-1.*", ALLOWED],
    ["StringEquals", "sqs.cn-north-1.amazonaws.com.cn", DENIED],
  ])("is by %s %s %s", async (operator, name, verdict) => {
    const through = allow("kms:Decrypt", KEY, condition(operator, "kms:ViaService", name));
    const world = grant([OBJECT, through], { ...encrypted(KEY), ...key(OPEN_KEY) });
    const hops = chainOf(await proofOf(inChina(world))).hops.filter(({ action }) => action === "s3:GetObject");
    expect(hops.map((hop) => hop.verdict)).toEqual([verdict]);
  });
});
