import {
  A,
  allow,
  B,
  BOTH,
  BUCKET,
  C,
  CONFINED_PRIMARY,
  deny,
  document,
  EKS,
  EKS_TRUST,
  GUIDE,
  ID,
  type Json,
  ONLY_PRIMARY,
  POD_TAGS,
  PRIMARY,
  principal,
  ROOT_A,
  scps,
  TARGET,
  trust,
} from "../support/documents";
import { irsaWorld, podWorld, podWorldWithoutTags, type Row, stackIn, stating } from "../support/world";

const RANDOM = { random_id: { r: { byte_length: 4 } } };
const SYMBOL = "clu-${random_id.r.hex}";
const RANDOM_ID = "clu-<account-a/random_id.r.hex>/ns/sa";
const symbolic = (targetTrust: Json) =>
  podWorld({
    primaryTrust: trust(EKS, {
      StringEquals: { ...POD_TAGS, "aws:RequestTag/eks-cluster-arn": `arn:aws:eks:us-east-1:${A}:cluster/${SYMBOL}` },
    }),
    targetTrust,
    association: { cluster_name: SYMBOL },
    a: RANDOM,
  });
const alone = (primaryTrust: Json | readonly Json[]) =>
  podWorld({ association: { target_role_arn: null }, permission: allow("s3:ListAllMyBuckets", "*"), primaryTrust });

const SYMBOLS: Row[] = [
  [
    "a literal that could be the random name is unknown",
    podWorld({
      association: { cluster_name: SYMBOL },
      a: RANDOM,
      targetTrust: trust(ROOT_A, { StringEquals: { "aws:RequestTag/eks-cluster-name": "clu-1234" } }),
    }),
    { id: RANDOM_ID, hops: { "target-trust": "unknown" } },
  ],
  [
    "a literal that cannot be the random name is denied",
    podWorld({
      association: { cluster_name: SYMBOL },
      a: RANDOM,
      targetTrust: trust(ROOT_A, { StringEquals: { "aws:RequestTag/eks-cluster-name": "other" } }),
    }),
    { id: RANDOM_ID, hops: { "target-trust": "denied" } },
  ],
  [
    "a star takes the random name in",
    podWorld({
      association: { cluster_name: SYMBOL },
      a: RANDOM,
      targetTrust: trust(ROOT_A, { StringLike: { "aws:RequestTag/eks-cluster-name": "clu-*" } }),
    }),
    { id: RANDOM_ID, hops: { "target-trust": "allowed" } },
  ],
  [
    "a random name equals itself, and no other cluster has it",
    symbolic(trust({ AWS: PRIMARY })),
    {
      id: RANDOM_ID,
      hops: { "primary-trust": "allowed" },
      intruders: { "other-namespace": "denied", "other-service-account": "denied", "other-cluster": "denied" },
    },
  ],
  [
    "a Deny that could meet the random name is unknown",
    podWorld({
      association: { cluster_name: SYMBOL },
      a: RANDOM,
      targetTrust: [
        trust({ AWS: PRIMARY }),
        { ...trust("*", { StringEquals: { "aws:RequestTag/eks-cluster-name": "clu-1234" } }), Effect: "Deny" },
      ],
    }),
    { id: RANDOM_ID, hops: { "target-trust": "unknown" } },
  ],
];

const ALONE: readonly Row[] = [
  [
    "without a target the primary's own trust confines",
    alone(CONFINED_PRIMARY),
    {
      verdict: "proved",
      intruders: { "other-namespace": "denied", "other-cluster": "denied", "other-role": "denied" },
    },
  ],
  [
    "without a target an unconfined primary lets every pod in",
    alone(EKS_TRUST),
    {
      intruders: {
        "other-namespace": "allowed",
        "other-service-account": "allowed",
        "other-cluster": "allowed",
        "other-role": "denied",
      },
    },
  ],
  [
    "without a target a root beside EKS lets roles in",
    alone([CONFINED_PRIMARY, trust(ROOT_A)]),
    { intruders: { "other-role": "allowed", "other-account": "denied" } },
  ],
  [
    "without a target a third account beside EKS gets in",
    alone([CONFINED_PRIMARY, trust({ AWS: C })]),
    { intruders: { "other-account": "allowed", "other-role": "denied" } },
  ],
];

