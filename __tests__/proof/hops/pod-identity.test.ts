import {
  A,
  allow,
  B,
  BOTH,
  BUCKET,
  CLUSTER_ARN,
  CONFINED_PRIMARY,
  deny,
  document,
  EKS,
  EKS_TRUST,
  EXTERNAL_ID,
  GUIDE,
  type Json,
  POD_TAGS,
  PRIMARY,
  ROOT_A,
  rcps,
  scps,
  TARGET,
  trust,
} from "../../support/documents";
import { POD_HOPS, podWorld, podWorldWithoutTags, type Row, stackIn, stating } from "../../support/world";

const fargate = (selector: Json, cluster = "clu") => ({
  a: { aws_eks_fargate_profile: { f: { cluster_name: cluster, fargate_profile_name: "f", selector: [selector] } } },
});
const inOneAccount = (difference: Parameters<typeof podWorld>[0]) => {
  const target = `arn:aws:iam::${A}:role/target`;
  const made = podWorld({ association: { target_role_arn: target }, permission: allow(BOTH, target), ...difference });
  return { ...made, "account-b": { ...made["account-b"], provider: stackIn(A, {}).provider } };
};

const ROWS: readonly Row[] = [
  ["AWS's own form of the trust is proved", podWorld(), { verdict: "proved", hops: POD_HOPS }],
  ["tags off and an ExternalId are proved", podWorldWithoutTags(), { verdict: "proved", hops: POD_HOPS }],
  [
    "without a target there are no second hops",
    podWorld({
      association: { target_role_arn: null },
      permission: allow("s3:GetObject", `${BUCKET}/*`),
      primaryTrust: CONFINED_PRIMARY,
      b: {
        aws_s3_bucket_policy: {
          p: {
            bucket: "data-bucket",
            policy: document({ ...allow("s3:GetObject", `${BUCKET}/*`), Principal: { AWS: PRIMARY } }),
          },
        },
      },
    }),
    { verdict: "proved", hops: { association: "allowed", "primary-trust": "allowed", grant: "allowed" } },
  ],
  [
    "a role of another partition is not the cluster's",
    podWorld({ association: { role_arn: PRIMARY.replace("aws", "aws-cn") } }),
    { hops: { association: "denied" } },
  ],
  [
    "a Fargate profile that selects the namespace denies the association",
    podWorld(fargate({ namespace: "ns" })),
    { hops: { association: "denied", "primary-trust": "allowed" } },
  ],
  [
    "a Fargate profile may select by a pattern",
    podWorld(fargate({ namespace: "n*" })),
    { hops: { association: "denied" } },
  ],
  [
    "a Fargate profile may run pods with labels that the chain's do not have, which is assumed",
    podWorld(fargate({ namespace: "ns", labels: { app: "dns" } })),
    { verdict: "conditional", hops: { association: "allowed" } },
  ],
  [
    "labels of a profile that are not known may be none",
    podWorld({
      a: { ...fargate({ namespace: "ns", labels: "${merge(aws_vpc.v.main[0].z, {})}" }).a, aws_vpc: { v: {} } },
    }),
    { hops: { association: "unknown" } },
  ],
  [
    "a pod of the world may have the labels of the profile",
    podWorld({
      a: {
        ...fargate({ namespace: "ns", labels: { app: "dns" } }).a,
        kubernetes_pod_v1: { p: { metadata: { name: "p", namespace: "ns" }, spec: { service_account_name: "sa" } } },
      },
    }),
    { hops: { association: "unknown" } },
  ],
  [
    "a second profile without labels runs them",
    podWorld({
      a: {
        aws_eks_fargate_profile: {
          f: {
            cluster_name: "clu",
            fargate_profile_name: "f",
            selector: [{ namespace: "ns", labels: { app: "dns" } }],
          },
          g: { cluster_name: "clu", fargate_profile_name: "g", selector: [{ namespace: "ns" }] },
        },
      },
    }),
    { hops: { association: "denied" } },
  ],
  [
    "a Fargate profile of another namespace is none of the chain's business",
    podWorld(fargate({ namespace: "kube-system" })),
    { hops: { association: "allowed" } },
  ],
  [
    "a Fargate profile of another cluster is none of the chain's business",
    podWorld(fargate({ namespace: "ns" }, "other")),
    { hops: { association: "allowed" } },
  ],
  [
    "a session policy needs tags off",
    podWorld({ association: { policy: document(allow("s3:*", "*")) } }),
    { hops: { association: "denied" } },
  ],
  [
    "a session policy goes with tags off",
    podWorldWithoutTags({ association: { policy: document(allow("s3:*", "*")) } }),
    { verdict: "proved", hops: POD_HOPS },
  ],
  [
    "a session policy that AWS would not take denies the association",
    podWorldWithoutTags({ association: { policy: "{" } }),
    { hops: { association: "denied" } },
  ],
  [
    "two associations of one pod: EKS refuses the second",
    podWorld({
      a: {
        aws_eks_pod_identity_association: {
          two: { cluster_name: "clu", namespace: "ns", service_account: "sa", role_arn: PRIMARY },
        },
      },
    }),
    { verdict: "refuted", hops: { association: "denied" } },
  ],
  [
    "EKS shows the cluster's account as aws:SourceAccount",
    podWorld({ primaryTrust: trust(EKS, { StringEquals: { "aws:SourceAccount": A } }) }),
    { hops: { "primary-trust": "allowed" } },
  ],
  [
    "another account in aws:SourceAccount denies",
    podWorld({ primaryTrust: trust(EKS, { StringEquals: { "aws:SourceAccount": B } }) }),
    { hops: { "primary-trust": "denied" } },
  ],
  [
    "aws:SourceArn is not known",
    podWorld({ primaryTrust: trust(EKS, { ArnLike: { "aws:SourceArn": CLUSTER_ARN } }) }),
    { hops: { "primary-trust": "unknown" } },
  ],
  [
    "an association's ARN never matches aws:SourceArn",
    podWorld({
      primaryTrust: trust(EKS, {
        ArnLike: { "aws:SourceArn": `arn:aws:eks:us-east-1:${A}:podidentityassociation/clu/*` },
      }),
    }),
    { hops: { "primary-trust": "denied" } },
  ],
  [
    "a negated association's ARN always holds",
    podWorld({
      primaryTrust: trust(EKS, {
        ArnNotLike: { "aws:SourceArn": `arn:aws:eks:us-east-1:${A}:podidentityassociation/clu/*` },
      }),
    }),
    { hops: { "primary-trust": "allowed" } },
  ],
  [
    "aws:SourceArn that may be absent is unknown too",
    podWorld({ primaryTrust: trust(EKS, { ArnLikeIfExists: { "aws:SourceArn": CLUSTER_ARN } }) }),
    { hops: { "primary-trust": "unknown" } },
  ],
  [
    "EKS does not use TLS keys: aws:SecureTransport of its own call is unknown",
    podWorld({ primaryTrust: trust(EKS, { Bool: { "aws:SecureTransport": "true" } }) }),
    { hops: { "primary-trust": "unknown" } },
  ],
  [
    "the primary must let EKS tag the session",
    podWorld({ primaryTrust: trust(EKS, undefined, { Action: "sts:AssumeRole" }) }),
    { hops: { "primary-trust": "denied" } },
  ],
  [
    "actions are case-insensitive",
    podWorld({ primaryTrust: trust(EKS, undefined, { Action: ["STS:assumerole", "Sts:TAGSESSION"] }) }),
    { hops: { "primary-trust": "allowed" } },
  ],
  [
    "a missing TagSession with tags off is a warning",
    podWorldWithoutTags({
      primaryTrust: trust(EKS, undefined, { Action: "sts:AssumeRole" }),
      permission: allow("sts:AssumeRole", TARGET),
    }),
    { verdict: "proved", hops: POD_HOPS, warnings: ["tag-session-missing"] },
  ],
  [
    "an ExternalId that the trust requires with tags on is unknown",
    podWorld({
      targetTrust: [
        trust({ AWS: PRIMARY }, { StringEquals: { "sts:ExternalId": EXTERNAL_ID } }, { Action: "sts:AssumeRole" }),
        trust({ AWS: PRIMARY }, undefined, { Action: "sts:TagSession" }),
      ],
    }),
    { hops: { "target-trust": "unknown" } },
  ],
  [
    "an ExternalId that is not the pod's is denied with tags off",
    podWorldWithoutTags({
      targetTrust: trust(
        { AWS: PRIMARY },
        { StringEquals: { "sts:ExternalId": `${EXTERNAL_ID}x` } },
        { Action: "sts:AssumeRole" },
      ),
    }),
    { hops: { "target-trust": "denied" } },
  ],
  [
    "a request tag condition never holds with tags off",
    podWorldWithoutTags({ targetTrust: GUIDE }),
    { hops: { "target-trust": "denied" } },
  ],
  [
    "the permission of another target does not reach this one",
    podWorld({ permission: allow(BOTH, `${TARGET}x`) }),
    { hops: { "primary-permission": "denied", "target-trust": "allowed" } },
  ],
  [
    "the permission may be a pattern",
    podWorld({ permission: allow("sts:*", `arn:aws:iam::${B}:role/*`) }),
    { hops: { "primary-permission": "allowed" } },
  ],
  [
    "NotAction of something else permits",
    podWorld({ permission: { Effect: "Allow", NotAction: "s3:*", Resource: "*" } }),
    { hops: { "primary-permission": "allowed" } },
  ],
  [
    "NotResource of the target does not permit",
    podWorld({ permission: { Effect: "Allow", Action: "sts:*", NotResource: TARGET } }),
    { hops: { "primary-permission": "denied" } },
  ],
  [
    "a condition on the request tags of the permission sees EKS's",
    podWorld({
      permission: allow(BOTH, TARGET, { Condition: { StringEquals: { "aws:RequestTag/kubernetes-namespace": "ns" } } }),
    }),
    { hops: { "primary-permission": "allowed" } },
  ],
  [
    "a condition on the principal tags of the permission sees EKS's",
    podWorld({
      permission: allow(BOTH, TARGET, {
        Condition: { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "other" } },
      }),
    }),
    { hops: { "primary-permission": "denied" } },
  ],
  [
    "a condition on the principal tags of the first hop sees none: EKS is a service, and what it passes are request tags",
    podWorld({ primaryTrust: trust(EKS, { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "ns" } }) }),
    { hops: { "primary-trust": "denied" } },
  ],
  [
    "a Deny of principal tags spares the first hop",
    podWorld({
      primaryTrust: [
        EKS_TRUST,
        trust("*", { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "ns" } }, { Effect: "Deny" }),
      ],
    }),
    { hops: { "primary-trust": "allowed" } },
  ],
  [
    "the second hop is over TLS",
    podWorld({ permission: allow(BOTH, TARGET, { Condition: { Bool: { "aws:SecureTransport": "true" } } }) }),
    { hops: { "primary-permission": "allowed" } },
  ],
  [
    "no MFA is there",
    podWorld({ targetTrust: trust(ROOT_A, { Bool: { "aws:MultiFactorAuthPresent": "true" } }) }),
    { hops: { "target-trust": "denied" } },
  ],
  [
    "a missing MFA key passes BoolIfExists",
    podWorld({ targetTrust: trust(ROOT_A, { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } }) }),
    { hops: { "target-trust": "allowed" } },
  ],
  [
    "the address of a caller is unknown",
    podWorld({ targetTrust: trust(ROOT_A, { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }) }),
    { hops: { "target-trust": "unknown" } },
  ],
  [
    "the organisation is unknown without --org",
    podWorld({ targetTrust: trust(ROOT_A, { StringEquals: { "aws:PrincipalOrgID": "o-example" } }) }),
    { hops: { "target-trust": "unknown" } },
  ],
  [
    "the organisation is that of --org",
    podWorld({ targetTrust: trust(ROOT_A, { StringEquals: { "aws:PrincipalOrgID": "o-example" } }) }),
    { hops: { "target-trust": "allowed" } },
    { organisation: "o-example" },
  ],
  [
    "an SCP that denies binds the primary session",
    podWorld(),
    { hops: { "primary-permission": "denied", "target-trust": "allowed" } },
    scps(deny("sts:TagSession", "*")),
  ],
  [
    "an SCP that allows only S3 leaves no AssumeRole",
    podWorld(),
    { hops: { "primary-permission": "denied", grant: "allowed", "primary-trust": "allowed" } },
    scps(allow("s3:*", "*")),
  ],
  [
    "an SCP that only denies something else leaves FullAWSAccess in force",
    podWorld(),
    { verdict: "proved" },
    scps(deny("ec2:*", "*")),
  ],
  [
    "an RCP binds both trusts",
    podWorld(),
    { hops: { "primary-trust": "denied", "target-trust": "denied", "primary-permission": "allowed" } },
    rcps(deny("sts:*", "*")),
  ],
  [
    "a malformed primary trust denies its own hop only",
    podWorld({ primaryTrust: "{" }),
    { verdict: "refuted", hops: { ...POD_HOPS, "primary-trust": "denied" } },
  ],
  [
    "a malformed permission denies its own hop only",
    podWorld({ permission: { ...allow(BOTH, TARGET), Efect: "Allow" } }),
    { hops: { ...POD_HOPS, "primary-permission": "denied" } },
  ],
  [
    "a malformed permission takes nothing from another policy of the role, and is a warning",
    podWorld({
      permission: { ...allow(BOTH, TARGET), Efect: "Allow" },
      a: { aws_iam_role_policy: { other: { role: "primary", name: "other", policy: document(allow(BOTH, TARGET)) } } },
    }),
    { hops: POD_HOPS, warnings: ["policy-not-saved"] },
  ],
  [
    "an account of 11 digits makes a trust malformed",
    podWorld({ targetTrust: trust({ AWS: "arn:aws:iam::11111111111:root" }) }),
    { hops: { ...POD_HOPS, "target-trust": "denied" } },
  ],
  [
    "a malformed grant denies its own hop only",
    podWorld({ grant: { Effect: "allow", Action: "s3:GetObject", Resource: "*" } }),
    { hops: { ...POD_HOPS, grant: "denied" } },
  ],
  [
    "an unknown primary trust is unknown",
    podWorld({ primary: { assume_role_policy: '${file("policy.json")}' } }),
    { verdict: "unknown", hops: { ...POD_HOPS, "primary-trust": "unknown" } },
  ],
  [
    "an unknown permission is unknown",
    podWorld({ a: { aws_iam_role_policy: { assume: { role: "primary", policy: '${file("policy.json")}' } } } }),
    { hops: { "primary-permission": "unknown" } },
  ],
  [
    "a primary outside the world leaves both of its hops unknown",
    podWorld({ association: { role_arn: `${PRIMARY}-x` } }),
    { hops: { "primary-trust": "unknown", "primary-permission": "unknown", "target-trust": "denied" } },
  ],
  [
    "a target outside the world leaves its trust and grants unknown",
    podWorld({ association: { target_role_arn: `${TARGET}-x` }, permission: allow(BOTH, "*") }),
    { verdict: "unknown", hops: { "target-trust": "unknown", "primary-permission": "allowed", grant: "unknown" } },
  ],
  [
    "an unknown managed policy of the primary makes its permission unknown",
    podWorld({
      permission: allow("s3:GetObject", "*"),
      primary: { managed_policy_arns: ["arn:aws:iam::aws:policy/Unheard"] },
    }),
    { hops: { "primary-permission": "unknown" } },
  ],
  [
    "an explicit Deny decides beside an unknown policy",
    podWorld({
      permission: [allow(BOTH, TARGET), deny("sts:TagSession", "*")],
      primary: { managed_policy_arns: ["arn:aws:iam::aws:policy/Unheard"] },
    }),
    { hops: { "primary-permission": "denied" } },
  ],
  [
    "a boundary outside the world is unknown",
    podWorld({ primary: { permissions_boundary: `arn:aws:iam::${A}:policy/unseen` } }),
    { hops: { "primary-permission": "unknown" } },
  ],
  [
    "within one account a trust that names the role suffices",
    inOneAccount({
      permission: allow("s3:GetObject", "*"),
      targetTrust: trust({ AWS: PRIMARY }, { StringEquals: POD_TAGS }),
    }),
    { hops: { "primary-permission": "allowed", "target-trust": "allowed" } },
  ],
  [
    "within one account a trust that names the root needs the permission too",
    inOneAccount({ permission: allow("s3:GetObject", "*") }),
    { hops: { "primary-permission": "denied", "target-trust": "allowed" } },
  ],
  [
    "across accounts the permission is needed although the trust names the role",
    podWorld({
      permission: allow("s3:GetObject", "*"),
      targetTrust: trust({ AWS: PRIMARY }, { StringEquals: POD_TAGS }),
    }),
    { hops: { "primary-permission": "denied", "target-trust": "allowed" } },
  ],
  [
    "a Deny of the trust beats its Allow",
    podWorld({
      targetTrust: [
        GUIDE,
        { ...trust({ AWS: "*" }, { StringNotEquals: { "aws:RequestTag/kubernetes-namespace": "x" } }), Effect: "Deny" },
      ],
    }),
    { hops: { "target-trust": "denied" } },
  ],
  [
    "a trust policy with NotPrincipal is not saved, whatever it is for",
    podWorld({
      targetTrust: [
        GUIDE,
        { Effect: "Deny", NotPrincipal: { AWS: [PRIMARY, `arn:aws:iam::${A}:root`] }, Action: BOTH },
      ],
      primaryTrust: [EKS_TRUST, { Effect: "Deny", NotPrincipal: EKS, Action: BOTH }],
    }),
    { hops: { "primary-trust": "denied", "target-trust": "denied" } },
  ],
  [
    "a session ARN of the primary in the trust is unknown, as the session's name is not known",
    podWorld({ targetTrust: trust({ AWS: `arn:aws:sts::${A}:assumed-role/primary/x` }) }),
    { hops: { "target-trust": "unknown" } },
  ],
  [
    "the ARN that aws:PrincipalArn holds has the path",
    podWorld({ primary: { path: "/team/" }, association: { role_arn: `arn:aws:iam::${A}:role/team/primary` } }),
    { hops: { "target-trust": "denied" } },
  ],
  [
    "the pod's name is not known",
    podWorld({ targetTrust: trust(ROOT_A, { StringEquals: { "aws:RequestTag/kubernetes-pod-name": "pod-1" } }) }),
    { hops: { "target-trust": "unknown" } },
  ],
  [
    "a pod name that only has to be there is allowed",
    podWorld({ targetTrust: trust(ROOT_A, { StringLike: { "aws:RequestTag/kubernetes-pod-name": "*" } }) }),
    { hops: { "target-trust": "allowed" } },
  ],
  [
    "a grant of a role without policies is denied",
    podWorld({ grant: allow("sts:GetCallerIdentity", "*") }),
    { hops: { grant: "denied" } },
  ],
  [
    "a policy that no pod waits for does not matter",
    podWorld({ primaryTrust: [EKS_TRUST, trust(ROOT_A, { StringEquals: { "aws:PrincipalTag/never": "x" } })] }),
    { hops: { "primary-trust": "allowed" } },
  ],
];

stating("the hops of a pod identity chain", ROWS);
