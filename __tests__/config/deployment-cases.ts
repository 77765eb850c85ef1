import type { Case } from "./cases";
import { CALLERS, inDeployment, irsa } from "./irsa-cases";

const callers = (entry: string): string => irsa([CALLERS, `      callers: [${entry}]\n`]);
const onFargate = (...more: readonly (readonly [string, string])[]): string =>
  irsa(["    account: account-a\n    issuer", "    account: account-a\n    compute: fargate\n    issuer"], ...more);
const JWT = "jwt: { audience: s3-api, subjects: ['system:serviceaccount:web:*'] }";

/** A case for each rule about what a Deployment tells its program, and about who may call it. */
export const DEPLOYMENT_CASES: readonly Case[] = [
  {
    rule: "env-setting",
    fact: "the drain that the grace period covers is not set behind its back",
    text: inDeployment('env: { ‸DRAIN_TIMEOUT_MS: "600000" }'),
    found: "DRAIN_TIMEOUT_MS",
    expected: "drainTimeoutSeconds of the deployment",
  },
  {
    rule: "env-setting",
    fact: "the prefixes that are served are no name of a bucket",
    text: inDeployment("bucketEnv: { ‸KEY_PREFIXES: data }"),
    expected: "keyPrefixes",
  },
  {
    rule: "probe-port",
    fact: "a port of its own for probes is another port",
    text: irsa(["probePort: 8081", "probePort: ‸8080"]),
  },
  {
    rule: "wrong-type",
    fact: "a port is at most 65535",
    text: irsa(["probePort: 8081", "probePort: ‸80810"]),
  },
  {
    rule: "wrong-type",
    fact: "a drain lasts an hour at most",
    text: inDeployment("drainTimeoutSeconds: ‸86400"),
  },
  {
    rule: "too-few",
    fact: "that nobody may call is not said by an empty list",
    text: irsa([CALLERS, "      callers: ‸[]\n"]),
  },
  {
    rule: "caller-form",
    fact: "an empty entry admits nobody by accident",
    text: callers("‸{}"),
    found: "names nobody",
  },
  { rule: "caller-form", fact: "no labels at all are not all pods", text: callers("‸{ labels: {} }") },
  {
    rule: "caller-form",
    fact: "pods and addresses are two entries",
    text: callers("‸{ namespace: web, cidr: 10.0.0.0/16 }"),
    found: "pods and addresses",
  },
  { rule: "cidr", fact: "addresses have a length", text: callers("{ cidr: ‸10.0.0.0 }") },
  { rule: "cidr", fact: "addresses are addresses", text: callers("{ cidr: ‸10.0.0.256/24 }") },
  { rule: "cidr", fact: "addresses of IPv6 have a length too", text: callers('{ cidr: ‸"fd00::" }') },
  { rule: "namespace-name", fact: "a caller's namespace is one", text: callers("{ namespace: ‸Web }") },
  { rule: "key-prefix", fact: "keys have no slash in front", text: inDeployment("keyPrefixes: [‸/public/]") },
  { rule: "key-prefix", fact: "an empty prefix would be all keys", text: inDeployment('keyPrefixes: [‸""]') },
  { rule: "key-prefix", fact: "two prefixes are two entries", text: inDeployment('keyPrefixes: [‸"a/,b/"]') },
  {
    rule: "jwt-subject",
    fact: "two subjects are two entries",
    text: inDeployment('jwt: { audience: s3-api, subjects: [‸"a,b"] }'),
  },
  {
    rule: "too-few",
    fact: "tokens are of somebody",
    text: inDeployment("jwt: { audience: s3-api, subjects: ‸[] }"),
  },
  {
    rule: "no-effect",
    fact: "callers without a policy are open to all",
    text: irsa([CALLERS, "      networkPolicy: false\n      ‸callers: [{ namespace: web }]\n"]),
    found: "networkPolicy: false",
  },
  {
    rule: "no-effect",
    fact: "whom a port of its own is opened to needs the port",
    text: irsa(["      probePort: 8081\n", "      ‸scrapers: [{ namespace: monitoring }]\n"]),
    found: "no probePort",
  },
  {
    rule: "jwt-issuer-missing",
    fact: "tokens need an issuer, the cluster's or another",
    text: `${irsa(["    mechanism: irsa", "    primaryRole: primary"], ["    issuer: https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE\n", ""], ["      service: true", `      service: true\n      ‸${JWT}`])}`,
    found: "my-eks-cluster",
  },
  {
    rule: "missing-key",
    fact: "tokens are for an audience",
    text: inDeployment("jwt: ‸{ subjects: [x] }"),
    found: "audience",
  },
  {
    rule: "manifest-open-name",
    fact: "nobody fills a name that apply makes into a manifest",
    text: irsa(
      ["bucket: { name: your-cross-account-bucket, forceDestroy: false }", "bucket: { prefix: cross-account }"],
      ["  api:\n    cluster", "  ‸api:\n    kubernetes: manifests\n    cluster"],
    ),
    found: "the name of resource data",
    fix: "resources.data.bucket",
  },
  {
    rule: "no-effect",
    fact: "what nobody makes has no settings",
    text: irsa(["    deployment:\n", "    kubernetes: none\n    ‸deployment:\n"]),
    found: "deployment with kubernetes: none",
  },
  {
    rule: "wrong-value",
    fact: "objects are made by Terraform, as manifests, or by others",
    text: irsa(["    account: account-a\n    issuer", "    account: account-a\n    kubernetes: ‸yaml\n    issuer"]),
    expected: '"manifests"',
  },
  {
    rule: "network-policy-unenforced",
    fact: "on Fargate who may call is not settled by a network policy",
    text: onFargate(["    deployment:\n", "    ‸deployment:\n"]),
    found: "compute: fargate",
  },
];

/** Configurations in which nothing is wrong, though something much like them would be. */
export const DEPLOYMENT_VALID: readonly (readonly [fact: string, text: string])[] = [
  [
    "one namespace of two workloads, of which one has its objects from others",
    irsa(
      ["    namespace: default\n    serviceAccount: api-sa\n", "    namespace: apps\n    serviceAccount: api-sa\n"],
      [
        "workloads:\n",
        "workloads:\n  other: { cluster: my-eks-cluster, kubernetes: none, namespace: apps, serviceAccount: other, mechanism: irsa, target: { account: account-b, role: other, grants: [{ read: data }] } }\n",
      ],
    ),
  ],
  [
    "callers by namespace, labels, both, and addresses",
    callers(
      '{ namespace: web }, { labels: { a: b } }, { namespace: web, labels: { a: b } }, { cidr: 10.0.0.0/16 }, { cidr: "fd00::/64" }',
    ),
  ],
  [
    "tokens where EKS enforces no network policy",
    onFargate(["      service: true", `      service: true\n      ${JWT}`]),
  ],
  [
    "tokens of another issuer than the cluster's",
    inDeployment("jwt: { issuer: https://issuer.example.com, audience: s3-api, subjects: ['*'] }"),
  ],
  ["prefixes of keys", inDeployment("keyPrefixes: [public/, reports/2026]")],
];
