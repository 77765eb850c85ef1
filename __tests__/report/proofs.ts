import type { ChainResult, Hop, Intruder, Proof } from "../../src/proof/proof";
import { INTRUDERS } from "../../src/proof/proof";
import { unknownText } from "../../src/unknown/unknown-text";

const BUCKET = `arn:aws:s3:::data-${unknownText("account-b/random_pet.suffix.id")}`;
const TARGET = "arn:aws:iam::222222222222:role/s3-reader-target-role";
const trust = {
  file: "cdktf.out/stacks/account-b/cdk.tf.json",
  pointer: "/resource/aws_iam_role/target_role",
  line: 42,
};
const statement = {
  effect: "Allow",
  text: `{\n  "Effect": "Allow",\n  "Action": "s3:GetObject",\n  "Resource": "${BUCKET}/*"\n}`,
} as const;

const keptOut: readonly Intruder[] = INTRUDERS.map((id) => ({ id, verdict: "denied", accepted: false }));

export const chain = (changes: Partial<ChainResult> = {}): ChainResult => ({
  id: "my-eks-cluster/my-app-namespace/my-app-sa",
  key: "pod-identity/111111111111/us-east-1/my-eks-cluster/my-app-namespace/my-app-sa",
  account: "111111111111",
  region: "us-east-1",
  mechanism: "pod-identity",
  verdict: "proved",
  access: "proved",
  others: "proved",
  hops: [
    { id: "association", verdict: "allowed" },
    { id: "target-trust", verdict: "allowed", action: "sts:AssumeRole", resource: TARGET, location: trust },
    { id: "grant", verdict: "allowed", action: "s3:GetObject", resource: `${BUCKET}/*`, statement, location: trust },
  ],
  expectations: [
    {
      line: 1,
      pod: "my-eks-cluster/my-app-namespace/my-app-sa",
      can: "s3:GetObject",
      on: "account-b/aws_s3_bucket.data_bucket/k",
      verdict: "met",
    },
  ],
  intruders: keptOut,
  shared: [],
  assumptions: [],
  ...changes,
});

export const proof = (chains: readonly ChainResult[], changes: Partial<Proof> = {}): Proof => ({
  version: 1,
  verdict: "proved",
  chains,
  expectations: [],
  findings: [],
  ...changes,
});

export const denied: Hop = {
  id: "target-trust",
  verdict: "denied",
  action: "sts:TagSession",
  resource: TARGET,
  code: "action-mismatch",
  message: 'the trust policy of aws_iam_role.target_role["a"]: it allows sts:AssumeRole, not sts:TagSession',
  awsError: `An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:sts::111111111111:assumed-role/primary/x is not authorized to perform: sts:TagSession on resource: ${TARGET}`,
  fix: 'Add to the trust policy of aws_iam_role.target_role["a"]: {"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"]}',
  location: trust,
};

export const undecided: Hop = {
  id: "grant",
  verdict: "unknown",
  action: "s3:GetObject",
  resource: `${BUCKET}/*`,
  code: "policy-not-known",
  message: `the policy of ${BUCKET} is not known`,
};

const byAssociation = {
  document: "the trust policy of aws_iam_role.primary",
  who: "a pod by an association that is not in the Terraform",
  actions: ["sts:AssumeRole"],
  assumption: "association-admins",
  witness: { namespace: "other-namespace", cluster: "my-eks-cluster" },
} as const;

/** A chain that is proved as long as its assumptions hold; one of the two is accepted. */
export const conditional = chain({
  verdict: "conditional",
  others: "conditional",
  intruders: keptOut.map((one) =>
    one.id === "other-namespace"
      ? {
          ...one,
          verdict: "allowed",
          assumption: "association-admins",
          witness: byAssociation.witness,
          through: [{ ...byAssociation, verdict: "allowed", location: trust }],
        }
      : one,
  ),
  assumptions: [
    {
      id: "association-admins",
      subject: "111111111111",
      for: ["other-namespace"],
      message: "no principal that may create associations gives the role to another pod",
      accepted: false,
      location: trust,
    },
    {
      id: "quota-raised",
      subject: "aws_iam_role.target_role",
      for: ["target-trust"],
      message: "the account's quota for trust policies is raised",
      accepted: true,
    },
  ],
});

