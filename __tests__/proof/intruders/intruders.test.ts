import {
  A,
  allow,
  B,
  BOTH,
  BUCKET,
  BY_EXTERNAL_ID,
  C,
  CLUSTER_ARN,
  CONFINED_PRIMARY,
  deny,
  document,
  EKS_TRUST,
  EXTERNAL_ID,
  GUIDE,
  ID,
  type Json,
  ONLY_PRIMARY,
  POD_TAGS,
  PRIMARY,
  ROOT_A,
  rcps,
  scps,
  TARGET,
  trust,
} from "../../support/documents";
import {
  association,
  NO_INTRUDERS,
  podWorld,
  podWorldWithoutTags,
  type Row,
  stackIn,
  stating,
} from "../../support/world";

const IS_PRIMARY = { ArnEquals: { "aws:PrincipalArn": PRIMARY } };
const tags = (more: Json = {}) => ({ ...POD_TAGS, ...more });
const without = (tag: string): Json =>
  Object.fromEntries(Object.entries(POD_TAGS).filter(([key]) => !key.endsWith(tag)));
const guide = (strings: Json, more: Json = {}) => trust(ROOT_A, { StringEquals: strings, ...IS_PRIMARY, ...more });
const second = (names: Json, difference: Parameters<typeof podWorld>[0] = {}) =>
  podWorld({ ...difference, a: { aws_eks_pod_identity_association: { two: association(names) } } });
const inGovCloud = (world: ReturnType<typeof podWorld>): ReturnType<typeof podWorld> =>
  JSON.parse(JSON.stringify(world).replaceAll("arn:aws:", "arn:aws-us-gov:").replaceAll("us-east-1", "us-gov-west-1"));
const bucketPolicy = (...statements: Json[]) => ({
  aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: document(statements) } },
  aws_s3_bucket_public_access_block: { p: { bucket: "data-bucket" } },
});

