import { readText } from "../support/synth";
import type { Case } from "./cases";

export const IRSA_EXAMPLE = "examples/article-irsa/eks-cross-account.yaml";
const IMAGE = `registry.example.com/s3-api:1.0.0@sha256:${"0f1e2d3c4b5a69788796a5b4c3d2e1f0".repeat(2)}`;

const OWN = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const OTHER = "oidc.eks.us-east-1.amazonaws.com/id/ANOTHER539D4633E53DE1B71EXAMPLE1";

/** The second article's example with some of its text replaced. */
export const irsa = (...replacements: readonly (readonly [string, string])[]): string =>
  replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example does not hold ${from}`);
    return text.replace(from, to);
  }, readText(IRSA_EXAMPLE));

/** A line of the example's workload. */
export const withLine = (line: string): string => irsa(["    mechanism: irsa", `    mechanism: irsa\n    ${line}`]);
/** A line of the example's Deployment. */
export const inDeployment = (line: string): string =>
  irsa(["      service: true", `      service: true\n      ${line}`]);
const cluster = (issuer: string): string => irsa([`https://${OWN}`, issuer]);
const second = (...lines: readonly string[]): string =>
  `${readText(IRSA_EXAMPLE)}  second:\n    cluster: my-eks-cluster\n${lines.map((line) => `    ${line}\n`).join("")}`;
const SECOND_TARGET = "target: { account: account-b, role: second, grants: [{ read: data }] }";

export const CALLERS =
  "      callers: [{ labels: { s3-api: caller } }] # who may read what the role may: pods of the namespace with this label\n";

