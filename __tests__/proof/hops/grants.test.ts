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
  scps,
  TARGET,
} from "../../support/documents";
import { podWorld, podWorldWithoutTags, type Row, stackIn, stating } from "../../support/world";

const OBJECTS = `${BUCKET}/*`;
const KEY = `arn:aws:kms:us-east-1:${B}:key/11111111-2222-3333-4444-555555555555`;
const grant = (statements: Json | readonly Json[], rest: Parameters<typeof podWorld>[0] = {}) =>
  podWorld({ ...rest, grant: statements });
const condition = (operator: string, key: string, value: unknown) => ({ Condition: { [operator]: { [key]: value } } });
const boundary = (...statements: Json[]) => ({
  target: { permissions_boundary: "${aws_iam_policy.b.arn}" },
  b: { aws_iam_policy: { b: { name: "b", policy: document(statements) } } },
});
/** The bucket, queue and so on in account C instead. */
const elsewhere = (resource: Json) => ({ stacks: { "account-c": stackIn(C, resource) } });
const queueIn = (policy?: Json) => ({
  aws_sqs_queue: { q: { name: "q", ...(policy ? { policy: document(policy) } : {}) } },
});
const QUEUE = (account: string) => `arn:aws:sqs:us-east-1:${account}:q`;
const bucketIn = (policy?: Json | readonly Json[], more: Json = {}) => ({
  aws_s3_bucket: { far: { bucket: "far-bucket" } },
  ...(policy ? { aws_s3_bucket_policy: { far: { bucket: "far-bucket", policy: document(policy) } } } : {}),
  ...more,
});
const FAR = "arn:aws:s3:::far-bucket";
const encryptedBy = (id: string | undefined, key: Json = {}): Json => ({
  aws_s3_bucket_server_side_encryption_configuration: {
    e: {
      bucket: "data-bucket",
      rule: [
        {
          apply_server_side_encryption_by_default: [
            { sse_algorithm: "aws:kms", ...(id ? { kms_master_key_id: id } : {}) },
          ],
        },
      ],
    },
  },
  ...key,
});
/** An administrator's statement, without which KMS refuses a key's policy. */
const KEEPER = principal(allow("kms:PutKeyPolicy", "*"), { AWS: `arn:aws:iam::${B}:role/keeper` });
const keyWith = (policy?: Json | readonly Json[]): Json => ({
  aws_kms_key: { k: { description: "k", ...(policy ? { policy: document([KEEPER, policy].flat()) } : {}) } },
});
const READ_AND_DECRYPT = [...READ_BUCKET, allow("kms:Decrypt", "*")];
const DENIED = "denied";
const UNKNOWN = "unknown";
const ALLOWED = "allowed";
const is = (verdict: "allowed" | "denied" | "unknown", action?: string) => ({
  hops: { [action ? `grant ${action}` : "grant"]: verdict },
});