const PODS: readonly Row[] = [
  [
    "EKS gives no pod a role of another account than its cluster's",
    podWorld({
      targetTrust: trust({ Service: "pods.eks.amazonaws.com" }, { StringEquals: { "aws:SourceAccount": A } }),
      association: { role_arn: TARGET, target_role_arn: undefined },
    }),
    { hops: { association: "denied" }, intruders: { "other-service-account": "denied", "other-cluster": "denied" } },
  ],
  ["no caller gets in where all tags and the principal are named", podWorld(), { intruders: NO_INTRUDERS }],
  [
    "no caller gets in where the primary confines with tags",
    podWorld({ primaryTrust: CONFINED_PRIMARY, targetTrust: trust({ AWS: PRIMARY }) }),
    { intruders: NO_INTRUDERS },
  ],
  [
    "a target that confines to the namespace leaves its service accounts in",
    podWorld({ targetTrust: guide(without("kubernetes-service-account")) }),
    { intruders: { ...NO_INTRUDERS, "other-service-account": "allowed" } },
  ],
  [
    "a target that names no namespace leaves other namespaces in",
    podWorld({ targetTrust: guide(without("kubernetes-namespace")) }),
    { intruders: { ...NO_INTRUDERS, "other-namespace": "allowed" } },
  ],
  [
    "a target that names no cluster leaves other clusters in",
    podWorld({ targetTrust: guide(without("eks-cluster-arn")) }),
    { intruders: { ...NO_INTRUDERS, "other-cluster": "allowed" } },
  ],
  [
    "a cluster by its name is confined within the account and region",
    podWorld({ targetTrust: guide({ ...without("eks-cluster-arn"), "aws:RequestTag/eks-cluster-name": "clu" }) }),
    { intruders: { ...NO_INTRUDERS, "other-cluster": "allowed" }, carried: { "other-cluster": "association-admins" } },
  ],
  [
    "a glob at the end of the cluster's ARN lets clusters of that prefix in",
    podWorld({
      targetTrust: guide(without("eks-cluster-arn"), {
        StringLike: { "aws:RequestTag/eks-cluster-arn": `${CLUSTER_ARN}*` },
      }),
    }),
    { intruders: { ...NO_INTRUDERS, "other-cluster": "allowed" } },
  ],
  [
    "a glob for the region in the cluster's ARN lets a cluster of that name in another region in",
    podWorld({
      targetTrust: guide(without("eks-cluster-arn"), {
        StringLike: { "aws:RequestTag/eks-cluster-arn": `arn:aws:eks:*:${A}:cluster/clu` },
      }),
    }),
    { verdict: "refuted", intruders: { ...NO_INTRUDERS, "other-cluster": "allowed" } },
  ],
  [
    "one unknown character in the namespace lets another in",
    podWorld({
      targetTrust: guide(without("kubernetes-namespace"), {
        StringLike: { "aws:RequestTag/kubernetes-namespace": "n?" },
      }),
    }),
    { intruders: { ...NO_INTRUDERS, "other-namespace": "allowed" } },
  ],
  [
    "a second value lets the pod of that name in",
    podWorld({ targetTrust: guide(tags({ "aws:RequestTag/kubernetes-service-account": ["sa", "admin"] })) }),
    { intruders: { ...NO_INTRUDERS, "other-service-account": "allowed" } },
  ],
  [
    "StringEqualsIfExists confines as long as tags are on, and lets tags off in",
    podWorld({ targetTrust: trust(ROOT_A, { StringEqualsIfExists: tags(), ...IS_PRIMARY }) }),
    {
      intruders: {
        "other-service-account": "allowed",
        "other-namespace": "allowed",
        "other-cluster": "allowed",
        "other-role": "denied",
      },
    },
  ],
  [
    "IfExists on one tag beside a plain one lets no caller in",
    podWorld({
      targetTrust: guide(without("kubernetes-service-account"), {
        StringEqualsIfExists: { "aws:RequestTag/kubernetes-service-account": "sa" },
      }),
    }),
    { intruders: NO_INTRUDERS },
  ],
  [
    "ForAllValues is true for a missing tag, and lets tags off in",
    podWorld({ targetTrust: trust(ROOT_A, { "ForAllValues:StringEquals": tags(), ...IS_PRIMARY }) }),
    { intruders: { "other-service-account": "allowed" } },
  ],
  [
    "ForAnyValue is false for a missing tag",
    podWorld({ targetTrust: trust(ROOT_A, { "ForAnyValue:StringEquals": tags(), ...IS_PRIMARY }) }),
    { intruders: NO_INTRUDERS },
  ],
  [
    "Null false alone asks for a tag, not for its value",
    podWorld({
      targetTrust: trust(ROOT_A, { Null: { "aws:RequestTag/kubernetes-namespace": "false" }, ...IS_PRIMARY }),
    }),
    { intruders: { "other-namespace": "allowed", "other-service-account": "allowed" } },
  ],
  [
    "Null true lets the pods with tags off in only",
    podWorld({
      targetTrust: [GUIDE, trust({ AWS: PRIMARY }, { Null: { "aws:RequestTag/kubernetes-namespace": "true" } })],
    }),
    { intruders: { "other-namespace": "allowed" } },
  ],
  [
    "StringNotEquals shuts one name out and lets the others in",
    podWorld({
      targetTrust: trust(ROOT_A, { StringNotEquals: { "aws:RequestTag/kubernetes-namespace": "evil" }, ...IS_PRIMARY }),
    }),
    { intruders: { "other-namespace": "allowed" } },
  ],
  [
    "a Deny on other names confines",
    podWorld({
      targetTrust: [
        trust({ AWS: PRIMARY }),
        {
          ...trust({ AWS: "*" }, { StringNotEquals: { "aws:RequestTag/kubernetes-namespace": "ns" } }),
          Effect: "Deny",
        },
      ],
    }),
    { intruders: { "other-namespace": "denied", "other-service-account": "allowed" } },
  ],
  [
    "a Deny with IfExists leaves tags off in",
    podWorld({
      targetTrust: [
        trust({ AWS: PRIMARY }),
        {
          ...trust({ AWS: "*" }, { StringNotEqualsIfExists: { "aws:RequestTag/kubernetes-namespace": "ns" } }),
          Effect: "Deny",
        },
      ],
    }),
    { intruders: { "other-namespace": "denied" } },
  ],
  [
    "a Deny for values that are there lets tags off in",
    podWorld({
      targetTrust: [
        trust({ AWS: PRIMARY }),
        {
          ...trust(
            { AWS: "*" },
            {
              StringNotEquals: { "aws:RequestTag/kubernetes-namespace": "ns" },
              Null: { "aws:RequestTag/kubernetes-namespace": "false" },
            },
          ),
          Effect: "Deny",
        },
      ],
    }),
    { intruders: { "other-namespace": "allowed" } },
  ],
  [
    "tags compared with themselves confine nothing",
    podWorld({
      targetTrust: trust(ROOT_A, {
        StringEquals: { "aws:RequestTag/kubernetes-namespace": "$${aws:PrincipalTag/kubernetes-namespace}" },
        ...IS_PRIMARY,
      }),
    }),
    { intruders: { "other-namespace": "allowed" } },
  ],
  [
    "principal tags confine as request tags do",
    podWorld({
      targetTrust: trust(
        { AWS: PRIMARY },
        {
          StringEquals: {
            "aws:PrincipalTag/eks-cluster-arn": CLUSTER_ARN,
            "aws:PrincipalTag/kubernetes-namespace": "ns",
            "aws:PrincipalTag/kubernetes-service-account": "sa",
          },
        },
      ),
    }),
    { intruders: NO_INTRUDERS },
  ],
  [
    "the permission of the primary may confine",
    podWorld({
      targetTrust: trust({ AWS: PRIMARY }),
      permission: allow(BOTH, TARGET, { Condition: { StringEquals: POD_TAGS } }),
    }),
    { intruders: NO_INTRUDERS },
  ],
  [
    "the boundary of the primary may confine",
    podWorld({
      targetTrust: trust({ AWS: PRIMARY }),
      primary: { permissions_boundary: "${aws_iam_policy.b.arn}" },
      a: {
        aws_iam_policy: {
          b: { name: "b", policy: document(allow(BOTH, TARGET, { Condition: { StringEquals: POD_TAGS } })) },
        },
      },
    }),
    { intruders: NO_INTRUDERS },
  ],
  [
    "a resource with a tag in it confines",
    podWorld({
      targetTrust: trust({ AWS: PRIMARY }),
      permission: allow(BOTH, `arn:aws:iam::${B}:role/$\${aws:PrincipalTag/kubernetes-namespace}`),
      target: { name: "ns" },
      association: { target_role_arn: `arn:aws:iam::${B}:role/ns` },
      b: { aws_iam_role_policy: { read: { role: "ns", policy: document(allow("s3:GetObject", `${BUCKET}/*`)) } } },
    }),
    {
      hops: { "primary-permission": "allowed" },
      intruders: { "other-namespace": "denied", "other-service-account": "allowed" },
    },
  ],
  [
    "no namespace is written in upper case",
    podWorld({
      targetTrust: guide(without("kubernetes-namespace"), {
        StringEqualsIgnoreCase: { "aws:RequestTag/kubernetes-namespace": "NS" },
      }),
    }),
    { intruders: NO_INTRUDERS },
  ],
  [
    "a value in upper case lets the namespace in that it is in lower case",
    podWorld({
      targetTrust: guide(without("kubernetes-namespace"), {
        StringEqualsIgnoreCase: { "aws:RequestTag/kubernetes-namespace": ["NS", "OTHER"] },
      }),
    }),
    { intruders: { "other-namespace": "allowed", "other-service-account": "denied" } },
  ],
  [
    "the role that a trust names may be the primary, whose name only apply knows",
    podWorld({ primary: { name: "${timestamp()}" }, association: { role_arn: "${aws_iam_role.primary.arn}" } }),
    { hops: { "target-trust": "unknown" }, intruders: { "other-role": "unknown" } },
  ],
  [
    "a trust that names no role lets other roles in, whatever the primary is called",
    podWorld({
      primary: { name: "${timestamp()}" },
      association: { role_arn: "${aws_iam_role.primary.arn}" },
      targetTrust: trust(ROOT_A),
    }),
    { intruders: { "other-role": "allowed" } },
  ],
  ["tags off: an ExternalId confines", podWorldWithoutTags(), { intruders: NO_INTRUDERS }],
  [
    "tags off: without an ExternalId every pod gets in",
    podWorldWithoutTags({ targetTrust: trust({ AWS: PRIMARY }) }),
    {
      intruders: {
        "other-service-account": "allowed",
        "other-namespace": "allowed",
        "other-cluster": "allowed",
        "other-role": "denied",
      },
    },
  ],
  [
    "tags off: a glob for the service account lets it in",
    podWorldWithoutTags({
      targetTrust: trust({ AWS: PRIMARY }, { StringLike: { "sts:ExternalId": EXTERNAL_ID.replace(/sa$/, "*") } }),
    }),
    { intruders: { "other-service-account": "allowed", "other-namespace": "denied", "other-cluster": "denied" } },
  ],
  [
    "tags off: a glob for the cluster lets it in",
    podWorldWithoutTags({
      targetTrust: trust({ AWS: PRIMARY }, { StringLike: { "sts:ExternalId": `us-east-1/${A}/*/ns/sa` } }),
    }),
    { intruders: { "other-service-account": "denied", "other-namespace": "denied", "other-cluster": "allowed" } },
  ],
  [
    "tags off: a glob for the region lets the cluster of that name in another region in",
    podWorldWithoutTags({
      targetTrust: trust({ AWS: PRIMARY }, { StringLike: { "sts:ExternalId": `*/${A}/clu/ns/sa` } }),
    }),
    { intruders: { "other-service-account": "denied", "other-namespace": "denied", "other-cluster": "allowed" } },
  ],
  [
    "tags off: the ExternalId of a pod in another region lets it in",
    podWorldWithoutTags({
      targetTrust: trust(
        { AWS: PRIMARY },
        { StringEquals: { "sts:ExternalId": [EXTERNAL_ID, `eu-west-1/${A}/clu/ns/sa`] } },
      ),
    }),
    { intruders: { "other-service-account": "denied", "other-namespace": "denied", "other-cluster": "allowed" } },
  ],
  [
    "tags off: a glob for the account of the ExternalId lets no caller in",
    podWorldWithoutTags({
      targetTrust: trust({ AWS: PRIMARY }, { StringLike: { "sts:ExternalId": "us-east-1/*/clu/ns/sa" } }),
    }),
    { intruders: NO_INTRUDERS },
  ],
  [
    "tags off: StringEqualsIfExists lets a pod with tags on perhaps in",
    podWorldWithoutTags({
      targetTrust: trust({ AWS: PRIMARY }, { StringEqualsIfExists: { "sts:ExternalId": EXTERNAL_ID } }),
    }),
    { intruders: { "other-service-account": "unknown" } },
  ],
  [
    "an unknown target trust makes the pods unknown",
    podWorld({ target: { assume_role_policy: '${file("p.json")}' } }),
    {
      intruders: {
        "other-service-account": "unknown",
        "other-role": "unknown",
        "other-account": "unknown",
        anonymous: "denied",
      },
    },
  ],
  [
    "a target's trust that is unknown may admit pods itself, though the primary's denies everybody",
    podWorld({ primaryTrust: { ...EKS_TRUST, Effect: "Deny" }, target: { assume_role_policy: '${file("p.json")}' } }),
    { intruders: { "other-service-account": "unknown" } },
  ],
  [
    "another pod that ends in the same role is a peer",
    second(
      { service_account: "two" },
      { targetTrust: guide(tags({ "aws:RequestTag/kubernetes-service-account": ["sa", "two"] })) },
    ),
    { id: ID, intruders: NO_INTRUDERS },
  ],
  [
    "a mix of two friends' names is an intruder",
    second(
      { service_account: "two", namespace: "ns2" },
      {
        targetTrust: guide(
          tags({
            "aws:RequestTag/kubernetes-service-account": ["sa", "two"],
            "aws:RequestTag/kubernetes-namespace": ["ns", "ns2"],
          }),
        ),
      },
    ),
    {
      id: ID,
      intruders: { "other-service-account": "allowed", "other-namespace": "allowed", "other-cluster": "denied" },
    },
  ],
  [
    "two statements for two friends do not mix",
    second(
      { service_account: "two", namespace: "ns2" },
      {
        targetTrust: [
          guide(tags()),
          guide(
            tags({ "aws:RequestTag/kubernetes-service-account": "two", "aws:RequestTag/kubernetes-namespace": "ns2" }),
          ),
        ],
      },
    ),
    { id: ID, intruders: NO_INTRUDERS },
  ],
  [
    "a pod of the world that ends elsewhere and whose names the trust takes is an intruder",
    second(
      { service_account: "two", target_role_arn: `${TARGET}-x` },
      { targetTrust: guide(tags({ "aws:RequestTag/kubernetes-service-account": ["sa", "two"] })) },
    ),
    { id: ID, intruders: { "other-service-account": "allowed" } },
  ],
  [
    "an association's accepted intruder no longer refutes",
    podWorld({ targetTrust: guide(without("kubernetes-service-account")) }),
    { verdict: "conditional", intruders: { "other-service-account": "allowed" } },
    { assume: [], allowIntruders: [{ ids: ["other-service-account"] }] },
  ],
  [
    "an intruder accepted for the chain no longer refutes it",
    podWorld({ targetTrust: guide(without("kubernetes-service-account")) }),
    { verdict: "proved" },
    { assume: [], allowIntruders: [{ chain: ID, ids: ["other-service-account", "primary-holder"] }] },
  ],
  [
    "another accepted intruder leaves the assumption that carries this one",
    podWorld({ targetTrust: guide(without("kubernetes-service-account")) }),
    { verdict: "conditional", carried: { "other-service-account": "association-admins" } },
    { assume: [], allowIntruders: [{ ids: ["other-namespace"] }] },
  ],
];

