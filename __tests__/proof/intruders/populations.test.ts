import {
  A,
  allow,
  B,
  BOTH,
  BUCKET,
  C,
  CLUSTER_ARN,
  CONFINED_PRIMARY,
  document,
  EKS,
  GUIDE,
  ISSUER,
  type Json,
  POD_TAGS,
  PRIMARY,
  principal,
  ROOT_A,
  trust,
} from "../../support/documents";
import { association, podWorld, proofOf, type Row, stackIn, stating } from "../../support/world";

// Whom a class searches besides the plainest of its callers: each row has somebody who alone gets in.

const WEB = "sts:AssumeRoleWithWebIdentity";
const READ = allow("s3:GetObject", `${BUCKET}/*`);
const OPEN = { aws_s3_bucket_public_access_block: { p: { bucket: "data-bucket" } } };

const guarded = (statements: Json | readonly Json[], more: Json = OPEN) =>
  podWorld({
    primaryTrust: CONFINED_PRIMARY,
    b: { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: document(statements) } }, ...more },
  });

const confined = (targetTrust: Json) => podWorld({ primaryTrust: CONFINED_PRIMARY, targetTrust: [GUIDE, targetTrust] });

const USUAL_KEY = principal(allow("kms:*", "*"), { AWS: `arn:aws:iam::${B}:root` });

/** A bucket that a key of its account encrypts, which the chain's role is given by the key's policy. */
const encrypted = (keyPolicy: readonly Json[], bucketPolicy: readonly Json[]) =>
  podWorld({
    primaryTrust: CONFINED_PRIMARY,
    grant: READ,
    b: {
      aws_kms_key: { k: { policy: document([USUAL_KEY, principal(allow("kms:Decrypt", "*")), ...keyPolicy]) } },
      aws_s3_bucket_server_side_encryption_configuration: {
        e: {
          bucket: "data-bucket",
          rule: [
            {
              apply_server_side_encryption_by_default: [
                { sse_algorithm: "aws:kms", kms_master_key_id: "${aws_kms_key.k.arn}" },
              ],
            },
          ],
        },
      },
      aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: document(bucketPolicy) } },
      ...OPEN,
    },
  });

const FROM_C = principal(READ, { AWS: `arn:aws:iam::${C}:root` });

