import { changed, readText, withWorkload } from "../support/synth";
import type { Case } from "./cases";

const MOVING = "examples/irsa-to-pod-identity/eks-cross-account.yaml";
const moving = (...replacements: readonly (readonly [string, string])[]): string =>
  replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example does not hold ${from}`);
    return text.replace(from, to);
  }, readText(MOVING));
const inNamespaces = (list: string, ...more: readonly (readonly [string, string])[]): string =>
  changed(["    namespace: my-app-namespace", `    namespaces: ${list}`], ...more);
const FROM = "transitionFrom: irsa";

/** A case for each rule that only several namespaces, or a move from one mechanism to the other, can break. */
export const PLACEMENT_CASES: readonly Case[] = [
  {
    rule: "exactly-one",
    fact: "a workload is in one namespace or in several that are listed",
    text: changed(["  my-app:", "  ‸my-app:"], ["    namespace:", "    namespaces: [other]\n    namespace:"]),
    found: "namespace and namespaces",
  },
  {
    rule: "exactly-one",
    fact: "a workload has a namespace",
    text: changed(["  my-app:", "  ‸my-app:"], ["    namespace: my-app-namespace\n", ""]),
    found: "neither namespace nor namespaces",
  },
  { rule: "too-few", fact: "a list of namespaces has one", text: inNamespaces("‸[]") },
  { rule: "namespace-repeated", fact: "a namespace is listed once", text: inNamespaces("[a, b, ‸a]"), found: '"a"' },
  {
    rule: "no-effect",
    fact: "one namespace shares roles with no other",
    text: withWorkload("‸roles: shared"),
    found: "roles without namespaces",
  },
  {
    rule: "pod-taken",
    fact: "two workloads do not have one pod, though one lists its namespace among several",
    text: `${inNamespaces("[my-app-namespace, other]")}  second:
    cluster: my-eks-cluster
    namespace: other
    createNamespace: false
    serviceAccount: ‸my-app-sa
    primaryRole: second
    target: { account: account-b, role: second, grants: [{ read: data }] }
`,
    found: "my-eks-cluster/other/my-app-sa",
  },
  {
    rule: "role-name",
    fact: "a role's name is counted with its namespace",
    text: inNamespaces(`[${"n".repeat(31)}]`, [
      "role: s3-reader-target-role\n      policyName",
      "role: ‸s3-reader-target-role-with-a-name\n      policyName",
    ]),
    found: "(65 characters)",
  },
  {
    rule: "wrong-value",
    fact: "a workload comes from irsa alone",
    text: moving([FROM, "transitionFrom: ‸kube2iam"]),
    expected: '"irsa"',
  },
  {
    rule: "mechanism-key",
    fact: "a workload with irsa comes from nowhere",
    text: moving(
      ["mechanism: pod-identity", "mechanism: irsa"],
      [FROM, `‸${FROM}`],
      [/ {4}primaryRole: .*\n/.exec(readText(MOVING))?.[0] ?? "", ""],
    ),
    found: "transitionFrom for a workload with irsa",
  },
  {
    rule: "issuer-missing",
    fact: "a workload that comes from irsa needs its cluster's issuer",
    text: moving(
      ["  my-eks-cluster:\n", "  ‸my-eks-cluster:\n"],
      ["    issuer: https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE\n", ""],
    ),
  },
  {
    rule: "transition-unconfined",
    fact: "a role that two mechanisms trust takes no other pods",
    text: moving([FROM, `‸${FROM}\n    confine: false`]),
    found: "confine: false",
  },
  {
    rule: "no-effect",
    fact: "only a workload that comes from irsa has its annotation",
    text: withWorkload("‸irsaAnnotation: false"),
    found: "irsaAnnotation without transitionFrom",
  },
  {
    rule: "no-effect",
    fact: "the annotation of a service account that others make is theirs",
    text: moving([FROM, `${FROM}\n    createServiceAccount: false\n    ‸irsaAnnotation: false`]),
    found: "does not create",
  },
  {
    rule: "oidc-provider-account",
    fact: "the provider of a workload without a target is in its cluster's account",
    text: moving(
      [
        FROM,
        `${FROM}\n    oidcProvider: ‸arn:aws:iam::222222222222:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE`,
      ],
      ["account: account-b\n    bucket", "account: account-a\n    bucket"],
      [/ {4}target:[\s\S]*$/.exec(readText(MOVING))?.[0] ?? "", "    grants: [{ read: data }]\n"],
    ),
    expected: "111111111111",
  },
];