const PAIRS: readonly Row[] = [
  [
    "article 1's pairs that do not fit are skipped",
    grant(allow(["s3:GetObject", "s3:ListBucket"], [BUCKET, OBJECTS])),
    { verdict: "proved", ...is(ALLOWED) },
  ],
  [
    "an action that fits no resource of its statement is denied",
    grant(allow(["s3:GetObject", "s3:ListBucket"], OBJECTS)),
    { hops: { "grant s3:ListBucket": DENIED, "grant s3:GetObject": ALLOWED } },
  ],
  ["an action of another service fits nothing", grant(allow("sqs:SendMessage", BUCKET)), is(DENIED)],
  ["an action that AWS does not list allows nothing", grant(allow("s3:UnheardOf", [BUCKET])), is(DENIED)],
  ["it allows nothing on * either", grant(allow("s3:HeadObject", "*")), is(DENIED)],
  ["nor does a pattern that no action matches", grant(allow("s3:Unheard*", "*")), is(DENIED)],
  [
    "an action that AWS's list lacks fits nothing, whatever its service",
    grant(allow("glue:UnheardOf", `arn:aws:glue:us-east-1:${B}:catalog`)),
    is(DENIED),
  ],
  [
    "an action that the list has fits the resources of its types",
    grant(allow("glue:GetTable", `arn:aws:glue:us-east-1:${B}:table/db/t`)),
    is(ALLOWED),
  ],
  [
    "an action without a type of resource is refused on an ARN",
    grant(allow("route53:ListHostedZones", "arn:aws:route53:::hostedzone/*")),
    is(DENIED),
  ],
  ["and given on *", grant(allow("route53:ListHostedZones", "*")), is(ALLOWED)],
  [
    "a * at the end of an ARN that stops early takes the fields that are left out",
    grant(allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:*")),
    is(ALLOWED),
  ],
  ["an action without resource fits *", grant(allow("s3:ListAllMyBuckets", "*")), is(ALLOWED)],
  ["an action's case does not matter", grant(allow("S3:getobject", OBJECTS)), is(ALLOWED)],
  ["sts actions are no grants", grant([allow("sts:GetCallerIdentity", "*"), ...READ_BUCKET]), { verdict: "proved" }],
  [
    "NotAction is one hop on everything",
    grant({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
    is(ALLOWED, "*"),
  ],
  [
    "NotResource is one hop on everything",
    grant({ Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::x/*" }),
    is(ALLOWED, "*"),
  ],
  [
    "a Deny of everything denies NotAction",
    grant([{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }, deny("*", "*")]),
    is(DENIED, "*"),
  ],
  ["a pattern is allowed where nothing denies", grant(allow("s3:Get*", OBJECTS)), is(ALLOWED, "s3:Get*")],
  [
    "a pattern of which a part is denied is unknown",
    grant([allow("s3:Get*", OBJECTS), deny("s3:GetObjectAcl", OBJECTS)]),
    is(UNKNOWN, "s3:Get*"),
  ],
  [
    "a pattern that is wholly denied is denied",
    grant([allow("s3:Get*", OBJECTS), deny("s3:*", "*")]),
    is(DENIED, "s3:Get*"),
  ],
  [
    "a Deny under another path leaves the pattern partly denied",
    grant([allow("s3:GetObject", OBJECTS), deny("s3:GetObject", `${BUCKET}/secret/*`)]),
    is(UNKNOWN),
  ],
  [
    "a Deny elsewhere leaves the pattern alone",
    grant([allow("s3:GetObject", OBJECTS), deny("s3:GetObject", "arn:aws:s3:::other/*")]),
    is(ALLOWED),
  ],
  [
    "a Deny of NotResource outside leaves it alone",
    grant([allow("s3:GetObject", OBJECTS), { Effect: "Deny", Action: "s3:*", NotResource: [BUCKET, OBJECTS] }]),
    is(ALLOWED),
  ],
  [
    "a Deny of NotAction of others leaves it alone",
    grant([...READ_BUCKET, { Effect: "Deny", NotAction: ["s3:*", "sts:*"], Resource: "*" }]),
    { verdict: "proved" },
  ],
  [
    "an own resource that was not read is allowed with a warning",
    grant(allow("s3:GetObject", "arn:aws:s3:::unseen/*")),
    { verdict: "conditional", ...is(ALLOWED), warnings: ["resource-policy-not-seen"] },
  ],
  ["another account's resource that was not read is unknown", grant(allow("sqs:SendMessage", QUEUE(C))), is(UNKNOWN)],
  ["a key that was not read is unknown", grant(allow("kms:Decrypt", KEY)), is(UNKNOWN)],
  [
    "another account's resource that was not read is denied where the role's side denies",
    grant([allow("sqs:SendMessage", QUEUE(C)), deny("sqs:*", "*")]),
    is(DENIED),
  ],
];

const LIMITS: readonly Row[] = [
  [
    "a boundary that covers the grant leaves it",
    grant(READ_BUCKET, boundary(allow("s3:*", "*"))),
    { verdict: "proved" },
  ],
  [
    "a boundary without the action denies",
    grant(READ_BUCKET, boundary(allow("s3:GetObject", "*"))),
    { hops: { "grant s3:GetObject": ALLOWED, "grant s3:ListBucket": DENIED } },
  ],
  [
    "a boundary that covers a part of a pattern makes it unknown",
    grant(allow("s3:GetObject", OBJECTS), boundary(allow("s3:GetObject", `${BUCKET}/public/*`))),
    is(UNKNOWN),
  ],
  [
    "a boundary that covers a part of an action pattern makes it unknown",
    grant(allow("s3:Get*", OBJECTS), boundary(allow("s3:GetObject", "*"))),
    is(UNKNOWN),
  ],
  ["a malformed boundary denies the grants", grant(READ_BUCKET, boundary({ Effect: "Allow" })), is(DENIED)],
  [
    "a boundary outside the world makes the grants unknown",
    grant(READ_BUCKET, { target: { permissions_boundary: `arn:aws:iam::${B}:policy/unseen` } }),
    is(UNKNOWN),
  ],
  [
    "a session policy that covers the grant leaves it",
    podWorldWithoutTags({ association: { policy: document(allow("s3:*", "*")) } }),
    { verdict: "proved" },
  ],
  [
    "a session policy without the action denies",
    podWorldWithoutTags({ association: { policy: document(allow("s3:ListBucket", "*")) } }),
    { hops: { "grant s3:GetObject": DENIED, "grant s3:ListBucket": ALLOWED } },
  ],
  ["an SCP that denies binds the grants", podWorld(), is(DENIED, "s3:GetObject"), scps(deny("s3:GetObject", "*"))],
  ["an RCP that denies binds the grants", podWorld(), is(DENIED, "s3:GetObject"), rcps(deny("s3:GetObject", "*"))],
  [
    "an RCP for other organisations leaves the grant where --org is the same",
    podWorld(),
    is(ALLOWED),
    { ...rcps(deny("s3:*", "*", condition("StringNotEquals", "aws:PrincipalOrgID", "o-x"))), organisation: "o-x" },
  ],
  [
    "an RCP for other organisations makes the grant unknown without --org",
    podWorld(),
    is(UNKNOWN),
    rcps(deny("s3:*", "*", condition("StringNotEquals", "aws:PrincipalOrgID", "o-x"))),
  ],
  [
    "all SCPs are one level: one of them has to allow",
    podWorld(),
    { verdict: "proved" },
    scps(allow("s3:*", "*"), allow("sts:*", "*")),
  ],
  [
    "an unknown attached policy makes every grant unknown",
    grant(READ_BUCKET, { target: { managed_policy_arns: ["arn:aws:iam::aws:policy/Unheard"] } }),
    { hops: { "grant s3:GetObject": UNKNOWN, "grant s3:ListBucket": UNKNOWN } },
  ],
  [
    "an explicit Deny decides beside an unknown policy",
    grant([...READ_BUCKET, deny("s3:GetObject", "*")], {
      target: { managed_policy_arns: ["arn:aws:iam::aws:policy/Unheard"] },
    }),
    { hops: { "grant s3:GetObject": DENIED } },
  ],
];

const ACROSS: readonly Row[] = [
  [
    "a bucket of another account needs a policy",
    grant(allow("s3:GetObject", `${FAR}/*`), elsewhere(bucketIn())),
    is(DENIED),
  ],
  [
    "a bucket policy that names the role suffices",
    grant(allow("s3:GetObject", `${FAR}/*`), elsewhere(bucketIn(principal(allow("s3:GetObject", `${FAR}/*`))))),
    is(ALLOWED),
  ],
  [
    "a bucket policy that names the account suffices",
    grant(
      allow("s3:GetObject", `${FAR}/*`),
      elsewhere(bucketIn(principal(allow("s3:GetObject", `${FAR}/*`), { AWS: B }))),
    ),
    is(ALLOWED),
  ],
  [
    "a bucket policy for the path only makes the pattern unknown",
    grant(allow("s3:GetObject", `${FAR}/*`), elsewhere(bucketIn(principal(allow("s3:GetObject", `${FAR}/a/*`))))),
    is(UNKNOWN),
  ],
  [
    "a bucket policy that denies others leaves the role",
    grant(READ_BUCKET, {
      b: {
        aws_s3_bucket_policy: {
          p: {
            bucket: "data-bucket",
            policy: document(
              principal(deny("s3:*", [BUCKET, OBJECTS], condition("ArnNotEquals", "aws:PrincipalArn", TARGET)), "*"),
            ),
          },
        },
      },
    }),
    { verdict: "proved" },
  ],
  [
    "a bucket policy that denies the role denies",
    grant(READ_BUCKET, {
      b: {
        aws_s3_bucket_policy: {
          p: { bucket: "data-bucket", policy: document(principal(deny("s3:GetObject", OBJECTS))) },
        },
      },
    }),
    is(DENIED, "s3:GetObject"),
  ],
  [
    "a malformed bucket policy denies its grants",
    grant(READ_BUCKET, { b: { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: "{" } } } }),
    is(DENIED),
  ],
  [
    "an unknown bucket policy makes its grants unknown",
    grant(READ_BUCKET, { b: { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: '${file("p.json")}' } } } }),
    is(UNKNOWN),
  ],
  [
    "a public policy of a bucket without a block is left to its own account",
    grant(allow("s3:GetObject", `${FAR}/*`), elsewhere(bucketIn(principal(allow("s3:GetObject", `${FAR}/*`), "*")))),
    { ...is(DENIED), warnings: ["public-policy-blocked"] },
  ],
  [
    "a public policy of a bucket with an empty block serves others",
    grant(
      allow("s3:GetObject", `${FAR}/*`),
      elsewhere(
        bucketIn(principal(allow("s3:GetObject", `${FAR}/*`), "*"), {
          aws_s3_bucket_public_access_block: { far: { bucket: "far-bucket" } },
        }),
      ),
    ),
    is(ALLOWED),
  ],
  [
    "block_public_policy alone is a warning",
    grant(
      allow("s3:GetObject", `${FAR}/*`),
      elsewhere(
        bucketIn(principal(allow("s3:GetObject", `${FAR}/*`), "*"), {
          aws_s3_bucket_public_access_block: { far: { bucket: "far-bucket", block_public_policy: true } },
        }),
      ),
    ),
    { ...is(ALLOWED), warnings: ["public-policy-blocked"] },
  ],
  [
    "a policy for everybody of one account is not public",
    grant(
      allow("s3:GetObject", `${FAR}/*`),
      elsewhere(
        bucketIn(
          principal(allow("s3:GetObject", `${FAR}/*`, condition("StringEquals", "aws:PrincipalAccount", B)), "*"),
        ),
      ),
    ),
    is(ALLOWED),
  ],
  [
    "a queue of another account needs a policy",
    grant(allow("sqs:SendMessage", QUEUE(C)), elsewhere(queueIn())),
    is(DENIED),
  ],
  [
    "a queue policy that names the role suffices",
    grant(allow("sqs:SendMessage", QUEUE(C)), elsewhere(queueIn(principal(allow("sqs:SendMessage", QUEUE(C)))))),
    is(ALLOWED),
  ],
  [
    "a queue policy for another action does not",
    grant(allow("sqs:SendMessage", QUEUE(C)), elsewhere(queueIn(principal(allow("sqs:ReceiveMessage", QUEUE(C)))))),
    is(DENIED),
  ],
  [
    "a topic policy across accounts suffices",
    grant(
      allow("sns:Publish", `arn:aws:sns:us-east-1:${C}:t`),
      elsewhere({
        aws_sns_topic: { t: { name: "t" } },
        aws_sns_topic_policy: {
          t: {
            arn: "${aws_sns_topic.t.arn}",
            policy: document(principal(allow("sns:Publish", `arn:aws:sns:us-east-1:${C}:t`))),
          },
        },
      }),
    ),
    is(ALLOWED),
  ],
  [
    "a topic without policy of the same account is allowed",
    grant(allow("sns:Publish", `arn:aws:sns:us-east-1:${B}:t`), { b: { aws_sns_topic: { t: { name: "t" } } } }),
    { ...is(ALLOWED), noWarnings: ["resource-policy-not-seen"] },
  ],
  [
    "a table of another account needs a policy",
    grant(
      allow("dynamodb:GetItem", `arn:aws:dynamodb:us-east-1:${C}:table/t`),
      elsewhere({ aws_dynamodb_table: { t: { name: "t" } } }),
    ),
    is(DENIED),
  ],
  [
    "a table policy suffices",
    grant(
      allow("dynamodb:GetItem", `arn:aws:dynamodb:us-east-1:${C}:table/t`),
      elsewhere({
        aws_dynamodb_table: { t: { name: "t" } },
        aws_dynamodb_resource_policy: {
          t: {
            resource_arn: "${aws_dynamodb_table.t.arn}",
            policy: document(principal(allow("dynamodb:GetItem", `arn:aws:dynamodb:us-east-1:${C}:table/t`))),
          },
        },
      }),
    ),
    is(ALLOWED),
  ],
  [
    "a table policy that denies the role decides in one account",
    grant(allow("dynamodb:GetItem", `arn:aws:dynamodb:us-east-1:${B}:table/t`), {
      b: {
        aws_dynamodb_table: { t: { name: "t" } },
        aws_dynamodb_resource_policy: {
          t: { resource_arn: "${aws_dynamodb_table.t.arn}", policy: document(principal(deny("dynamodb:*", "*"))) },
        },
      },
    }),
    is(DENIED),
  ],
  [
    "a secret of the same account is allowed",
    grant(allow("secretsmanager:GetSecretValue", `arn:aws:secretsmanager:us-east-1:${B}:secret:s-*`), {
      b: { aws_secretsmanager_secret: { s: { name: "s" } } },
    }),
    is(ALLOWED),
  ],
  [
    "a secret of another account under the AWS managed key is denied",
    grant(
      [allow("secretsmanager:GetSecretValue", `arn:aws:secretsmanager:us-east-1:${C}:secret:s-*`)],
      elsewhere({
        aws_secretsmanager_secret: { s: { name: "s" } },
        aws_secretsmanager_secret_policy: {
          s: {
            secret_arn: "${aws_secretsmanager_secret.s.arn}",
            policy: document(principal(allow("secretsmanager:GetSecretValue", "*"))),
          },
        },
      }),
    ),
    is(DENIED),
  ],
];

const KEYS: readonly Row[] = [
  [
    "an encrypted bucket needs Decrypt",
    grant(READ_BUCKET, { b: encryptedBy("${aws_kms_key.k.arn}", keyWith()) }),
    { hops: { "grant s3:GetObject": DENIED, "grant s3:ListBucket": ALLOWED } },
  ],
  [
    "Decrypt with the key's default policy suffices in one account",
    grant(READ_AND_DECRYPT, { b: encryptedBy("${aws_kms_key.k.arn}", keyWith()) }),
    is(ALLOWED, "s3:GetObject"),
  ],
  [
    "a key policy that names the role suffices without the role's own",
    grant(READ_BUCKET, { b: encryptedBy("${aws_kms_key.k.arn}", keyWith(principal(allow("kms:Decrypt", "*")))) }),
    is(ALLOWED, "s3:GetObject"),
  ],
  [
    "a key policy that names no principal of the account denies",
    grant(READ_AND_DECRYPT, {
      b: encryptedBy("${aws_kms_key.k.arn}", keyWith(principal(allow("kms:Decrypt", "*"), { AWS: C }))),
    }),
    is(DENIED, "s3:GetObject"),
  ],
  [
    "the key sees that S3 reaches it",
    grant(READ_BUCKET, {
      b: encryptedBy(
        "${aws_kms_key.k.arn}",
        keyWith(
          principal(
            allow("kms:Decrypt", "*", condition("StringEquals", "kms:ViaService", "s3.us-east-1.amazonaws.com")),
          ),
        ),
      ),
    }),
    is(ALLOWED, "s3:GetObject"),
  ],
  [
    "the key is not reached through SQS",
    grant(READ_BUCKET, {
      b: encryptedBy(
        "${aws_kms_key.k.arn}",
        keyWith(
          principal(
            allow("kms:Decrypt", "*", condition("StringEquals", "kms:ViaService", "sqs.us-east-1.amazonaws.com")),
          ),
        ),
      ),
    }),
    is(DENIED, "s3:GetObject"),
  ],
  [
    "PutObject needs GenerateDataKey",
    grant([allow("s3:PutObject", OBJECTS), allow("kms:Decrypt", "*")], {
      b: encryptedBy("${aws_kms_key.k.arn}", keyWith()),
    }),
    is(DENIED, "s3:PutObject"),
  ],
  [
    "the AWS managed key serves its own account",
    grant(READ_BUCKET, { b: encryptedBy(undefined) }),
    { verdict: "proved" },
  ],
  [
    "the AWS managed key by its alias serves its own account",
    grant(READ_BUCKET, { b: encryptedBy("alias/aws/s3") }),
    { verdict: "proved" },
  ],
  ["a key outside the world is unknown", grant(READ_AND_DECRYPT, { b: encryptedBy(KEY) }), is(UNKNOWN, "s3:GetObject")],
  [
    "a direct call of a key in one account needs the role's own side where the policy delegates",
    grant(allow("kms:Decrypt", "${aws_kms_key.k.arn}"), { b: keyWith() }),
    is(ALLOWED),
  ],
];

const CONTEXT: readonly Row[] = [
  [
    "a prefix is the caller's to choose",
    grant(allow("s3:ListBucket", BUCKET, condition("StringLike", "s3:prefix", "home/*"))),
    is(ALLOWED),
  ],
  [
    "leading keys are the caller's to choose",
    grant(
      allow(
        "dynamodb:GetItem",
        `arn:aws:dynamodb:us-east-1:${B}:table/t`,
        condition("ForAllValues:StringEquals", "dynamodb:LeadingKeys", "x"),
      ),
    ),
    is(ALLOWED),
  ],
  [
    "a VPC endpoint is unknown",
    grant(allow("s3:GetObject", OBJECTS, condition("StringEquals", "aws:SourceVpce", "vpce-1"))),
    is(UNKNOWN),
  ],
  [
    "the time is unknown",
    grant(allow("s3:GetObject", OBJECTS, condition("DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"))),
    is(UNKNOWN),
  ],
  [
    "TLS is there",
    grant(allow("s3:GetObject", OBJECTS, condition("Bool", "aws:SecureTransport", "true"))),
    is(ALLOWED),
  ],
  [
    "MFA is not there",
    grant(allow("s3:GetObject", OBJECTS, condition("Bool", "aws:MultiFactorAuthPresent", "true"))),
    is(DENIED),
  ],
  [
    "the principal's type is AssumedRole",
    grant(allow("s3:GetObject", OBJECTS, condition("StringEquals", "aws:PrincipalType", "AssumedRole"))),
    is(ALLOWED),
  ],
  [
    "the principal tags are EKS's",
    grant(allow("s3:GetObject", OBJECTS, condition("StringEquals", "aws:PrincipalTag/kubernetes-namespace", "ns"))),
    is(ALLOWED),
  ],
  [
    "a principal tag of another namespace denies",
    grant(allow("s3:GetObject", OBJECTS, condition("StringEquals", "aws:PrincipalTag/kubernetes-namespace", "x"))),
    is(DENIED),
  ],
  [
    "with tags off there are none",
    podWorldWithoutTags({
      grant: allow("s3:GetObject", OBJECTS, condition("StringEquals", "aws:PrincipalTag/kubernetes-namespace", "ns")),
    }),
    is(DENIED),
  ],
  [
    "the resource's account is its own",
    grant(allow("s3:GetObject", OBJECTS, condition("StringEquals", "aws:ResourceAccount", B))),
    is(ALLOWED),
  ],
  [
    "the region is the resource's",
    grant(allow("s3:GetObject", OBJECTS, condition("StringEquals", "aws:RequestedRegion", "eu-west-1"))),
    is(DENIED),
  ],
  [
    "the account of the principal is the target's",
    grant(allow("s3:GetObject", OBJECTS, condition("StringEquals", "aws:PrincipalAccount", A))),
    is(DENIED),
  ],
  [
    "a variable in a resource is what the tag is",
    grant(allow("s3:GetObject", `${BUCKET}/$\${aws:PrincipalTag/kubernetes-namespace}/*`)),
    is(ALLOWED),
  ],
  [
    "a variable in a resource that the session has not matches nothing",
    podWorldWithoutTags({ grant: allow("s3:GetObject", `${BUCKET}/$\${aws:PrincipalTag/kubernetes-namespace}/*`) }),
    is(DENIED),
  ],
  [
    "a Deny by a variable denies what the tag is",
    grant([
      allow("s3:GetObject", `${BUCKET}/ns/*`),
      deny("s3:*", `${BUCKET}/$\${aws:PrincipalTag/kubernetes-namespace}/*`),
    ]),
    is(DENIED),
  ],
  [
    "the organisation of the resource is that of --org",
    grant(allow("s3:GetObject", OBJECTS, condition("StringEquals", "aws:ResourceOrgID", "o-x"))),
    is(ALLOWED),
    { organisation: "o-x" },
  ],
  [
    "the organisation of the resource is unknown without --org",
    grant(allow("s3:GetObject", OBJECTS, condition("StringEquals", "aws:ResourceOrgID", "o-x"))),
    is(UNKNOWN),
  ],
  [
    "a Deny on a chosen key can be avoided",
    grant([
      allow("s3:PutObject", OBJECTS),
      deny("s3:PutObject", OBJECTS, condition("StringEquals", "s3:x-amz-acl", "public-read")),
    ]),
    is(ALLOWED),
  ],
  [
    "a Deny on a key that is not known is unknown",
    grant([
      allow("s3:PutObject", OBJECTS),
      deny("s3:PutObject", OBJECTS, condition("NotIpAddress", "aws:SourceIp", "10.0.0.0/8")),
    ]),
    is(UNKNOWN),
  ],
];

stating("actions and resources", PAIRS);
stating("boundary, session policy and organisation", LIMITS);
stating("policies of resources", ACROSS);
stating("keys of encrypted resources", KEYS);
stating("the request's context", CONTEXT);