const RESOURCES: readonly Row[] = [
  [
    "another account by a pattern of actions of which AWS refuses some to other accounts",
    podWorld({
      primaryTrust: CONFINED_PRIMARY,
      grant: allow("sqs:SendMessage", `arn:aws:sqs:us-east-1:${B}:q`),
      b: {
        aws_sqs_queue: {
          q: { name: "q", policy: document(principal(allow("sqs:*", "*"), { AWS: `arn:aws:iam::${C}:root` })) },
        },
      },
    }),
    { verdict: "refuted", intruders: { "other-account": "allowed", "other-role": "denied" } },
  ],
  [
    "a service tied to a glob of sources acts for strangers",
    guarded({
      ...principal(READ, { Service: "cloudfront.amazonaws.com" }),
      Condition: { StringLike: { "aws:SourceArn": "arn:aws:cloudfront::*:distribution/*" } },
    }),
    { verdict: "refuted", intruders: { service: "allowed" } },
  ],
  [
    "the second service of a statement gets in though the first does not",
    guarded({
      ...principal(READ, { Service: ["cloudfront.amazonaws.com", "lambda.amazonaws.com"] }),
      Condition: { StringEquals: { "aws:PrincipalServiceName": "lambda.amazonaws.com" } },
    }),
    { verdict: "refuted", intruders: { service: "allowed" } },
  ],
  [
    "an origin access identity is CloudFront, and no user of an account",
    guarded(
      principal(READ, {
        AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABCDEF2GHIJK",
      }),
    ),
    { verdict: "refuted", intruders: { service: "allowed", "other-account": "denied", user: "denied" } },
  ],
  [
    "the root of the cluster's account is one of its users",
    guarded({
      ...principal(READ, ROOT_A),
      Condition: { ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${A}:root` } },
    }),
    { verdict: "refuted", intruders: { user: "allowed", "other-role": "denied" } },
  ],
  [
    "a public bucket that S3 restricts is open to its own account still",
    guarded(principal(READ, "*"), {}),
    { verdict: "refuted", intruders: { anonymous: "denied", "other-account": "denied", "other-role": "allowed" } },
  ],
  [
    "whoever the bucket admits and its key does not reads nothing",
    encrypted([], [FROM_C]),
    { intruders: { "other-account": "denied" } },
  ],
  [
    "whoever the key of a bucket admits is accounted for at the key",
    encrypted([principal(allow("kms:Decrypt", "*"), { AWS: `arn:aws:iam::${C}:root` })], []),
    { intruders: { "other-account": "allowed" } },
  ],
  [
    "too many classes of objects to try them all leave it unknown who reads them",
    guarded({
      ...principal(
        allow(
          "s3:GetObject",
          [..."abcdefgh"].map((letter) => `${BUCKET}/*${letter}1*${letter}2*${letter}3*`),
        ),
        { AWS: `arn:aws:iam::${C}:root` },
      ),
      Condition: { StringEquals: { "aws:PrincipalAccount": B } },
    }),
    { verdict: "unknown", intruders: { "other-account": "unknown" } },
  ],
];

const MANY = {
  StringLike: { "aws:PrincipalArn": [..."abcdefgh"].map((x) => `arn:aws:iam::${A}:role/*${x}1*${x}2*${x}3*`) },
};
const OTHER = `arn:aws:iam::${A}:role/second`;

/** A target that lists more values of one tag than the chain's own, for pods whose primary trusts whatever EKS is told to. */
const listing = (tag: string, ...more: readonly string[]) => {
  const key = `aws:RequestTag/${tag}` as keyof typeof POD_TAGS;
  return podWorld({
    targetTrust: trust(ROOT_A, {
      StringEquals: { ...POD_TAGS, [key]: [POD_TAGS[key], ...more] },
      ArnEquals: { "aws:PrincipalArn": PRIMARY },
    }),
  });
};

const BY_NAME = {
  StringEquals: {
    "aws:RequestTag/eks-cluster-name": "clu",
    "aws:RequestTag/kubernetes-namespace": "ns",
    "aws:RequestTag/kubernetes-service-account": "sa",
  },
};

const ROLES: readonly Row[] = [
  [
    "where the cluster is told by its name, its namesake in another region holds the primary",
    podWorld({
      primaryTrust: trust(EKS, BY_NAME),
      targetTrust: trust(ROOT_A, { ...BY_NAME, ArnEquals: { "aws:PrincipalArn": PRIMARY } }),
    }),
    { carried: { "primary-holder": "association-admins", "other-cluster": "association-admins" } },
  ],
  [
    "a condition key that STS does not have is no caller's to choose",
    podWorld({ targetTrust: trust(ROOT_A, { StringEquals: { "sts:ExternalIx": "secret" } }) }),
    { intruders: { "other-role": "unknown", "primary-holder": "unknown", user: "unknown" } },
  ],
  [
    "a namespace that the target lists and no pod of the world is in gets in by the trust",
    listing("kubernetes-namespace", "tools"),
    { verdict: "refuted", intruders: { "other-namespace": "allowed" } },
  ],
  [
    "a service account that the target lists and no pod of the world has gets in by the trust",
    listing("kubernetes-service-account", "tool"),
    { verdict: "refuted", intruders: { "other-service-account": "allowed" } },
  ],
  [
    "a cluster that the target lists and no pod of the world is on gets in by the trust, not by an assumption",
    listing("eks-cluster-arn", `arn:aws:eks:us-east-1:${A}:cluster/another`),
    { verdict: "refuted", intruders: { "other-cluster": "allowed" } },
  ],
  [
    "the same cluster's name in another region that the target lists gets in by the trust too",
    listing("eks-cluster-arn", `arn:aws:eks:eu-west-1:${A}:cluster/clu`),
    { verdict: "refuted", intruders: { "other-cluster": "allowed" } },
  ],
  [
    "too many classes of roles to try them all leave it unknown which get in",
    podWorld({
      primaryTrust: CONFINED_PRIMARY,
      targetTrust: [GUIDE, trust(ROOT_A, MANY), trust(ROOT_A, MANY, { Effect: "Deny" })],
    }),
    { verdict: "unknown", intruders: { "other-role": "unknown" } },
  ],
  [
    "everybody with a token of a cluster that the conditions name is a pod of it",
    confined({
      Effect: "Allow",
      Principal: "*",
      Action: WEB,
      Condition: { StringEquals: { [`${ISSUER}:sub`]: "system:serviceaccount:evil:evil" } },
    }),
    { verdict: "refuted", intruders: { "other-namespace": "allowed", "other-cluster": "allowed" } },
  ],
  [
    "the second provider of a statement gets in though the first does not",
    confined({
      Effect: "Allow",
      Principal: {
        Federated: ["one.example", "two.example"].map((issuer) => `arn:aws:iam::${B}:oidc-provider/${issuer}`),
      },
      Action: WEB,
      Condition: { ArnEquals: { "aws:FederatedProvider": `arn:aws:iam::${B}:oidc-provider/two.example` } },
    }),
    { verdict: "refuted", intruders: { federated: "allowed" } },
  ],
  [
    "a pod of the world that holds the primary without tags forges them, whoever administers associations",
    podWorld({
      a: {
        aws_eks_pod_identity_association: {
          holder: {
            ...association({ namespace: "tools", disable_session_tags: true }),
            target_role_arn: undefined,
          },
        },
      },
    }),
    { verdict: "refuted", intruders: { "primary-holder": "allowed" } },
  ],
  [
    "a service that holds the primary role of a peer forges the chain's tags",
    podWorld({
      primaryTrust: CONFINED_PRIMARY,
      targetTrust: trust(ROOT_A, {
        StringEquals: POD_TAGS,
        ArnEquals: { "aws:PrincipalArn": [PRIMARY, OTHER] },
      }),
      a: {
        aws_iam_role: {
          second: {
            name: "second",
            assume_role_policy: document([
              trust(EKS, { StringEquals: { ...POD_TAGS, "aws:RequestTag/eks-cluster-arn": CLUSTER_ARN } }),
              trust({ Service: "ec2.amazonaws.com" }, undefined, { Action: "sts:AssumeRole" }),
            ]),
          },
        },
        aws_iam_role_policy: {
          second: {
            role: "second",
            name: "assume",
            policy: document(allow(BOTH, "arn:aws:iam::222222222222:role/target")),
          },
        },
        aws_eks_pod_identity_association: {
          peer: association({ service_account: "peer", role_arn: OTHER }),
        },
      },
    }),
    { verdict: "refuted", intruders: { "primary-holder": "allowed" } },
  ],
];

/** Another account's chain to the same role, whose pods have the names of the first one's cluster. */
const NAMES = {
  StringEquals: {
    ...POD_TAGS,
    "aws:RequestTag/eks-cluster-arn": [CLUSTER_ARN, CLUSTER_ARN.replace(A, C)],
    "aws:RequestTag/kubernetes-service-account": ["sa", "sb"],
  },
};
const FAR = `arn:aws:iam::${C}:role/primary`;
const namesake = (role: string) =>
  podWorld({
    primaryTrust: trust(EKS, NAMES),
    targetTrust: trust({ AWS: [PRIMARY, FAR] }, NAMES),
    stacks: {
      "account-c": stackIn(C, {
        aws_iam_role: { p: { name: "primary", assume_role_policy: document(trust(EKS, NAMES)) } },
        aws_iam_role_policy: {
          p: {
            role: "primary",
            name: "assume",
            policy: document(allow(BOTH, "arn:aws:iam::222222222222:role/target")),
          },
        },
        aws_eks_pod_identity_association: { sb: association({ service_account: "sb", role_arn: role }) },
      }),
    },
  });

test.each([
  ["by a chain of its own", FAR],
  ["by an association that EKS refuses", PRIMARY],
])("a pod of another account's cluster has credentials %s, and its namesake here is another pod", async (_, role) => {
  const { chains } = await proofOf(namesake(role), { assume: [] });
  const chain = chains.find(({ account }) => account === A);
  expect(chain?.intruders.find(({ id }) => id === "other-service-account")).toMatchObject({
    verdict: "allowed",
    assumption: "association-admins",
    witness: { serviceAccount: "sb", account: A },
  });
});

stating("besides the plainest callers, on resources", RESOURCES);
stating("besides the plainest callers, into roles", ROLES);
