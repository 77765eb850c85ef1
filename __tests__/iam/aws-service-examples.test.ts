/**
 * Policies that the guides of EKS, KMS, S3 and Organizations show, in our own words and values,
 * with the outcome that the guide states for a request.
 */
import { allow, deny, EKS, example, OTHER, OWN, role } from "./example";
import { NO, YES } from "./support";

example(
  "regions closed by a service control policy, global services left out",
  "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
  {
    action: "ec2:RunInstances",
    resource: `arn:aws:ec2:eu-west-1:${OWN}:instance/*`,
    identity: allow("*"),
    scp: [
      allow("*"),
      {
        Effect: "Deny",
        NotAction: ["iam:*", "route53:*", "sts:*"],
        Resource: "*",
        Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-central-1", "eu-west-1"] } },
      },
    ],
  },
  [
    ["passes in an open region", { context: { "aws:RequestedRegion": "eu-west-1" } }, YES],
    ["is denied in another", { context: { "aws:RequestedRegion": "us-east-1" } }, NO],
    [
      "a global service passes anywhere",
      { action: "iam:GetRole", context: { "aws:RequestedRegion": "us-east-1" } },
      YES,
    ],
  ],
);

example(
  "KMS's default key policy",
  "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
  {
    action: "kms:Decrypt",
    resource: `arn:aws:kms:us-east-1:${OWN}:key/k`,
    key: allow("kms:*", "*", { Principal: { AWS: `arn:aws:iam::${OWN}:root` } }),
  },
  [
    ["gives no caller a key by itself", {}, NO],
    ["lets IAM policies give it", { identity: allow("kms:Decrypt") }, YES],
    [
      "gives another account nothing",
      { across: true, caller: role(OTHER, "reader"), identity: allow("kms:Decrypt") },
      NO,
    ],
  ],
);

example(
  "a key for one service only",
  "https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service",
  {
    action: "kms:Decrypt",
    resource: `arn:aws:kms:us-east-1:${OWN}:key/k`,
    key: allow("kms:Decrypt", "*", {
      Principal: { AWS: `arn:aws:iam::${OWN}:role/reader` },
      Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
    }),
    caller: role(OWN, "reader"),
  },
  [
    ["passes through it", { context: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } }, YES],
    ["is denied directly", {}, NO],
  ],
);

example(
  "the trust of a role for Pod Identity",
  `${EKS}/pod-id-role.html`,
  {
    action: "sts:AssumeRole",
    caller: { kind: "service", name: "pods.eks.amazonaws.com" },
    trust: {
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    },
  },
  [
    ["lets EKS assume the role", {}, YES],
    ["lets it tag the session", { action: "sts:TagSession" }, YES],
    ["lets no other service in", { caller: { kind: "service", name: "ec2.amazonaws.com" } }, NO],
  ],
);

const CLUSTER = `arn:aws:eks:us-east-1:${OWN}:cluster/production`;

example(
  "the trust of a target role in another account",
  `${EKS}/pod-id-assign-target-role.html`,
  {
    action: "sts:AssumeRole",
    across: true,
    caller: role(OWN, "pods/primary", "eks-production-api"),
    identity: allow(["sts:AssumeRole", "sts:TagSession"], `arn:aws:iam::${OTHER}:role/target`),
    resource: `arn:aws:iam::${OTHER}:role/target`,
    trust: {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${OWN}:root` },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        StringEquals: {
          "aws:RequestTag/eks-cluster-arn": CLUSTER,
          "aws:RequestTag/kubernetes-namespace": "payments",
          "aws:RequestTag/kubernetes-service-account": "api",
        },
        ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/pods/primary` },
      },
    },
    context: {
      "aws:RequestTag/eks-cluster-arn": CLUSTER,
      "aws:RequestTag/kubernetes-namespace": "payments",
      "aws:RequestTag/kubernetes-service-account": "api",
      "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/pods/primary`,
    },
  },
  [
    ["lets the pod in", {}, YES],
    ["lets it tag the session", { action: "sts:TagSession" }, YES],
    ["lets no other namespace in", { context: { "aws:RequestTag/kubernetes-namespace": "default" } }, NO],
    [
      "lets no other role of the account in",
      { context: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/primary` } },
      NO,
    ],
    [
      "needs the primary role's own permission",
      { identity: allow("sts:AssumeRole", `arn:aws:iam::${OTHER}:role/target-2`) },
      NO,
    ],
  ],
);

const ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E";
const PROVIDER = `arn:aws:iam::${OTHER}:oidc-provider/${ISSUER}`;
const token = { [`${ISSUER}:sub`]: "system:serviceaccount:payments:api", [`${ISSUER}:aud`]: "sts.amazonaws.com" };

example(
  "the trust of a role for a service account's token",
  `${EKS}/associate-service-account-role.html`,
  {
    action: "sts:AssumeRoleWithWebIdentity",
    caller: { kind: "federated", provider: PROVIDER },
    trust: {
      Effect: "Allow",
      Principal: { Federated: PROVIDER },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: token },
    },
    context: token,
  },
  [
    ["lets its service account in", {}, YES],
    ["lets no other in", { context: { [`${ISSUER}:sub`]: "system:serviceaccount:payments:api2" } }, NO],
    ["lets no token for another audience in", { context: { [`${ISSUER}:aud`]: "vault" } }, NO],
    ["lets no other provider in", { caller: { kind: "federated", provider: `${PROVIDER}F` } }, NO],
  ],
);

example(
  "a bucket that answers over TLS only",
  "https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html",
  {
    action: "s3:GetObject",
    resource: "arn:aws:s3:::data/a",
    identity: allow("s3:*"),
    resourcePolicy: deny("s3:*", ["arn:aws:s3:::data", "arn:aws:s3:::data/*"], {
      Principal: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  },
  [
    ["passes over TLS", { context: { "aws:SecureTransport": "true" } }, YES],
    ["is denied without", { context: { "aws:SecureTransport": "false" } }, NO],
  ],
);

example(
  "a resource control policy against other organisations",
  "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html",
  {
    action: "s3:GetObject",
    resource: "arn:aws:s3:::data/a",
    across: true,
    identity: allow("s3:*"),
    resourcePolicy: allow("s3:*", "*", { Principal: "*" }),
    rcp: deny(["s3:*", "sqs:*", "kms:*"], "*", {
      Principal: "*",
      Condition: {
        StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
        BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
      },
    }),
  },
  [
    [
      "passes from within",
      { context: { "aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:PrincipalIsAWSService": "false" } },
      YES,
    ],
    [
      "is denied from outside",
      { context: { "aws:PrincipalOrgID": "o-zzzzzzzzzz", "aws:PrincipalIsAWSService": "false" } },
      NO,
    ],
    ["passes for AWS's services", { context: { "aws:PrincipalIsAWSService": "true" } }, YES],
  ],
);