const ROLES: readonly Row[] = [
  [
    "the account's root with tags only lets any role of the account in, as it chooses its tags",
    podWorld({ targetTrust: trust(ROOT_A, { StringEquals: POD_TAGS }) }),
    { intruders: { "other-role": "allowed", "other-account": "denied" } },
  ],
  [
    "principal tags beside the root let a role with such tags in",
    podWorld({ targetTrust: trust(ROOT_A, { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "ns" } }) }),
    { intruders: { "other-role": "allowed" } },
  ],
  [
    "an ExternalId beside the root lets any role in",
    podWorldWithoutTags({ targetTrust: trust(ROOT_A, { StringEquals: { "sts:ExternalId": EXTERNAL_ID } }) }),
    { intruders: { "other-role": "allowed" } },
  ],
  [
    "a glob of principals lets another role in",
    podWorld({
      targetTrust: trust(ROOT_A, {
        StringEquals: POD_TAGS,
        ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${A}:role/prim*` },
      }),
    }),
    { intruders: { "other-role": "allowed" } },
  ],
  [
    "a glob of paths lets another role in",
    podWorld({
      targetTrust: trust(ROOT_A, {
        StringEquals: POD_TAGS,
        ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${A}:role/*primary` },
      }),
    }),
    { intruders: { "other-role": "allowed" } },
  ],
  [
    "another role beside the primary is let in",
    podWorld({ targetTrust: trust({ AWS: [PRIMARY, `arn:aws:iam::${A}:role/admin`] }, { StringEquals: POD_TAGS }) }),
    { intruders: { "other-role": "allowed" } },
  ],
  [
    "a user beside the primary is let in",
    podWorld({ targetTrust: trust({ AWS: [PRIMARY, `arn:aws:iam::${A}:user/joe`] }, { StringEquals: POD_TAGS }) }),
    { intruders: { user: "allowed", "other-role": "denied" } },
  ],
  [
    "a session of another role is let in",
    podWorld({
      targetTrust: trust({ AWS: [PRIMARY, `arn:aws:sts::${A}:assumed-role/admin/me`] }, { StringEquals: POD_TAGS }),
    }),
    { intruders: { "other-role": "allowed" } },
  ],
  [
    "a role of the target's account is let in by its root",
    podWorld({ targetTrust: [GUIDE, trust({ AWS: `arn:aws:iam::${B}:root` })] }),
    { intruders: { "other-role": "allowed", "other-account": "denied" } },
  ],
  [
    "a bare account id is its root",
    podWorld({ targetTrust: [GUIDE, trust({ AWS: B })] }),
    { intruders: { "other-role": "allowed" } },
  ],
  [
    "a bare account id is its root in the partition of what names it",
    inGovCloud(podWorld({ targetTrust: [GUIDE, trust({ AWS: B })] })),
    { intruders: { "other-role": "allowed" } },
  ],
  [
    "a role may come through the primary",
    podWorld({ primaryTrust: [EKS_TRUST, trust(ROOT_A)] }),
    { intruders: { "other-role": "allowed", "other-account": "denied" } },
  ],
  [
    "a role may come through the primary with the tags that its principal tags must be",
    podWorld({
      primaryTrust: [EKS_TRUST, trust(ROOT_A)],
      targetTrust: trust(
        { AWS: PRIMARY },
        {
          StringEquals: {
            "aws:PrincipalTag/eks-cluster-arn": CLUSTER_ARN,
            "aws:PrincipalTag/kubernetes-namespace": "ns",
            "aws:PrincipalTag/kubernetes-service-account": "sa",
          },
        },
      ),
    }),
    { intruders: { "other-role": "allowed" } },
  ],
  [
    "a primary that is open to AssumeRole without TagSession gives no tags",
    podWorld({
      primaryTrust: [EKS_TRUST, trust(ROOT_A, undefined, { Action: "sts:AssumeRole" })],
      targetTrust: trust({ AWS: PRIMARY }, { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "ns" } }),
    }),
    { intruders: { "other-role": "denied" } },
  ],
  [
    "an SCP that denies AssumeRole to all but the primary keeps roles out",
    podWorld({ targetTrust: trust(ROOT_A, { StringEquals: POD_TAGS }) }),
    { intruders: { "other-role": "denied" } },
    scps(ONLY_PRIMARY),
  ],
  [
    "an RCP that denies other principals keeps roles out",
    podWorld({ targetTrust: trust(ROOT_A, { StringEquals: POD_TAGS }) }),
    { intruders: { "other-role": "denied" } },
    rcps(
      deny("sts:AssumeRole", "*", {
        Condition: {
          ArnNotEqualsIfExists: { "aws:PrincipalArn": PRIMARY },
          BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
        },
      }),
    ),
  ],
  [
    "everybody in the trust lets strangers in",
    podWorld({ targetTrust: [GUIDE, trust({ AWS: "*" })] }),
    { intruders: { "other-account": "allowed", "other-role": "allowed" } },
  ],
  [
    "everybody with an ExternalId lets strangers in who know it",
    podWorldWithoutTags({ targetTrust: trust("*", { StringEquals: { "sts:ExternalId": EXTERNAL_ID } }) }),
    { intruders: { "other-account": "allowed" } },
  ],
  [
    "everybody whose role is called so lets strangers in",
    podWorld({
      targetTrust: trust("*", {
        StringEquals: POD_TAGS,
        ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/primary" },
      }),
    }),
    { intruders: { "other-account": "allowed" } },
  ],
  [
    "any principal that is the primary lets no other caller in",
    podWorld({ targetTrust: trust("*", { StringEquals: POD_TAGS, ...IS_PRIMARY }) }),
    { intruders: NO_INTRUDERS },
  ],
  [
    "a third account in the trust is another account",
    podWorld({ targetTrust: [GUIDE, trust({ AWS: `arn:aws:iam::${C}:root` })] }),
    { intruders: { "other-account": "allowed", "other-role": "denied" } },
  ],
  [
    "a role of a third account in the trust is another account",
    podWorld({ targetTrust: [GUIDE, trust({ AWS: `arn:aws:iam::${C}:role/partner` })] }),
    { intruders: { "other-account": "allowed" } },
  ],
  [
    "a third account by its id in a condition is another account",
    podWorld({ targetTrust: [GUIDE, trust({ AWS: "*" }, { StringEquals: { "aws:PrincipalAccount": C } })] }),
    { intruders: { "other-account": "allowed" } },
  ],
  [
    "a third account in the primary's trust comes through it",
    podWorld({ primaryTrust: [EKS_TRUST, trust({ AWS: C })] }),
    { intruders: { "other-account": "allowed" } },
  ],
  [
    "an organisation without --org lets strangers in perhaps",
    podWorld({ targetTrust: trust("*", { StringEquals: { "aws:PrincipalOrgID": "o-example" } }) }),
    { intruders: { "other-account": "unknown", "other-role": "unknown" } },
  ],
  [
    "another organisation than --org lets its strangers in",
    podWorld({ targetTrust: [GUIDE, trust("*", { StringEquals: { "aws:PrincipalOrgID": "o-partner" } })] }),
    { intruders: { "other-account": "allowed", "other-role": "denied" } },
    { organisation: "o-example" },
  ],
  [
    "the organisation of an account that the trust names is not known",
    podWorld({ targetTrust: [GUIDE, trust({ AWS: C }, { StringEquals: { "aws:PrincipalOrgID": "o-example" } })] }),
    { intruders: { "other-account": "unknown" } },
    { organisation: "o-example" },
  ],
  [
    "an organisation lets the roles of its other accounts in",
    podWorld({ targetTrust: trust("*", { StringEquals: { "aws:PrincipalOrgID": "o-example" } }) }),
    { intruders: { "other-account": "allowed", "other-role": "allowed" } },
    { organisation: "o-example" },
  ],
  [
    "NotPrincipal lets strangers in",
    podWorld({
      b: {
        aws_s3_bucket_public_access_block: { p: { bucket: "data-bucket", block_public_policy: false } },
        aws_s3_bucket_policy: {
          p: {
            bucket: "data-bucket",
            policy: document({
              ...allow("s3:GetObject", `${BUCKET}/*`),
              NotPrincipal: { AWS: `arn:aws:iam::${A}:role/x` },
            }),
          },
        },
      },
    }),
    { intruders: { "other-account": "allowed", "other-role": "allowed" } },
  ],
  [
    "AssumeRole without TagSession is enough for a role that sends no tags",
    podWorld({ targetTrust: [GUIDE, trust(ROOT_A, undefined, { Action: "sts:AssumeRole" })] }),
    { intruders: { "other-role": "allowed" } },
  ],
  [
    "TagSession alone lets no caller in",
    podWorld({ targetTrust: [GUIDE, trust(ROOT_A, undefined, { Action: "sts:TagSession" })] }),
    { intruders: { "other-role": "denied" } },
  ],
  [
    "the primary of a friend is no other role",
    second(
      { service_account: "two", role_arn: `${PRIMARY}-2` },
      {
        targetTrust: trust(
          { AWS: [PRIMARY, `${PRIMARY}-2`] },
          { StringEquals: tags({ "aws:RequestTag/kubernetes-service-account": ["sa", "two"] }) },
        ),
      },
    ),
    { id: ID, intruders: { "other-role": "denied" } },
  ],
  [
    "a session name that the trust wants is the caller's to choose",
    podWorld({ targetTrust: [GUIDE, trust(ROOT_A, { StringEquals: { "sts:RoleSessionName": "x-y" } })] }),
    { intruders: { "other-role": "allowed" } },
  ],
  [
    "transitive tag keys are the caller's to choose",
    podWorld({
      targetTrust: [GUIDE, trust(ROOT_A, { "ForAllValues:StringEquals": { "sts:TransitiveTagKeys": ["a"] } })],
    }),
    { intruders: { "other-role": "allowed" } },
  ],
  [
    "a caller with MFA is a role of the account too",
    podWorld({ targetTrust: [GUIDE, trust(ROOT_A, { Bool: { "aws:MultiFactorAuthPresent": "true" } })] }),
    { intruders: { "other-role": "allowed" } },
  ],
  [
    "an address that the trust wants lets in every role that calls from there",
    podWorld({ targetTrust: [GUIDE, trust(ROOT_A, { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })] }),
    { intruders: { "other-role": "allowed" } },
  ],
];

