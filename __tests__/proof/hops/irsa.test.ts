import {
  A,
  B,
  C,
  deny,
  GUIDE,
  ISSUER,
  type Json,
  PRIMARY,
  providerArn,
  rcps,
  scps,
  TARGET,
  TOKEN,
  trust,
  webTrust,
} from "../../support/documents";
import {
  chainOf,
  hopIn,
  IRSA_HOPS,
  irsaWorld,
  NO_INTRUDERS,
  podWorld,
  proofOf,
  type Row,
  stackIn,
  stating,
} from "../../support/world";

const OTHER = "oidc.eks.us-east-1.amazonaws.com/id/OTHER";
const sub = (namespace: string, name: string) => `system:serviceaccount:${namespace}:${name}`;
const token = (subject: unknown, more: Json = {}): Json => ({ ...TOKEN, [`${ISSUER}:sub`]: subject, ...more });
const like = (subject: unknown): Json =>
  webTrust({ StringLike: { [`${ISSUER}:sub`]: subject }, StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" } });
const serviceAccount = (more: Json = {}): Json => ({
  kubernetes_service_account_v1: {
    sa: {
      metadata: [{ name: "sa", namespace: "ns", annotations: { "eks.amazonaws.com/role-arn": TARGET } }],
      ...more,
    },
  },
});
/** A stack called `clu` with this kubernetes provider. */
const withKubernetes = (kubernetes: Json, rest: Json = {}): Json =>
  stackIn(A, serviceAccount(), {
    provider: { aws: [{ region: "us-east-1", allowed_account_ids: [A] }], kubernetes: [kubernetes] },
    ...rest,
  });
/** A stack called `clu` with a cluster of that name, whose tokens a profile signs that may be of another account. */
const byProfile = (cluster: Json): Json =>
  stackIn(
    A,
    { ...serviceAccount(), aws_eks_cluster: { clu: { name: "clu", ...cluster } } },
    {
      provider: {
        aws: [{ region: "us-east-1", allowed_account_ids: [A] }],
        kubernetes: [{ exec: [{ args: ["eks", "get-token", "--cluster-name", "clu", "--profile", "deployer"] }] }],
      },
    },
  );
const issuedBy = (issuer: string): Json => ({ identity: [{ oidc: [{ issuer: `https://${issuer}` }] }] });
stating("a cluster that is perhaps the service account's", [
  [
    "has the issuer that the trust policy names: which one is meant is an assumption",
    irsaWorld({ cluster: byProfile(issuedBy(ISSUER)) }),
    { verdict: "conditional" },
  ],
  [
    "has another issuer: whether the trust policy names the right one is not known",
    irsaWorld({ cluster: byProfile(issuedBy(OTHER)) }),
    { verdict: "unknown", hops: { "oidc-provider": "unknown" } },
  ],
  [
    "has an issuer that only apply decides",
    irsaWorld({ cluster: byProfile({}) }),
    { verdict: "unknown", hops: { "oidc-provider": "unknown" } },
  ],
] satisfies readonly Row[]);
const data = (more: Json = {}): Json => ({ data: { aws_eks_cluster: { c: { name: "by-data", ...more } } } });

/** An annotated service account of a cluster that is not shown, and a trust whose provider is a variable's value. */
function providerFromVariable(): Readonly<Record<string, Json>> {
  const targetTrust = webTrust({}, { Principal: { Federated: "${var.provider}" } });
  const world = irsaWorld({ cluster: withKubernetes({ config_context: "ctx" }), targetTrust });
  return { ...world, "account-b": { ...world["account-b"], variable: { provider: {} } } };
}

const NAMES: readonly Row[] = [
  [
    "a provider that only a variable gives may be the pod's",
    providerFromVariable(),
    { id: "ctx/ns/sa", hops: { "target-trust": "unknown" } },
  ],
  [
    "the cluster is called as its stack where nothing else names it",
    irsaWorld(),
    { verdict: "proved", hops: IRSA_HOPS, intruders: NO_INTRUDERS },
  ],
  [
    "--cluster-name in exec comes first",
    irsaWorld({
      cluster: withKubernetes(
        {
          host: "${data.aws_eks_cluster.c.endpoint}",
          config_context: "ctx",
          exec: [{ api_version: "v1", command: "aws", args: ["eks", "get-token", "--cluster-name", "by-exec"] }],
        },
        data(),
      ),
    }),
    { id: "by-exec/ns/sa", hops: { "service-account": "allowed" } },
  ],
  [
    "the data source that the provider refers to comes second",
    irsaWorld({
      cluster: withKubernetes({ host: "${data.aws_eks_cluster.c.endpoint}", config_context: "ctx" }, data()),
    }),
    { id: "by-data/ns/sa" },
  ],
  [
    "config_context comes third",
    irsaWorld({ cluster: withKubernetes({ config_context: "ctx" }) }),
    { id: "ctx/ns/sa" },
  ],
  [
    "a cluster's ARN as config_context gives its name",
    irsaWorld({ cluster: withKubernetes({ config_context: `arn:aws:eks:us-east-1:${A}:cluster/by-arn` }) }),
    { id: "by-arn/ns/sa" },
  ],
  [
    "the issuer may come from a postcondition",
    irsaWorld({
      cluster: withKubernetes(
        { host: "${data.aws_eks_cluster.c.endpoint}" },
        data({
          lifecycle: [
            {
              postcondition: [
                { condition: `\${self.identity[0].oidc[0].issuer == "https://${ISSUER}"}`, error_message: "x" },
              ],
            },
          ],
        }),
      ),
    }),
    { id: "by-data/ns/sa", verdict: "proved", hops: IRSA_HOPS, noWarnings: ["issuer-not-verified"] },
  ],
  [
    "an issuer that only the trust names is allowed with a warning",
    irsaWorld({ cluster: stackIn(A, serviceAccount()) }),
    { verdict: "conditional", hops: IRSA_HOPS, warnings: ["issuer-not-verified"] },
  ],
  [
    "the cluster's issuer is not the one that the trust names",
    irsaWorld({
      a: { aws_eks_cluster: { clu: { name: "clu", identity: [{ oidc: [{ issuer: `https://${OTHER}/` }] }] } } },
    }),
    { hops: { "service-account": "allowed", "oidc-provider": "unknown", "target-trust": "denied" } },
  ],
  [
    "a trailing slash of the issuer does not matter",
    irsaWorld({
      a: { aws_eks_cluster: { clu: { name: "clu", identity: [{ oidc: [{ issuer: `https://${ISSUER}/` }] }] } } },
    }),
    { verdict: "proved" },
  ],
  [
    "an annotation with a role outside the world leaves the trust unknown",
    irsaWorld({ annotations: { "eks.amazonaws.com/role-arn": `${TARGET}-x` } }),
    { hops: { "service-account": "allowed", "target-trust": "unknown", grant: "unknown" } },
  ],
  [
    "an annotation that is no role's ARN is denied",
    irsaWorld({ annotations: { "eks.amazonaws.com/role-arn": "target" } }),
    { hops: { "service-account": "denied" } },
  ],
  [
    "a service account without namespace is in default",
    irsaWorld({
      cluster: stackIn(A, {
        kubernetes_service_account: {
          sa: { metadata: [{ name: "sa", annotations: { "eks.amazonaws.com/role-arn": TARGET } }] },
        },
      }),
    }),
    { id: "clu/default/sa", hops: { "target-trust": "denied" } },
  ],
  [
    "from the trust alone the cluster is the end of the issuer",
    irsaWorld({ cluster: stackIn(A, { aws_s3_bucket: { x: { bucket: "x" } } }) }),
    {
      id: "ABCDEF/ns/sa",
      verdict: "conditional",
      hops: IRSA_HOPS,
      warnings: ["service-account-not-seen"],
      noWarnings: ["issuer-not-verified"],
    },
  ],
];

const HOPS: readonly Row[] = [
  [
    "an audience of the service account's own must be among the provider's",
    irsaWorld({ annotations: { "eks.amazonaws.com/audience": "mine" } }),
    { hops: { "oidc-provider": "denied", "target-trust": "denied" } },
  ],
  [
    "an audience of its own that provider and trust take is proved",
    irsaWorld({
      annotations: { "eks.amazonaws.com/audience": "mine" },
      provider: { client_id_list: ["mine"] },
      targetTrust: webTrust({ StringEquals: { ...TOKEN, [`${ISSUER}:aud`]: "mine" } }),
    }),
    { verdict: "proved" },
  ],
  [
    "a provider of another account is denied whatever else is known",
    irsaWorld({ targetTrust: webTrust({ StringEquals: TOKEN }, { Principal: { Federated: providerArn(A) } }) }),
    { verdict: "refuted", hops: { "oidc-provider": "denied", "target-trust": "denied" } },
  ],
  [
    "a provider of another account is denied although it exists there",
    irsaWorld({
      targetTrust: webTrust({ StringEquals: TOKEN }, { Principal: { Federated: providerArn(A) } }),
      a: {
        aws_iam_openid_connect_provider: { p: { url: `https://${ISSUER}`, client_id_list: ["sts.amazonaws.com"] } },
      },
    }),
    { hops: { "oidc-provider": "denied" } },
  ],
  [
    "a provider that was not read is unknown",
    irsaWorld({ provider: { url: `https://${OTHER}` } }),
    { verdict: "unknown", hops: { "oidc-provider": "unknown", "target-trust": "allowed" } },
  ],
  [
    "a data source says that the provider exists",
    irsaWorld({
      provider: { url: `https://${OTHER}` },
      stacks: {
        more: { ...stackIn(B, {}), data: { aws_iam_openid_connect_provider: { p: { url: `https://${ISSUER}` } } } },
      },
    }),
    { hops: { "oidc-provider": "allowed" } },
  ],
  [
    "a sub of another namespace is denied",
    irsaWorld({ targetTrust: webTrust({ StringEquals: token(sub("other", "sa")) }) }),
    { hops: { "oidc-provider": "allowed", "target-trust": "denied" } },
  ],
  ["an RCP binds the trust", irsaWorld(), { hops: { "target-trust": "denied" } }, rcps(deny("sts:*", "*"))],
  [
    "an SCP does not bind a token",
    irsaWorld(),
    { hops: { "target-trust": "allowed", grant: "allowed" } },
    scps(deny("sts:*", "*")),
  ],
  [
    "a token has no tags",
    irsaWorld({ targetTrust: webTrust({ StringEquals: { ...TOKEN, "aws:RequestTag/kubernetes-namespace": "ns" } }) }),
    { hops: { "target-trust": "denied" } },
  ],
  [
    "a malformed trust denies its own hop",
    irsaWorld({ targetTrust: "[]" }),
    { hops: { "target-trust": "denied", grant: "allowed" } },
  ],
  [
    "both mechanisms are two chains and a warning",
    {
      ...podWorld({
        targetTrust: [GUIDE, webTrust({ StringEquals: TOKEN })],
        b: {
          aws_iam_openid_connect_provider: { p: { url: `https://${ISSUER}`, client_id_list: ["sts.amazonaws.com"] } },
        },
      }),
      clu: stackIn(A, serviceAccount()),
    },
    { verdict: "proved", warnings: ["both-mechanisms"] },
  ],
];

const named = (name: string) => ({
  metadata: [{ name, namespace: "ns", annotations: { "eks.amazonaws.com/role-arn": TARGET } }],
});

const INTRUDERS: readonly Row[] = [
  [
    "a trust without sub lets every service account in",
    irsaWorld({ targetTrust: webTrust({ StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" } }) }),
    { intruders: { ...NO_INTRUDERS, "other-service-account": "allowed", "other-namespace": "allowed" } },
  ],
  [
    "a glob for the service account lets others of the namespace in",
    irsaWorld({ targetTrust: like(sub("ns", "*")) }),
    { intruders: { ...NO_INTRUDERS, "other-service-account": "allowed" } },
  ],
  [
    "a glob for the namespace lets other namespaces in",
    irsaWorld({ targetTrust: like(sub("*", "sa")) }),
    { intruders: { ...NO_INTRUDERS, "other-namespace": "allowed" } },
  ],
  [
    "a glob at the end of the namespace cannot cross into the name",
    irsaWorld({ targetTrust: like(sub("ns*", "sa")) }),
    { intruders: { "other-namespace": "allowed", "other-service-account": "denied" } },
  ],
  [
    "a second provider of the role's account lets another cluster in",
    irsaWorld({
      targetTrust: [
        webTrust({ StringEquals: TOKEN }),
        webTrust(
          { StringEquals: { [`${OTHER}:sub`]: sub("ns", "sa") } },
          { Principal: { Federated: providerArn(B, OTHER) } },
        ),
      ],
    }),
    { intruders: { ...NO_INTRUDERS, "other-cluster": "allowed" } },
  ],
  [
    "a second provider with a condition on the first one's sub lets no caller in",
    irsaWorld({
      targetTrust: webTrust(
        { StringEquals: TOKEN },
        { Principal: { Federated: [providerArn(B), providerArn(B, OTHER)] } },
      ),
    }),
    { intruders: NO_INTRUDERS },
  ],
  [
    "IfExists on the first one's sub lets the second provider's tokens in",
    irsaWorld({
      targetTrust: webTrust(
        { StringEqualsIfExists: TOKEN },
        { Principal: { Federated: [providerArn(B), providerArn(B, OTHER)] } },
      ),
    }),
    {
      intruders: {
        ...NO_INTRUDERS,
        "other-cluster": "allowed",
        "other-service-account": "allowed",
        "other-namespace": "allowed",
      },
    },
  ],
  [
    "a second subject is another service account",
    irsaWorld({ targetTrust: webTrust({ StringEquals: token([sub("ns", "sa"), sub("ns", "two")]) }) }),
    { intruders: { ...NO_INTRUDERS, "other-service-account": "allowed" } },
  ],
  [
    "a subject that may be the service account itself may be another",
    irsaWorld({
      a: { kubernetes_service_account_v1: { sa: named("${random_id.name.hex}") }, random_id: { name: {} } },
    }),
    { id: "clu/ns/?", intruders: { ...NO_INTRUDERS, "other-service-account": "unknown" } },
  ],
  [
    "a subject that cannot be the service account's own is another",
    irsaWorld({
      a: { kubernetes_service_account_v1: { sa: named("app-${random_id.name.hex}") }, random_id: { name: {} } },
    }),
    { id: "clu/ns/app-<clu/random_id.name.hex>", intruders: { ...NO_INTRUDERS, "other-service-account": "allowed" } },
  ],
  [
    "a second subject whose service account is annotated with the role is a friend",
    irsaWorld({
      targetTrust: webTrust({ StringEquals: token([sub("ns", "sa"), sub("ns", "two")]) }),
      a: {
        kubernetes_service_account: {
          two: { metadata: [{ name: "two", namespace: "ns", annotations: { "eks.amazonaws.com/role-arn": TARGET } }] },
        },
      },
    }),
    { intruders: NO_INTRUDERS },
  ],
  [
    "ForAnyValue confines a sub too",
    irsaWorld({ targetTrust: webTrust({ "ForAnyValue:StringEquals": TOKEN }) }),
    { intruders: NO_INTRUDERS },
  ],
  [
    "a role beside the token gets in",
    irsaWorld({ targetTrust: [webTrust({ StringEquals: TOKEN }), trust({ AWS: `arn:aws:iam::${B}:root` })] }),
    { intruders: { ...NO_INTRUDERS, "other-role": "allowed" } },
  ],
  [
    "a third account beside the token gets in",
    irsaWorld({ targetTrust: [webTrust({ StringEquals: TOKEN }), trust({ AWS: C })] }),
    { intruders: { ...NO_INTRUDERS, "other-account": "allowed" } },
  ],
  [
    "the role of a pod identity friend is no other role",
    irsaWorld({
      targetTrust: [webTrust({ StringEquals: TOKEN }), trust({ AWS: PRIMARY })],
      a: {
        aws_eks_pod_identity_association: {
          p: { cluster_name: "clu", namespace: "x", service_account: "y", role_arn: PRIMARY, target_role_arn: TARGET },
        },
      },
    }),
    { intruders: { "other-role": "denied" } },
  ],
  [
    "EKS beside the token is no token's business",
    irsaWorld({ targetTrust: [webTrust({ StringEquals: TOKEN }), trust({ Service: "ec2.amazonaws.com" })] }),
    { intruders: NO_INTRUDERS },
  ],
];

stating("names and issuers", NAMES);
stating("the hops of an IRSA chain", HOPS);
stating("intruding tokens", INTRUDERS);

describe("An issuer that only a trust policy names, beside a cluster that is looked up,", () => {
  const hopOf = async (region: string | undefined) => {
    const cluster = {
      provider: {
        aws: [{ ...(region === undefined ? {} : { region }), allowed_account_ids: [A] }],
        kubernetes: [{ host: "${data.aws_eks_cluster.clu.endpoint}" }],
      },
      data: { aws_eks_cluster: { clu: { name: "clu" } } },
      resource: {
        kubernetes_service_account_v1: {
          sa: { metadata: [{ name: "sa", namespace: "ns", annotations: { "eks.amazonaws.com/role-arn": TARGET } }] },
        },
      },
    };
    const chain = chainOf(await proofOf(irsaWorld({ cluster })));
    return [hopIn(chain, "oidc-provider"), chain.assumptions.map(({ id }) => id)];
  };

  test("is not that cluster's where its host is of another region", async () => {
    expect(await hopOf("eu-west-1")).toEqual(["denied", []]);
  });

  test.each(["us-east-1", undefined])("is assumed to be its own where that is %s", async (region) => {
    expect(await hopOf(region)).toEqual(["allowed", ["issuer-not-verified"]]);
  });
});
