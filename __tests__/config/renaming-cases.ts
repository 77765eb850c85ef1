import { SHIPPED } from "../support/synth";
import { type Case, MARK } from "./cases";

/** The default with prefixes, and with some of its text replaced. */
function keyed(...replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`the configuration does not hold ${from}`);
      return text.replaceAll(from, to);
    },
    SHIPPED.replace(/\n {4}addressPrefix: "".*/g, ""),
  );
}

const workload = (...lines: readonly string[]) =>
  ["  my-app:\n", `  my-app:\n${lines.map((line) => `    ${line}\n`).join("")}`] as const;
const more = (...lines: readonly string[]) =>
  ["    verify: pod", `    verify: none\n${lines.map((line) => `  ${line}\n`).join("")}    #`] as const;
const SECOND = [
  "  cluster: my-eks-cluster",
  "  namespace: second",
  "  serviceAccount: second",
  "  primaryRole: second-primary",
  "  target: { account: account-b, role: second, grants: [{ read: data }] }",
];
/** The cluster in the map form, whose key names of roles end in. */
const onShop = (cluster: string) =>
  [
    ["  my-eks-cluster: { account: account-a }", `  shop: { account: account-a, ${cluster} }`],
    ["    cluster: my-eks-cluster", "    clusters: { shop: {} }"],
    ["    verify: pod", "    assumePolicyName: assume\n    verify: none"],
  ] as const;

export const RENAMING_CASES: readonly Case[] = [
  {
    rule: "renamed-in-use",
    fact: "what still is a key was not renamed",
    text: keyed(more("second:", ...SECOND, `  renamedFrom: ${MARK}my-app`)),
    found: "my-app, which is a key of workloads",
  },
  {
    rule: "renamed-in-use",
    fact: "a chain of renames is applied step by step",
    text: keyed(more("second:", ...SECOND, `  renamedFrom: ${MARK}my-app`), workload("renamedFrom: first")),
    found: "my-app, which is a key of workloads",
    fix: "one after the other",
  },
  {
    rule: "renamed-in-use",
    fact: "a shared role's former address is not that of a workload's own role",
    text: keyed(
      [
        "workloads:\n",
        "primaryRoles:\n  shared:\n    { account: account-a, name: shared, renamedFrom: ‸my-app }\nworkloads:\n",
      ],
      more("second:", ...SECOND.map((line) => line.replace("second-primary", "shared"))),
    ),
    found: "my-app_primary_role, which another entry has",
  },
  {
    rule: "renamed-twice",
    fact: "one key became one other",
    text: keyed(workload("renamedFrom: old"), more("second:", ...SECOND, `  renamedFrom: ${MARK}old`)),
    found: "old, already used by workloads.my-app.renamedFrom",
  },
  {
    rule: "key-name",
    fact: "a former key was a key",
    text: keyed(workload(`renamedFrom: ${MARK}My_App`)),
    found: '"My_App"',
  },
  {
    rule: "renamed-name",
    fact: "a cluster whose key was its name in EKS has another name now",
    text: keyed(
      [
        "  my-eks-cluster: { account: account-a }",
        `  shop: { account: account-a, renamedFrom: ${MARK}my-eks-cluster }`,
      ],
      ["    cluster: my-eks-cluster", "    cluster: shop"],
    ),
    found: "EKS cluster shop, which was my-eks-cluster",
    fix: "Write name: my-eks-cluster in clusters.shop",
  },
  {
    rule: "renamed-name",
    fact: "a role whose name is made of the workload's key is another role now",
    text: keyed(
      ["accounts:\n", 'defaults: { roles: { target: { name: "{workload}-reader" } } }\naccounts:\n'],
      ["      role: s3-reader-target-role\n", ""],
      ["    target:\n", "    assumePolicyName: assume\n    target:\n"],
      workload(`renamedFrom: ${MARK}old`),
    ),
    found: "role my-app-reader, which was old-reader",
    fix: "Write old-reader where the role is named",
  },
  {
    rule: "renamed-name",
    fact: "a Deployment that has the workload's key for a name is another now",
    text: keyed(workload(`renamedFrom: ${MARK}old`), [
      "    verify: pod",
      "    verify: none\n    deployment: { image: registry.example.com/app:1.0.0 }",
    ]),
    found: "Deployment my-app, which was old",
    fix: "Write name: old in its deployment",
  },
];

export const RENAMING_VALID: readonly (readonly [string, string])[] = [
  ["a workload that is renamed", keyed(workload("renamedFrom: old"))],
  [
    "a cluster that is renamed and keeps its name and the ends of names",
    keyed(...onShop("name: my-eks-cluster, nameSuffix: -my-eks-cluster, renamedFrom: my-eks-cluster")),
  ],
];
