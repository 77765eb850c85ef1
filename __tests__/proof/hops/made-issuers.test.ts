import { B, document, type Json, READ_BUCKET, TARGET, webTrust } from "../../support/documents";
import { IRSA_HOPS, irsaWorld, type Row, stackIn, stating } from "../../support/world";

const SUBJECT = "system:serviceaccount:ns:sa";
const EKS_HOST = "oidc.eks.us-east-1.amazonaws.com";
const idOf = (cluster: "clu" | "other") => `\${local.${cluster}}`;
const cut = (cluster: string) => `\${split("/", aws_eks_cluster.${cluster}.identity[0].oidc[0].issuer)[4]}`;

const LOOKED_UP = { here: { name: "clu" }, elsewhere: { name: "gone" } };
const bare = (cluster: string) => `\${replace(${cluster}.identity[0].oidc[0].issuer, "https://", "")}`;

/** One stack that makes a cluster, its provider, and a role whose trust names the issuer as `named`. */
const made = (named: string, keyed = named): Readonly<Record<string, Json>> => ({
  clu: stackIn(
    B,
    {
      aws_eks_cluster: { clu: { name: "clu" }, other: { name: "other" } },
      aws_iam_openid_connect_provider: {
        p: { url: "${aws_eks_cluster.clu.identity[0].oidc[0].issuer}", client_id_list: ["sts.amazonaws.com"] },
      },
      aws_s3_bucket: { data: { bucket: "data-bucket" } },
      aws_iam_role: {
        target: {
          name: "target",
          assume_role_policy: document({
            Effect: "Allow",
            Action: "sts:AssumeRoleWithWebIdentity",
            Principal: { Federated: `arn:aws:iam::${B}:oidc-provider/${named}` },
            Condition: { StringEquals: { [`${keyed}:sub`]: SUBJECT, [`${keyed}:aud`]: "sts.amazonaws.com" } },
          }),
        },
      },
      aws_iam_role_policy: { read: { role: "target", name: "read", policy: document(READ_BUCKET) } },
      kubernetes_service_account_v1: {
        sa: { metadata: [{ name: "sa", namespace: "ns", annotations: { "eks.amazonaws.com/role-arn": TARGET } }] },
      },
    },
    {
      locals: {
        clu: cut("clu"),
        other: cut("other"),
        here: bare("data.aws_eks_cluster.here"),
        elsewhere: bare("data.aws_eks_cluster.elsewhere"),
        cut: '${substr(aws_iam_openid_connect_provider.p.url, length("https://"), -1)}',
      },
      data: {
        aws_eks_cluster: LOOKED_UP,
        aws_iam_openid_connect_provider: { p: { url: "${aws_eks_cluster.clu.identity[0].oidc[0].issuer}" } },
      },
    },
  ),
});

const OWN = `${EKS_HOST}/id/${idOf("clu")}`;
const PLACEHOLDER = `${EKS_HOST}/id/EXAMPLED539D4633E53DE1B71EXAMPLE`;

const ROWS: readonly Row[] = [
  ["an id cut out of it and put behind its host is the issuer", made(OWN), { verdict: "proved", hops: IRSA_HOPS }],
  ["what a data source finds by its name is the issuer", made("${local.here}"), { verdict: "proved", hops: IRSA_HOPS }],
  [
    "the provider's own url has no scheme once AWS has it",
    made(OWN, "${aws_iam_openid_connect_provider.p.url}"),
    { verdict: "proved", hops: IRSA_HOPS },
  ],
  [
    "what is cut off the provider's own url as its scheme is none",
    made(OWN, "${local.cut}"),
    { verdict: "refuted", hops: { "target-trust": "denied" } },
  ],
  [
    "the url of a provider that a data source finds has no scheme",
    made(OWN, "${data.aws_iam_openid_connect_provider.p.url}"),
    { verdict: "proved", hops: IRSA_HOPS },
  ],
  [
    "what a data source finds by another name need not be",
    made("${local.elsewhere}"),
    { verdict: "unknown", hops: { "oidc-provider": "unknown" } },
  ],
  [
    "conditions about the issuer of another cluster hold for no token",
    made(OWN, `${EKS_HOST}/id/${idOf("other")}`),
    { verdict: "refuted", hops: { "target-trust": "denied" } },
  ],
  [
    "conditions about the host of another region hold for no token",
    made(OWN, `oidc.eks.eu-west-1.amazonaws.com/id/${idOf("clu")}`),
    { verdict: "refuted", hops: { "target-trust": "denied" } },
  ],
  [
    "an issuer written out may be the one that apply decides",
    made(`${EKS_HOST}/id/0123456789ABCDEF0123456789ABCDEF`),
    { verdict: "unknown", hops: { "oidc-provider": "unknown" } },
  ],
  [
    "the example of AWS's pages is no cluster's",
    made(PLACEHOLDER, OWN),
    { verdict: "refuted", hops: { "oidc-provider": "denied" } },
  ],
];

/** A provider of an issuer that is known when it is planned, and a trust whose conditions name it as `key`. */
function literal(key: string): Readonly<Record<string, Json>> {
  const conditions = { "${local.key}:sub": SUBJECT, "${local.key}:aud": "sts.amazonaws.com" };
  const { "account-b": b, ...rest } = irsaWorld({ targetTrust: webTrust({ StringEquals: conditions }) });
  return { ...rest, "account-b": { ...b, locals: { key: `\${${key}}` } } };
}
const URL = "aws_iam_openid_connect_provider.p.url";

stating("the url of an identity provider whose issuer is known beforehand:", [
  [
    "it has a scheme in the first plan, and none later",
    literal(URL),
    { verdict: "unknown", hops: { "target-trust": "unknown" } },
  ],
  [
    "without its scheme it is the same in every plan",
    literal(`replace(${URL}, "https://", "")`),
    { verdict: "proved" },
  ],
  ["what takes off a prefix does so too", literal(`trimprefix(${URL}, "https://")`), { verdict: "proved" }],
]);

stating("the issuer of a cluster that is made here:", ROWS);