const MORE: readonly Row[] = [
  [
    "a tag of the primary role is a principal tag",
    podWorld({
      primary: { tags: { team: "x" } },
      targetTrust: trust({ AWS: PRIMARY }, { StringEquals: { ...POD_TAGS, "aws:PrincipalTag/team": "x" } }),
    }),
    { verdict: "proved" },
  ],
  [
    "a tag that the primary role has not denies",
    podWorld({ targetTrust: trust({ AWS: PRIMARY }, { StringEquals: { ...POD_TAGS, "aws:PrincipalTag/team": "x" } }) }),
    { hops: { "target-trust": "denied" } },
  ],
  [
    "aws:TagKeys holds EKS's six",
    podWorld({
      targetTrust: trust(
        { AWS: PRIMARY },
        {
          StringEquals: POD_TAGS,
          "ForAllValues:StringEquals": {
            "aws:TagKeys": [
              "eks-cluster-arn",
              "eks-cluster-name",
              "kubernetes-namespace",
              "kubernetes-service-account",
              "kubernetes-pod-name",
              "kubernetes-pod-uid",
            ],
          },
        },
      ),
    }),
    { verdict: "proved" },
  ],
  [
    "aws:userid is unknown",
    podWorld({ targetTrust: trust({ AWS: PRIMARY }, { StringLike: { "aws:userid": "AROA*:x" } }) }),
    { hops: { "target-trust": "unknown" } },
  ],
  [
    "a NotPrincipal Deny that names account, role and session is the only one that spares",
    podWorld({
      b: {
        aws_s3_bucket_policy: {
          p: {
            bucket: "data-bucket",
            policy: document({
              ...deny("s3:GetObject", "arn:aws:s3:::data-bucket/*"),
              NotPrincipal: { AWS: `arn:aws:iam::${C}:root` },
            }),
          },
        },
      },
    }),
    { hops: { "grant s3:GetObject": "denied" } },
  ],
  [
    "a queue for everybody lets everybody in",
    podWorld({
      grant: allow("sqs:SendMessage", `arn:aws:sqs:us-east-1:${B}:q`),
      b: { aws_sqs_queue: { q: { name: "q", policy: document(principal(allow("sqs:SendMessage", "*"), "*")) } } },
    }),
    { intruders: { "other-account": "allowed", anonymous: "allowed" } },
  ],
  [
    "a queue for any principal of one source account lets no caller in",
    podWorld({
      grant: allow("sqs:SendMessage", `arn:aws:sqs:us-east-1:${B}:q`),
      b: {
        aws_sqs_queue: {
          q: {
            name: "q",
            policy: document(
              principal(
                allow("sqs:SendMessage", "*", { Condition: { StringEquals: { "aws:PrincipalAccount": A } } }),
                "*",
              ),
            ),
          },
        },
      },
    }),
    { intruders: { "other-account": "denied", anonymous: "denied" } },
  ],
  [
    "a queue for SNS rests on what SNS delivers there, which nothing ties to a topic",
    podWorld({
      grant: allow("sqs:SendMessage", `arn:aws:sqs:us-east-1:${B}:q`),
      b: {
        aws_sqs_queue: {
          q: {
            name: "q",
            policy: document(principal(allow("sqs:SendMessage", "*"), { Service: "sns.amazonaws.com" })),
          },
        },
      },
    }),
    {
      verdict: "conditional",
      intruders: { "other-account": "denied", anonymous: "denied" },
      carried: { service: "service-untied" },
    },
  ],
  [
    "a queue for SNS that names its topic is shared with SNS",
    podWorld({
      grant: allow("sqs:SendMessage", `arn:aws:sqs:us-east-1:${B}:q`),
      b: {
        aws_sqs_queue: {
          q: {
            name: "q",
            policy: document({
              ...principal(allow("sqs:SendMessage", "*"), { Service: "sns.amazonaws.com" }),
              Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:sns:us-east-1:${B}:t` } },
            }),
          },
        },
      },
    }),
    { verdict: "proved", intruders: { service: "denied" } },
  ],
  [
    "a topic for everybody lets everybody in",
    podWorld({
      grant: allow("sns:Publish", `arn:aws:sns:us-east-1:${B}:t`),
      b: { aws_sns_topic: { t: { name: "t", policy: document(principal(allow("sns:Publish", "*"), "*")) } } },
    }),
    { intruders: { "other-account": "allowed", anonymous: "allowed" } },
  ],
  [
    "a public object of the granted bucket is open to everybody, though the grant is on another path",
    podWorld({
      grant: allow("s3:GetObject", `${BUCKET}/private/*`),
      b: {
        aws_s3_bucket_policy: {
          p: { bucket: "data-bucket", policy: document(principal(allow("s3:GetObject", `${BUCKET}/public/*`), "*")) },
        },
        aws_s3_bucket_public_access_block: { p: { bucket: "data-bucket" } },
      },
    }),
    { intruders: { anonymous: "allowed", "other-account": "allowed" } },
  ],
  [
    "a public part of a granted pattern lets everybody in",
    podWorld({
      b: {
        aws_s3_bucket_policy: {
          p: { bucket: "data-bucket", policy: document(principal(allow("s3:GetObject", `${BUCKET}/public/*`), "*")) },
        },
        aws_s3_bucket_public_access_block: { p: { bucket: "data-bucket" } },
      },
    }),
    { intruders: { anonymous: "allowed", "other-account": "allowed" } },
  ],
  [
    "an SCP does not bind strangers",
    podWorld({ targetTrust: [GUIDE, trust({ AWS: C })] }),
    { intruders: { "other-account": "allowed" } },
    scps(ONLY_PRIMARY),
  ],
  [
    "a trust of the target that is unknown may admit pods itself",
    podWorld({ primaryTrust: CONFINED_PRIMARY, target: { assume_role_policy: '${file("p.json")}' } }),
    { hops: { "target-trust": "unknown" }, intruders: { "other-namespace": "unknown", "other-role": "unknown" } },
  ],
  [
    "an unknown SCP-free world leaves the holder's tags alone",
    podWorldWithoutTags({
      targetTrust: trust({ AWS: PRIMARY }),
      a: {
        aws_eks_pod_identity_association: {
          h: { cluster_name: "clu", namespace: "ns", service_account: "h", role_arn: PRIMARY },
        },
      },
    }),
    { intruders: { "primary-holder": "allowed" } },
  ],
  [
    "a pod template that does not wait for its association is a warning",
    podWorld({
      a: {
        kubernetes_pod: { p: { metadata: [{ name: "p", namespace: "ns" }], spec: [{ service_account_name: "sa" }] } },
      },
    }),
    { verdict: "proved", warnings: ["pod-before-association"] },
  ],
  [
    "a pod template that waits is none",
    podWorld({
      a: {
        kubernetes_pod: {
          p: {
            metadata: [{ name: "p", namespace: "ns" }],
            spec: [{ service_account_name: "sa" }],
            depends_on: ["aws_eks_pod_identity_association.one"],
          },
        },
      },
    }),
    { noWarnings: ["pod-before-association"] },
  ],
  [
    "a pod under a service account without chain is a warning where its namespace has one",
    podWorld({
      a: {
        kubernetes_deployment: {
          p: {
            metadata: [{ name: "p", namespace: "ns" }],
            spec: [{ template: [{ metadata: [{}], spec: [{ service_account_name: "none" }] }] }],
          },
        },
      },
    }),
    { warnings: ["pod-without-chain"] },
  ],
  [
    "a session longer than an hour is a warning",
    podWorld({ target: { max_session_duration: 7200 } }),
    { verdict: "proved", warnings: ["session-length"] },
  ],
  [
    "a role as principal is a warning",
    podWorld({ targetTrust: trust({ AWS: PRIMARY }, { StringEquals: POD_TAGS }) }),
    { verdict: "proved", warnings: ["role-principal"] },
  ],
  [
    "an IRSA chain with an unknown trust is unknown",
    irsaWorld({ b: { aws_iam_role: { target: { name: "target", assume_role_policy: '${file("p.json")}' } } } }),
    {
      hops: { "target-trust": "unknown", "oidc-provider": "allowed" },
      intruders: { "other-namespace": "unknown", "other-role": "unknown" },
    },
  ],
  [
    "a chain's own account in another stack's bucket is no other account",
    podWorld({
      grant: allow("s3:GetObject", "arn:aws:s3:::far/*"),
      stacks: {
        "account-c": stackIn(C, {
          aws_s3_bucket: { far: { bucket: "far" } },
          aws_s3_bucket_policy: {
            p: {
              bucket: "far",
              policy: document(
                principal(allow("s3:GetObject", "arn:aws:s3:::far/*"), { AWS: [TARGET, `arn:aws:iam::${C}:root`] }),
              ),
            },
          },
        }),
      },
    }),
    { id: ID, verdict: "proved" },
  ],
  [
    "within one account the trust that names the role lets the holder past the permission",
    podWorld({ permission: allow(BOTH, TARGET) }),
    { verdict: "proved" },
  ],
];

const EXPECTED = {
  expectations: [{ line: 1, pod: RANDOM_ID, verb: "can" as const, action: "s3:GetObject", on: `${BUCKET}/*` }],
};
SYMBOLS.push([
  "a chain is called as the report writes its id",
  podWorld({ association: { cluster_name: SYMBOL }, a: RANDOM, targetTrust: trust({ AWS: PRIMARY }) }),
  { id: RANDOM_ID, hops: { association: "allowed" }, intruders: { "other-role": "denied" } },
  { ...EXPECTED, allowIntruders: [{ chain: RANDOM_ID, ids: ["other-namespace"] }] },
]);
const BUCKETS = (...denied: string[]): Json => ({
  aws_s3_bucket: { two: { bucket: "data-two" } },
  aws_s3_bucket_policy: Object.fromEntries(
    denied.map((bucket) => [
      bucket,
      { bucket, policy: document(principal(deny("s3:GetObject", `arn:aws:s3:::${bucket}/*`), { AWS: TARGET })) },
    ]),
  ),
});
const EVERY = allow("s3:GetObject", "arn:aws:s3:::data-*/*");
stating("a pattern over two buckets", [
  ["is allowed where both allow", podWorld({ grant: EVERY, b: BUCKETS() }), { hops: { grant: "allowed" } }],
  ["is unknown where one denies", podWorld({ grant: EVERY, b: BUCKETS("data-two") }), { hops: { grant: "unknown" } }],
  [
    "is denied where both deny",
    podWorld({ grant: EVERY, b: BUCKETS("data-two", "data-bucket") }),
    { hops: { grant: "denied" } },
  ],
]);
stating("symbols", SYMBOLS);
stating("chains without a target", ALONE);
stating("the rest", MORE);