const [first, second, third, ...others] = keptOut as [Intruder, Intruder, Intruder, ...Intruder[]];

/** One of everything that there is to tell. */
export const everything = proof(
  [
    chain({
      verdict: "refuted",
      hops: [{ id: "association", verdict: "allowed" }, denied, undecided],
      expectations: [
        {
          line: 3,
          pod: "my-eks-cluster/my-app-namespace/my-app-sa",
          cannot: "s3:DeleteObject",
          on: `${BUCKET}/*`,
          verdict: "failed",
          message: "a statement allows it",
        },
      ],
      intruders: [
        {
          ...first,
          verdict: "allowed",
          witness: {
            account: "111111111111",
            sessionTags: true,
            requestTags: { "kubernetes-service-account": `x${unknownText("account-b/random_pet.suffix.id")}` },
            statements: [1, 2],
            [unknownText("some.key")]: null,
          },
          through: [
            {
              verdict: "allowed",
              document: `the policy of ${BUCKET}`,
              who: "tokens of https://oidc.example.com",
              actions: ["s3:GetObject", "s3:PutObject"],
              statement: '{"Effect":"Allow","Principal":"*"}',
              location: { ...trust, line: 50 },
              witness: { sub: "system:serviceaccount:a:b" },
            },
            {
              verdict: "unknown",
              document: "the trust policy of aws_iam_role.target_role",
              who: "pods.eks.amazonaws.com",
              actions: [],
              location: { ...trust, line: 60 },
            },
            { ...byAssociation, verdict: "allowed" },
          ],
        },
        { ...second, verdict: "allowed", accepted: true, witness: { namespace: "other" } },
        { ...third, verdict: "unknown", message: "a condition on aws:SourceIp decides" },
        ...others,
      ],
      access: "refuted",
      others: "refuted",
      shared: [
        {
          who: "arn:aws:iam::222222222222:role/backup",
          document: `the policy of ${BUCKET}`,
          statement: '{"Effect":"Allow"}',
          actions: ["s3:GetObject"],
          location: { ...trust, line: 70 },
        },
      ],
      assumptions: [
        {
          id: "association-admins",
          subject: "111111111111",
          for: ["other-service-account"],
          message: "no principal that may create associations gives the role to another pod",
          accepted: false,
          location: trust,
        },
      ],
    }),
    chain({
      id: "other/my-app-namespace/my-app-sa",
      key: "irsa/?/my-app-namespace/my-app-sa/?#other/kubernetes_service_account_v1.sa",
      account: null,
      region: null,
      mechanism: "irsa",
    }),
  ],
  {
    verdict: "refuted",
    expectations: [
      { line: 4, pod: "other/ns/nobody", cannot: "s3:GetObject", on: `${BUCKET}/k`, verdict: "met" },
      { line: 5, pod: "other/ns/nobody", can: "s3:GetObject", on: `${BUCKET}/k`, verdict: "unknown" },
    ],
    findings: [
      { code: "no-such-pod", level: "warning", message: "no chain is called other/ns/nobody" },
      {
        code: "trust-quota",
        level: "warning",
        chain: "my-eks-cluster/my-app-namespace/my-app-sa",
        key: "pod-identity/111111111111/us-east-1/my-eks-cluster/my-app-namespace/my-app-sa",
        hop: "target-trust",
        message: `the trust policy has 2,100 characters\u{1b}[31m`,
        fix: "Ask AWS for the higher quota.",
        location: { ...trust, file: "stacks/with space/main.tf" },
      },
    ],
  },
);

/** Parts that only apply can know, of which the raw form must never be printed. */
export const PRIVATE_USE = /[\u{e000}-\u{f8ff}]/u;
