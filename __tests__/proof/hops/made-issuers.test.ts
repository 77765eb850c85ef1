import { B, document, type Json, READ_BUCKET, TARGET } from "../../support/documents";
import { IRSA_HOPS, type Row, stackIn, stating } from "../../support/world";

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
      },
      data: { aws_eks_cluster: LOOKED_UP },
    },
  ),
});

const OWN = `${EKS_HOST}/id/${idOf("clu")}`;
const PLACEHOLDER = `${EKS_HOST}/id/EXAMPLED539D4633E53DE1B71EXAMPLE`;

const ROWS: readonly Row[] = [
  ["an id cut out of it and put behind its host is the issuer", made(OWN), { verdict: "proved", hops: IRSA_HOPS }],
  ["what a data source finds by its name is the issuer", made("${local.here}"), { verdict: "proved", hops: IRSA_HOPS }],
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

stating("the issuer of a cluster that is made here:", ROWS);