const OPEN_TEXT = "${aws_test.open.value}";
/** A pod beside the chain's that perhaps holds the primary without the chain's tags. */
const perhaps = (what: string, difference: Json, verdict: "unknown" | "carried"): readonly Row[] => [
  [
    `an association without a target ${what}`,
    podWorld({
      a: {
        aws_test: { open: {} },
        aws_iam_role: { other: { name: "${aws_test.open.other}", assume_role_policy: document(EKS_TRUST) } },
        aws_eks_pod_identity_association: {
          two: association({
            service_account: "holder",
            target_role_arn: null,
            disable_session_tags: true,
            ...difference,
          }),
        },
      },
    }),
    {
      id: ID,
      ...(verdict === "unknown"
        ? { intruders: { "primary-holder": "unknown" } }
        : { carried: { "primary-holder": "association-admins" } }),
    },
  ],
];

const HOLDER = association({
  cluster_name: "third",
  service_account: "holder",
  target_role_arn: null,
  disable_session_tags: true,
});

const HOLDERS: readonly Row[] = [
  [
    "without another association only a new one gives the primary to a pod",
    podWorld(),
    { carried: { "primary-holder": "association-admins" } },
  ],
  [
    "a holder with tags on cannot change them",
    second({ service_account: "holder", target_role_arn: null }),
    { carried: { "primary-holder": "association-admins" } },
  ],
  [
    "a holder with tags off chooses the tags",
    second({ service_account: "holder", target_role_arn: null, disable_session_tags: true }),
    { intruders: { "primary-holder": "allowed" } },
  ],
  [
    "no pod holds the primary by an association of another account's cluster, which EKS refuses",
    podWorld({ stacks: { "account-c": stackIn(C, { aws_eks_pod_identity_association: { two: HOLDER } }) } }),
    { id: ID, verdict: "proved", carried: { "primary-holder": "association-admins" } },
  ],
  [
    "a pod may hold the primary by an association in an account that is not known",
    podWorld({ stacks: { somewhere: { resource: { aws_eks_pod_identity_association: { two: HOLDER } } } } }),
    { id: ID, verdict: "unknown", intruders: { "primary-holder": "unknown" } },
  ],
  [
    "a holder with tags off cannot have principal tags",
    second(
      { service_account: "holder", target_role_arn: null, disable_session_tags: true },
      {
        targetTrust: trust({ AWS: PRIMARY }, { StringEquals: { "aws:PrincipalTag/kubernetes-service-account": "sa" } }),
      },
    ),
    { carried: { "primary-holder": "association-admins" } },
  ],
  [
    "a holder chooses any ExternalId",
    second(
      { service_account: "holder", target_role_arn: null },
      { targetTrust: BY_EXTERNAL_ID, association: { disable_session_tags: true } },
    ),
    { intruders: { "primary-holder": "allowed" } },
  ],
  [
    "a holder whose own tags the trust takes gets in",
    second(
      { service_account: "holder", target_role_arn: null },
      { targetTrust: guide(without("kubernetes-service-account")) },
    ),
    { intruders: { "primary-holder": "allowed" } },
  ],
  [
    "a holder of a friend's primary holds it too",
    podWorld({
      targetTrust: trust({ AWS: [PRIMARY, `${PRIMARY}-2`] }),
      a: {
        aws_iam_role: { two: { name: "primary-2", assume_role_policy: document(EKS_TRUST) } },
        aws_iam_role_policy: { two: { role: "primary-2", policy: document(allow(BOTH, TARGET)) } },
        aws_eks_pod_identity_association: {
          two: association({ service_account: "two", role_arn: `${PRIMARY}-2` }),
          three: association({ service_account: "three", role_arn: `${PRIMARY}-2`, target_role_arn: null }),
        },
      },
    }),
    { id: ID, intruders: { "primary-holder": "allowed" } },
  ],
  [
    "a holder whom the primary's permission does not reach stays out",
    second(
      { service_account: "holder", target_role_arn: null },
      {
        targetTrust: trust({ AWS: PRIMARY }),
        permission: allow(BOTH, TARGET, { Condition: { StringEquals: POD_TAGS } }),
      },
    ),
    { carried: { "primary-holder": "association-admins" } },
  ],
  ...perhaps("whose role is not known", { role_arn: OPEN_TEXT }, "unknown"),
  ...perhaps("whose role's name is not known", { role_arn: `arn:aws:iam::${A}:role/${OPEN_TEXT}` }, "unknown"),
  ...perhaps("whose target is not known, which may be null", { target_role_arn: "${timestamp()}" }, "unknown"),
  ...perhaps("of which it is not known how many there are", { count: "${length(aws_test.open.list)}" }, "unknown"),
  ...perhaps(
    "for pods that are not known",
    { for_each: "${toset(aws_test.open.list)}", service_account: "${each.key}" },
    "unknown",
  ),
  ...perhaps("whose role is in another account", { role_arn: `arn:aws:iam::${C}:role/${OPEN_TEXT}` }, "carried"),
  ...perhaps("whose role is another in part", { role_arn: `arn:aws:iam::${A}:role/x-${OPEN_TEXT}` }, "carried"),
  ...perhaps("whose role Terraform makes beside the primary", { role_arn: "${aws_iam_role.other.arn}" }, "carried"),
];