/** A case for each rule that only a workload with a token or a Deployment can break. */
export const IRSA_CASES: readonly Case[] = [
  { rule: "issuer", fact: "an issuer is reached by https", text: cluster(`‸http://${OWN}`), found: "http://" },
  { rule: "issuer", fact: "an issuer is no ARN", text: cluster("‸arn:aws:iam::111111111111:oidc-provider/x") },
  {
    rule: "issuer-missing",
    fact: "the cluster of a workload with irsa needs its issuer",
    text: irsa(["  my-eks-cluster:\n", "  ‸my-eks-cluster:\n"], [`    issuer: https://${OWN}\n`, ""]),
    fix: "aws eks describe-cluster",
  },
  {
    rule: "issuer-mismatch",
    fact: "a workload that states another issuer than its cluster's is refused",
    text: withLine(`issuer: ‸${OTHER}`),
    found: OTHER,
    expected: OWN,
  },
  {
    rule: "issuer-mismatch",
    fact: "a provider for another issuer is refused",
    text: withLine(`oidcProvider: ‸arn:aws:iam::222222222222:oidc-provider/${OTHER}`),
    found: OTHER,
    expected: OWN,
  },
  {
    rule: "oidc-provider-account",
    fact: "the article's provider, in the cluster's account, is refused with the account where it must be",
    text: withLine(`oidcProvider: ‸arn:aws:iam::111111111111:oidc-provider/${OWN}`),
    found: "111111111111",
    expected: "222222222222",
    fix: "IAM trusts no provider of another account",
  },
  {
    rule: "oidc-provider-arn",
    fact: "a provider is named by its ARN",
    text: withLine(`oidcProvider: ‸${OWN}`),
  },
  {
    rule: "subject-mismatch",
    fact: "a subject of another namespace is refused with the one that is meant",
    text: withLine("subject: ‸system:serviceaccount:apps:api-sa"),
    found: "apps",
    expected: "system:serviceaccount:default:api-sa",
  },
  {
    rule: "subject-mismatch",
    fact: "a wildcard in a subject is refused",
    text: withLine('subject: ‸"system:serviceaccount:default:*"'),
  },
  {
    rule: "audience",
    fact: "another audience than STS is refused",
    text: withLine("audience: ‸https://kubernetes.default.svc"),
    expected: "sts.amazonaws.com",
  },
  {
    rule: "mechanism-key",
    fact: "a primary role means nothing to irsa",
    text: withLine("‸primaryRole: primary"),
    found: "primaryRole for a workload with irsa",
  },
  {
    rule: "mechanism-key",
    fact: "a subject means nothing to pod identity",
    text: irsa(["mechanism: irsa", "primaryRole: p\n    ‸subject: system:serviceaccount:default:api-sa"]),
    found: "subject for a workload with pod-identity",
  },
  {
    rule: "missing-key",
    fact: "pod identity needs a primary role",
    text: irsa(["    cluster: my", "    ‸cluster: my"], ["    mechanism: irsa\n", ""]),
    found: "no primaryRole",
  },
  {
    rule: "missing-key",
    fact: "irsa needs a target",
    text: `${readText(IRSA_EXAMPLE).split("  api:")[0]}  api:\n    ‸cluster: my-eks-cluster\n    namespace: default\n    serviceAccount: api-sa\n    mechanism: irsa\n`,
    found: "no target",
  },
  {
    rule: "two-mechanisms",
    fact: "one pod under two mechanisms is refused at the second",
    text: second(
      "namespace: default",
      "createNamespace: false",
      "serviceAccount: ‸api-sa",
      "primaryRole: p",
      SECOND_TARGET,
    ),
    found: "my-eks-cluster/default/api-sa",
  },
  {
    rule: "issuer-region",
    fact: "an issuer of EKS names the region that its cluster is in",
    text: cluster(`‸https://${OWN.replace("us-east-1", "eu-west-1")}`),
    found: "an issuer of eu-west-1",
    expected: "one of us-east-1",
  },
  {
    rule: "issuer-taken",
    fact: "two clusters do not have one issuer, with or without https",
    text: irsa(["\nresources:", `  other: { account: account-a, issuer: ‸${OWN}/ }\n\nresources:`]),
    found: "clusters.my-eks-cluster",
  },
  {
    rule: "deployment-taken",
    fact: "two workloads of a namespace do not have one Deployment name",
    text: second(
      ...["namespace: default", "serviceAccount: second", "mechanism: irsa", SECOND_TARGET],
      "deployment: { ‸name: api, image: registry.example.com/x:1.0.0 }",
    ),
  },
  {
    rule: "deployment-service-account",
    fact: "a Deployment that names another service account would get no credentials",
    text: inDeployment("serviceAccountName: ‸default"),
    found: '"default"',
    expected: '"api-sa"',
  },
  {
    rule: "env-credentials",
    fact: "static keys in a Deployment are refused",
    text: inDeployment("env: { LOG_LEVEL: info, ‸AWS_SECRET_ACCESS_KEY: abc }"),
    found: "AWS_SECRET_ACCESS_KEY",
    fix: "static keys would be used in place of the role",
  },
  {
    rule: "env-credentials",
    fact: "what EKS sets itself is not set by hand",
    text: inDeployment("bucketEnv: { ‸AWS_ROLE_ARN: data }"),
  },
  {
    rule: "bucket-env-mismatch",
    fact: "BUCKET_NAME names a bucket that the workload is granted",
    text: inDeployment("env: { BUCKET_NAME: ‸another-bucket }"),
    found: "another-bucket",
  },
  {
    rule: "unknown-reference",
    fact: "a variable takes the name of a resource that is there",
    text: inDeployment("bucketEnv: { SOURCE: ‸dat }"),
    fix: 'Did you mean "data"?',
  },
  {
    rule: "unknown-reference",
    fact: "a variable takes the name of a resource that the workload is granted",
    text: irsa(
      ["\nworkloads:", "  more: { account: account-b, bucket: { name: more-data } }\n\nworkloads:"],
      ["      service: true", "      bucketEnv: { SOURCE: ‸more }"],
    ),
    expected: "a resource that the workload is granted",
  },
  {
    rule: "exactly-one",
    fact: "a variable is in env or in bucketEnv",
    text: inDeployment("env: { SOURCE: x }\n      bucketEnv: { ‸SOURCE: data }"),
  },
  {
    rule: "unknown-key",
    fact: "a Deployment has no keys but its own",
    text: inDeployment("‸replica: 3"),
    fix: 'Did you mean "replicas"?',
  },
  {
    rule: "image",
    fact: "a Deployment's image has a name",
    text: irsa([IMAGE, "‸My:Image"]),
  },
  { rule: "namespace-name", fact: "a Deployment's name is a label", text: inDeployment("name: ‸My_API") },
  { rule: "issuer", fact: "a workload's issuer is one", text: withLine("issuer: ‸http://x") },
  { rule: "label", fact: "a label's key has no spaces", text: irsa(["{ app: api }", "{ ‸my app: api }"]) },
  {
    rule: "label",
    fact: "a label has at most 63 letters",
    text: irsa(["{ app: api }", `{ app: ‸${"a".repeat(64)} }`]),
  },
  { rule: "quantity", fact: "CPU is a quantity of Kubernetes", text: inDeployment("cpu: ‸0,5") },
  {
    rule: "http-path",
    fact: "the other probe's path begins with a slash too",
    text: inDeployment("readiness: ‸readyz"),
  },
  { rule: "env-name", fact: "a variable has no hyphen", text: inDeployment("env: { ‸LOG-LEVEL: info }") },
  { rule: "label", fact: "a label has no spaces", text: irsa(["{ app: api }", "{ app: ‸my api }"]), found: "my api" },
  { rule: "too-few", fact: "a Deployment selects by one label at least", text: irsa(["{ app: api }", "‸{}"]) },
  { rule: "http-path", fact: "a probe's path begins with a slash", text: inDeployment("liveness: ‸healthz") },
  { rule: "quantity", fact: "memory is a quantity of Kubernetes", text: inDeployment("memory: ‸256MB") },
  {
    rule: "image-floating",
    fact: "a Deployment's image is pinned",
    text: irsa([IMAGE, "‸s3-api"]),
  },
  {
    rule: "service-account-elsewhere",
    fact: "who makes the service account must annotate it",
    text: withLine("‸createServiceAccount: false"),
    fix: "eks.amazonaws.com/role-arn",
  },
];

/** Configurations in which nothing is wrong, though something much like them would be. */
export const IRSA_VALID: readonly (readonly [fact: string, text: string])[] = [
  ["an issuer without https", cluster(OWN)],
  ["an issuer with a slash at its end", cluster(`https://${OWN}/`)],
  ["the issuer stated in another form", withLine(`issuer: ${OWN}/`)],
  [
    "the provider that is in the role's account",
    withLine(`oidcProvider: arn:aws:iam::222222222222:oidc-provider/${OWN}`),
  ],
  [
    "the subject and the audience that follow anyway",
    withLine("subject: system:serviceaccount:default:api-sa\n    audience: sts.amazonaws.com"),
  ],
  [
    "irsa on Fargate, where no network policy is claimed",
    irsa(
      ["    account: account-a\n    issuer", "    account: account-a\n    compute: fargate\n    issuer"],
      [CALLERS, "      networkPolicy: false\n"],
    ),
  ],
  ["BUCKET_NAME with the bucket's name", inDeployment("env: { BUCKET_NAME: your-cross-account-bucket }")],
  [
    "a default that is pod identity's beside a workload with irsa",
    `defaults: { confine: false, sessionTags: false }\n${readText(IRSA_EXAMPLE)}`,
  ],
];