const TOPIC = `arn:aws:sns:us-east-1:${B}:t`;
const topicWorld = (condition: Json) =>
  podWorld({
    grant: allow("sns:Publish", TOPIC),
    b: {
      aws_sns_topic: { t: { name: "t" } },
      aws_sns_topic_policy: {
        p: {
          arn: TOPIC,
          policy: document({
            Effect: "Allow",
            Principal: { AWS: "*" },
            Action: "sns:Subscribe",
            Resource: TOPIC,
            Condition: condition,
          }),
        },
      },
    },
  });

const READ = { Action: "s3:GetObject", Resource: `${BUCKET}/*`, Effect: "Allow" };
const RESOURCES: readonly Row[] = [
  [
    "a bucket policy for a third account lets it in",
    podWorld({ b: bucketPolicy({ ...READ, Principal: { AWS: `arn:aws:iam::${C}:root` } }) }),
    { intruders: { "other-account": "allowed", anonymous: "denied" } },
  ],
  [
    "a bucket policy for everybody lets everybody in",
    podWorld({ b: bucketPolicy({ ...READ, Principal: "*" }) }),
    { intruders: { "other-account": "allowed", anonymous: "allowed" } },
  ],
  [
    "a bucket policy for everybody with the ARN of a federated user lets the federated users of that account in",
    podWorld({
      b: bucketPolicy({
        ...READ,
        Principal: "*",
        Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:sts::${C}:federated-user/*` } },
      }),
    }),
    { intruders: { "other-account": "allowed", "other-role": "denied", user: "denied", anonymous: "denied" } },
  ],
  [
    "a bucket policy for everybody without TLS lets everybody in who does without",
    podWorld({
      b: bucketPolicy({ ...READ, Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    }),
    { intruders: { "other-account": "allowed", anonymous: "allowed" } },
  ],
  [
    "a trust asks no federated user, who may not assume a role",
    podWorld({
      targetTrust: [GUIDE, trust("*", { ArnLike: { "aws:PrincipalArn": `arn:aws:sts::${C}:federated-user/*` } })],
    }),
    { intruders: NO_INTRUDERS },
  ],
  [
    "a bucket without public access block keeps everybody out",
    podWorld({ b: { aws_s3_bucket_policy: bucketPolicy({ ...READ, Principal: "*" }).aws_s3_bucket_policy } }),
    { intruders: { "other-account": "denied", anonymous: "denied" }, warnings: ["public-policy-blocked"] },
  ],
  [
    "a bucket policy for everybody lets everybody in, whatever the action is",
    podWorld({ b: bucketPolicy({ ...READ, Action: "s3:GetBucketLocation", Resource: BUCKET, Principal: "*" }) }),
    { intruders: { "other-account": "allowed", anonymous: "allowed" } },
  ],
  [
    "a bucket policy for the cluster's account lets in the roles and users of that account alone",
    podWorld({ b: bucketPolicy({ ...READ, Principal: ROOT_A }) }),
    { intruders: { "other-account": "denied", anonymous: "denied", "other-role": "allowed", user: "allowed" } },
  ],
  [
    "a topic policy for its owner as SNS writes it keeps other accounts out; whom of its own it lets in is not known",
    topicWorld({ StringEquals: { "AWS:SourceOwner": B } }),
    { intruders: { "other-account": "denied", anonymous: "denied", service: "denied", "other-role": "unknown" } },
  ],
  [
    "a topic policy for its owner, if the request names one, lets everybody in",
    topicWorld({ StringEqualsIfExists: { "AWS:SourceOwner": B } }),
    { intruders: { "other-account": "allowed", anonymous: "allowed" } },
  ],
  [
    "a topic policy for another owner lets services in that act for that account",
    topicWorld({ StringEquals: { "AWS:SourceOwner": C } }),
    { intruders: { service: "allowed", anonymous: "denied" } },
  ],
  [
    "an RCP leaves the other accounts of the organisation in",
    podWorld({ b: bucketPolicy({ ...READ, Principal: "*" }) }),
    { intruders: { "other-account": "allowed", anonymous: "denied" } },
    {
      organisation: "o-x",
      ...rcps(deny("s3:*", "*", { Condition: { StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-x" } } })),
    },
  ],
];

const SERVICES: readonly Row[] = [
  [
    "which tags a service passes is its own choice",
    podWorld({ targetTrust: [GUIDE, trust({ Service: "ec2.amazonaws.com" }, { StringEquals: POD_TAGS })] }),
    { intruders: { service: "unknown" } },
  ],
  [
    "a service that need not pass a tag gets in",
    podWorld({ targetTrust: [GUIDE, trust({ Service: "ec2.amazonaws.com" }, { StringEqualsIfExists: POD_TAGS })] }),
    { intruders: { service: "allowed" } },
  ],
];

stating("intruding services", SERVICES);
stating("intruding pods", PODS);
stating("intruding roles and accounts", ROLES);
stating("holders of the primary", HOLDERS);
stating("intruders at the resources", RESOURCES);
