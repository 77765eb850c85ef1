import type { RuleId } from "../../src/rules";
import { changed, SHIPPED, withWorkload } from "../support/synth";

/** Stands in a configuration where its problem is expected, and is taken out before the text is read. */
export const MARK = "‸";

/** A configuration with one mistake, and the one problem that it must give. */
export interface Case {
  readonly rule: RuleId;
  /** What the case holds, as the end of the test's title. */
  readonly fact: string;
  /** With one MARK. */
  readonly text: string;
  /** What `found` holds. */
  readonly found?: string | RegExp;
  /** What `expected` holds. */
  readonly expected?: string;
  /** What `fix` holds. */
  readonly fix?: string;
}

const [BEFORE_TARGET = ""] = SHIPPED.split("    target:");

const top = (line: string): string => `${line}\n${SHIPPED}`;
const account = (fields: string): string =>
  changed(['account-b: { id: "222222222222", region: us-east-1 }', `account-b: { ${fields} }`]);
const accountB = (more: string): string => account(`id: "222222222222", region: us-east-1, ${more}`);
const moreAccounts = (...lines: readonly string[]) => ["\nclusters:", `  ${lines.join("\n  ")}\n\nclusters:`] as const;
const cluster = (more: string): string => changed(["{ account: account-a }", `{ account: account-a, ${more} }`]);
const bucket = (entry: string): string => changed(["{ prefix: my-cross-account-data-bucket }", entry]);
const resources = (line: string) => ["\nworkloads:", `  ${line}\n\nworkloads:`] as const;
const primaryRoles = (...lines: readonly string[]) =>
  ["\nworkloads:", `\nprimaryRoles:\n  ${lines.join("\n  ")}\n\nworkloads:`] as const;
const shares = ["primaryRole: eks-pod-identity-primary-role", "primaryRole: shared"] as const;
const grants = (list: string) => ["[{ read: data }]", list] as const;
const unverified = ["    verify: pod", "    verify: none"] as const;
const policyName = (name: string) => ["policyName: s3-read-only-for-target-role", `policyName: ${name}`] as const;
const namespace = (name: string): string => changed(["namespace: my-app-namespace", `namespace: ${name}`]);
const serviceAccount = (name: string): string => changed(["serviceAccount: my-app-sa", `serviceAccount: ${name}`]);
const onClusters = (map: string) => ["    cluster: my-eks-cluster", `    clusters: ${map}`] as const;
const anotherCluster = (line: string) => ["{ account: account-a }", `{ account: account-a }\n  ${line}`] as const;

/** The default's workload without its target, and its bucket in the cluster's account. */
const withinAccount = (...lines: readonly string[]): string =>
  BEFORE_TARGET.replace("    account: account-b", "    account: account-a").replace(/ {2}account-b: .*\n/, "") +
  lines.map((line) => `    ${line}\n`).join("");

/** The default with a second workload, which differs from the first in everything but what is given. */
function second(given: Readonly<Record<string, string>>): string {
  const fields = {
    cluster: "my-eks-cluster",
    namespace: "second",
    serviceAccount: "second",
    primaryRole: "second-primary-role",
    target: "{ account: account-b, role: second-target-role, grants: [{ read: data }] }",
    ...given,
  };
  const lines = Object.entries(fields).map(([key, value]) => `    ${key}: ${value}\n`);
  return `${SHIPPED}  second:\n${lines.join("")}`;
}

/** The default with one role that several workloads share: its trust has a statement for each. */
export const sharedBy = (workloads: number, role: string): string =>
  changed(primaryRoles(role), shares) +
  Array.from({ length: workloads - 1 }, (_, index) => index + 1)
    .map(
      (number) => `  app-${number}:
    cluster: my-eks-cluster
    namespace: app-${number}
    serviceAccount: app
    primaryRole: shared
    target: { account: account-b, role: app-${number}, grants: [{ read: data }] }
`,
    )
    .join("");

/** Sixty buckets with names of the greatest length, and their grants. */
const sixty = Array.from({ length: 60 }, (_, index) => `bucket-${index + 10}`);
const sixtyBuckets = sixty.map((key) => `${key}: { account: account-b, bucket: { name: ${key.padEnd(63, "x")} } }`);
const sixtyGrants = `[{ read: data }, ${sixty.map((key) => `{ read: ${key} }`).join(", ")}]`;

export const CASES: readonly Case[] = [
  // the file
  {
    rule: "unknown-key",
    fact: "x- is for the top of the file only",
    text: withWorkload("‸x-team: {}"),
    found: 'unknown key "x-team"',
  },
  { rule: "file-empty", fact: "a file without a word is empty", text: "‸", found: "an empty file" },
  { rule: "file-empty", fact: "a comment alone is no configuration", text: "‸# later\n" },
  {
    rule: "yaml-syntax",
    fact: "a tab may not indent",
    text: changed(["  account-b:", "‸\taccount-b:"]),
    found: "tabs are not allowed as indentation",
  },
  {
    rule: "yaml-syntax",
    fact: "a no-break space, as pages have it, is named",
    text: changed(["    namespace: my-app-namespace", "\u00a0   namespace: ‸my-app-namespace"]),
    found: "a character that only looks like a space (U+00A0)",
    fix: "indentation",
  },
  {
    rule: "yaml-syntax",
    fact: "a brace that is not closed is found where the next line begins",
    text: changed(["us-east-1 }\n  account-b", "us-east-1\n  ‸account-b"]),
    found: "flow map",
  },
  {
    rule: "yaml-syntax",
    fact: "a line that is indented wrongly gives one message, not one for each line after it",
    text: changed(["    namespace:", "‸   namespace:"]),
  },
  {
    rule: "yaml-syntax",
    fact: "a file holds one document, and the message does not speak of a library",
    text: `${SHIPPED}‸---\naccounts: {}\n`,
    found: /^(?!.*parseAllDocuments).*documents/,
  },
  {
    rule: "yaml-syntax",
    fact: "an alias needs an anchor",
    text: changed(["    serviceAccount: my-app-sa", "    serviceAccount: ‸*app"]),
    found: "app",
  },
  {
    rule: "yaml-syntax",
    fact: "only a map can be merged into a map",
    text: accountB("<<: ‸tagged"),
  },
  {
    rule: "duplicate-key",
    fact: "a key that stands twice is found at its second place",
    text: changed(["    namespace: my-app-namespace", "    namespace: my-app-namespace\n    ‸namespace: other"]),
    found: '"namespace" a second time',
  },
  {
    rule: "duplicate-key",
    fact: "a section that is written in two parts is one problem: both parts are read",
    text: changed(["  account-b:", "‸accounts:\n  account-b:"]),
    found: '"accounts" a second time',
  },
  {
    rule: "duplicate-key",
    fact: "what two values for one key would make wrong is not reported as well",
    text: changed([
      "bucket: { prefix: my-cross-account-data-bucket }",
      "bucket: { prefix: my-cross-account-data-bucket }\n    ‸bucket: { name: My_Bucket }",
    ]),
    found: '"bucket" a second time',
  },
  {
    rule: "duplicate-key",
    fact: "an entry that stands twice keeps what each of its copies has",
    text: changed(["  my-app:", "  my-app:\n    mechanism: pod-identity\n  ‸my-app:"]),
    found: '"my-app" a second time',
  },
  {
    rule: "duplicate-key",
    fact: "quotes do not make another key",
    text: changed([
      'id: "111111111111", region: us-east-1',
      'id: "111111111111", region: us-east-1, ‸"region": us-east-2',
    ]),
    found: '"region" a second time',
  },

  // the form of the document
  {
    rule: "unknown-key",
    fact: "an unknown key at the top is shown the known ones",
    text: `${SHIPPED}‸outputs: {}\n`,
    found: '"outputs"',
    expected: "one of layout, defaults, accounts, clusters, resources, primaryRoles, policies, workloads",
  },
  ...(
    [
      ["the defaults", top("defaults: { ‸extra: x }")],
      ["an account", accountB("‸extra: x")],
      ["a cluster", cluster("‸extra: x")],
      ["a cluster's kubernetes", cluster("kubernetes: { kubeconfig: /etc/kubeconfig, ‸extra: x }")],
      ["a resource", changed(["    bucket:", "    ‸extra: x\n    bucket:"])],
      ["a bucket", bucket("{ prefix: data, ‸extra: x }")],
      ["a primary role", changed(primaryRoles("shared: { account: account-a, name: shared-role, ‸extra: x }"))],
      ["a workload", withWorkload("‸extra: x")],
      ["a target", changed(["      role:", "      ‸extra: x\n      role:"])],
      ["a workload's cluster", changed(onClusters("{ my-eks-cluster: { ‸extra: x } }"))],
      ["a grant", changed(grants("[{ read: data, ‸extra: x }]"))],
    ] as const
  ).map(
    ([place, text]): Case => ({ rule: "unknown-key", fact: `${place} has no key but its own`, text, found: '"extra"' }),
  ),
  {
    rule: "unknown-key",
    fact: "a misspelt key is shown the nearest",
    text: withWorkload("‸confin: true"),
    found: '"confin"',
    fix: 'Did you mean "confine"?',
  },
  {
    rule: "unknown-key",
    fact: "a misspelt key that has no default is one mistake: it is not missed as well",
    text: changed(["    serviceAccount: my-app-sa", "    ‸serviceaccount: my-app-sa"]),
    fix: 'Did you mean "serviceAccount"?',
  },
  {
    rule: "unknown-key",
    fact: "a misspelt verb is found in its grant, and not also missed by verify",
    text: changed(grants("[{ ‸raed: data }]")),
    fix: 'Did you mean "read"?',
  },
  {
    rule: "unknown-key",
    fact: "a policy name for a policy that no grant makes is shown those that are made",
    text: changed(policyName("{ ‸s3-raed: reads }")),
    found: '"s3-raed"',
    expected: "s3-read",
  },
  {
    rule: "unknown-key",
    fact: "the name of a method of objects is no key either",
    text: accountB("‸constructor: {}"),
    found: '"constructor"',
  },
  {
    rule: "missing-key",
    fact: "what is missing from a map is missed where the map begins",
    text: changed(['account-b: { id: "222222222222", region: us-east-1 }', 'account-b: ‸{ id: "222222222222" }']),
    found: "no region",
    expected: "an AWS region",
  },
  {
    rule: "missing-key",
    fact: "a role to assume is not compared with an id that is missing",
    text: changed([
      'account-b: { id: "222222222222", region: us-east-1 }',
      "account-b: ‸{ region: us-east-1, assumeRole: arn:aws:iam::222222222222:role/terraform }",
    ]),
    found: "no id",
  },
  {
    rule: "missing-key",
    fact: "a target has a role",
    text: changed(
      ["      role: s3-reader-target-role\n", ""],
      ["      account: account-b", "      ‸account: account-b"],
    ),
    found: "no role",
  },
  {
    rule: "missing-key",
    fact: "a section that is missing is missed where the document begins",
    text: changed(["accounts:", "‸accounts:"]).split("workloads:")[0] ?? "",
    found: "no workloads",
    expected: "a map",
  },
  {
    rule: "missing-key",
    fact: "the target of one cluster needs a role where the workload has no target",
    text: BEFORE_TARGET.replace(
      ...onClusters("{ my-eks-cluster: { target: ‸{ account: account-b, grants: [{ read: data }] } } }"),
    ),
    found: "no role",
  },
  {
    rule: "missing-key",
    fact: "the target of one cluster needs grants where the workload has no target",
    text: BEFORE_TARGET.replace(...onClusters("{ my-eks-cluster: { target: ‸{ account: account-b, role: reader } } }")),
    found: "no grants",
  },
  { rule: "wrong-type", fact: "a text is no configuration", text: "‸hello\n", found: '"hello"', expected: "a map" },
  {
    rule: "wrong-type",
    fact: "entries stand in a map, not in a list",
    text: changed(primaryRoles("‸- shared")),
    found: "a list",
    expected: "a map",
  },
  {
    rule: "wrong-type",
    fact: "an entry without anything in it is no map, and is still an entry for what refers to it",
    text: changed(['account-b: { id: "222222222222", region: us-east-1 }', "account-b:‸"]),
    found: "nothing",
    expected: "a map",
  },
  {
    rule: "wrong-type",
    fact: "a cluster of a workload without anything behind it is no map, and is still a cluster",
    text: changed(onClusters("{ my-eks-cluster: ‸~ }")),
    found: "nothing",
    expected: "a map",
  },
  {
    rule: "wrong-type",
    fact: "a text in quotes is not true or false",
    text: withWorkload('confine: ‸"true"'),
    found: '"true"',
    expected: "true or false",
  },
  {
    rule: "wrong-type",
    fact: "a cluster that is no text is not missed as well",
    text: changed(["cluster: my-eks-cluster", "cluster: ‸[my-eks-cluster]"]),
    found: "a list",
    expected: "a string",
  },
  {
    rule: "wrong-type",
    fact: "a bucket that is no map lacks neither name nor prefix",
    text: bucket("‸the-data"),
    found: '"the-data"',
    expected: "a map",
  },
  {
    rule: "wrong-type",
    fact: "a target that is no map is still a target",
    text: `${BEFORE_TARGET}    target: ‸reader\n`,
    found: '"reader"',
    expected: "a map",
  },
  {
    rule: "wrong-type",
    fact: "a target that is no map is still a target for a shared primary role",
    text: `${changed(primaryRoles("shared: { account: account-a, name: shared-role }"), shares).split("    target:")[0]}    target: ‸reader\n`,
    found: '"reader"',
  },
  {
    rule: "wrong-type",
    fact: "grants that are no list are still grants",
    text: withinAccount("grants: ‸data"),
    found: '"data"',
    expected: "a list",
  },
  {
    rule: "wrong-type",
    fact: "a workload that says in a wrong way whether it creates its namespace does not meet another there",
    text: second({ namespace: "my-app-namespace", createNamespace: "‸no" }),
    found: '"no"',
    expected: "true or false",
  },
  {
    rule: "wrong-type",
    fact: "shared primary roles that are no map are still what workloads refer to",
    text: sharedBy(7, "‸- shared"),
    found: "a list",
  },
  {
    rule: "wrong-type",
    fact: "the context of a kubeconfig is a text",
    text: cluster("kubernetes: { kubeconfig: /etc/kubeconfig, context: ‸7 }"),
    found: "the number 7",
    expected: "a string",
  },
  {
    rule: "wrong-type",
    fact: "no is a text in YAML 1.2",
    text: withWorkload("createNamespace: ‸no"),
    found: '"no"',
    expected: "true or false",
  },
  {
    rule: "wrong-type",
    fact: "a grant alone is no list of grants, and is not also missed by verify",
    text: changed(grants("‸{ read: data }")),
    found: "a map",
    expected: "a list",
  },
  {
    rule: "wrong-type",
    fact: "an empty text is no list, and is said once",
    text: changed(grants('‸""')),
    found: '""',
    expected: "a list",
  },
  {
    rule: "wrong-type",
    fact: "a grant of a list of resources is refused at the list",
    text: changed(grants("[{ read: ‸[data] }]"), unverified),
    found: "a list",
    expected: "a string",
  },
  {
    rule: "wrong-value",
    fact: "a value that is none of those allowed is shown the nearest",
    text: withWorkload("principal: ‸acount"),
    found: '"acount"',
    expected: 'one of "role", "account"; did you mean "account"?',
  },
  {
    rule: "wrong-value",
    fact: "an address prefix can only be given up",
    text: changed(['    addressPrefix: "" #', "    addressPrefix: ‸mine #"]),
    found: '"mine"',
    expected: '""',
  },
  {
    rule: "too-few",
    fact: "a configuration has a workload",
    text: `${SHIPPED.split("workloads:")[0]}workloads: ‸{}\n`,
    found: "an empty map",
  },
  {
    rule: "too-few",
    fact: "a workload names a cluster",
    text: changed(onClusters("‸{}")),
    found: "an empty map",
  },
  {
    rule: "too-few",
    fact: "a target has a grant, and verify does not miss it as well",
    text: changed(grants("‸[]")),
    found: "an empty list",
  },
  {
    rule: "too-few",
    fact: "a grant by actions has one",
    text: changed(grants("[{ actions: ‸[], on: data }]"), unverified),
    found: "an empty list",
  },
  {
    rule: "exactly-one",
    fact: "a workload is on one cluster or has a map of them, and does not meet itself there",
    text: changed(
      ["  my-app:", "  ‸my-app:"],
      ["    cluster: my-eks-cluster", "    cluster: my-eks-cluster\n    clusters: { my-eks-cluster: {} }"],
    ),
    found: "cluster and clusters",
  },
  {
    rule: "exactly-one",
    fact: "a workload is on a cluster",
    text: changed(["  my-app:", "  ‸my-app:"], ["    cluster: my-eks-cluster\n", ""]),
    found: "neither cluster nor clusters",
  },
  {
    rule: "exactly-one",
    fact: "a workload is granted something",
    text: BEFORE_TARGET.replace("  my-app:", "  ‸my-app:"),
    found: "neither target nor grants",
  },
  {
    rule: "exactly-one",
    fact: "a workload that is granted nothing is not told as well that verify has nothing to list",
    text: `${BEFORE_TARGET.replace("  my-app:", "  ‸my-app:")}    verify: pod\n`,
    found: "neither target nor grants",
  },
  {
    rule: "exactly-one",
    fact: "the grants of a workload with a target stand in the target",
    text: withWorkload("‸grants: [{ read: data }]"),
    found: "grants beside a target",
  },
  {
    rule: "exactly-one",
    fact: "the grants of a cluster's own target stand in that target",
    text: changed(onClusters("{ my-eks-cluster: { target: { role: reader }, ‸grants: [{ read: data }] } }")),
    found: "grants beside a target",
  },
  {
    rule: "exactly-one",
    fact: "the policy name of a workload with a target stands in the target",
    text: withWorkload("‸policyName: reads"),
    found: "policyName beside a target",
  },
  {
    rule: "exactly-one",
    fact: "a bucket has a name or a prefix, not both",
    text: bucket("‸{ prefix: data, name: data-of-b }"),
    found: "prefix and name",
  },
  {
    rule: "exactly-one",
    fact: "a bucket has a name or a prefix",
    text: bucket("‸{}"),
    found: "neither prefix nor name",
  },
  {
    rule: "exactly-one",
    fact: "a bucket that exists has a name",
    text: bucket("{ prefix: data, create: ‸false }"),
    found: "create: false with a prefix",
  },
  {
    rule: "exactly-one",
    fact: "a grant has one verb, and is not counted as two policies",
    text: changed(grants("[‸{ read: data, write: data }]")),
    found: "read and write",
  },
  {
    rule: "exactly-one",
    fact: "a grant has a verb",
    text: changed(grants("[‸{ on: data }]"), unverified),
    found: "none of them",
    expected: "and actions",
  },
  {
    rule: "exactly-one",
    fact: "actions are granted on a resource",
    text: changed(grants("[‸{ actions: [s3:ListBucket] }]")),
    found: "actions without on",
  },
  {
    rule: "exactly-one",
    fact: "read names its resource itself",
    text: changed(grants("[‸{ read: data, on: data }]")),
    found: "read with on",
  },

  // names and ids
  {
    rule: "key-name",
    fact: "a key has no capitals and no underscore, and is still what refers to it",
    text: changed(["  my-eks-cluster:", "  ‸My_EKS:"], ["cluster: my-eks-cluster", "cluster: My_EKS"]),
    found: '"My_EKS"',
    fix: "`name:`",
  },
  {
    rule: "key-name",
    fact: "a key of 41 letters is too long",
    text: changed(["  my-app:", `  ‸${"k".repeat(41)}:`]),
    found: "k".repeat(41),
  },
  {
    rule: "key-name",
    fact: "a key does not begin with a digit",
    text: changed(resources("‸2nd: { account: account-b, bucket: { prefix: second } }")),
    found: '"2nd"',
  },
  {
    rule: "key-name",
    fact: "a key that YAML reads as a number is found as well",
    text: changed(primaryRoles("‸7: { account: account-a, name: seventh }")),
    found: '"7"',
  },
  {
    rule: "key-name",
    fact: "__proto__ is a key like any other",
    text: changed(["  my-app:", "  ‸__proto__:"]),
    found: '"__proto__"',
  },
  {
    rule: "account-key",
    fact: "an account's key does not end as the name of its primary stack does",
    text: changed(moreAccounts('‸lake-primary: { id: "333333333333", region: us-east-1 }')),
    found: '"lake-primary"',
  },
  {
    rule: "account-key",
    fact: "an account's key does not end as the name of its last stack does",
    text: changed(moreAccounts('‸account-a-rest: { id: "333333333333", region: us-east-1 }')),
    found: '"account-a-rest"',
  },
  {
    rule: "account-key",
    fact: "an account's module does not have the folder of what owners are asked for",
    text: changed(moreAccounts('‸handover: { id: "333333333333", region: us-east-1 }'), [
      "accounts:",
      "layout: modules\naccounts:",
    ]),
    found: "account handover with layout: modules",
  },
  {
    rule: "account-id",
    fact: "a number without quotes is refused where it stands",
    text: account("id: ‸222222222222, region: us-east-1"),
    found: "the number 222222222222",
    fix: "in quotes",
  },
  {
    rule: "account-id",
    fact: "a number that loses its leading zero is shown as written and as read",
    text: account("id: ‸022222222222, region: us-east-1"),
    found: "022222222222, which YAML reads as the number 22222222222",
  },
  {
    rule: "account-id",
    fact: "11 digits are too few",
    text: account('id: ‸"22222222222", region: us-east-1'),
    found: '"22222222222"',
  },
  {
    rule: "account-id",
    fact: "13 digits are too many",
    text: account('id: ‸"2222222222222", region: us-east-1'),
  },
  {
    rule: "account-id",
    fact: "digits of another script are none",
    text: account('id: ‸"２２２２２２２２２２２２", region: us-east-1'),
  },
  {
    rule: "account-id",
    fact: "nothing after the colon is nothing",
    text: account("id: ‸~, region: us-east-1"),
    found: "nothing",
  },
  {
    rule: "region",
    fact: "an account's region is a code",
    text: account('id: "222222222222", region: ‸N. Virginia'),
    found: '"N. Virginia"',
  },
  {
    rule: "region",
    fact: "a zone is no region",
    text: account('id: "222222222222", region: ‸us-east-1a'),
    found: '"us-east-1a"',
  },
  {
    rule: "region",
    fact: "an account's region that looks like one is in a partition of AWS",
    text: account('id: "222222222222", region: ‸mars-east-1'),
    found: '"mars-east-1"',
  },
  {
    rule: "region",
    fact: "a region that is none is not compared with the partition",
    text: changed(moreAccounts('china: { id: "333333333333", region: ‸mars-east-1, partition: aws-cn }')),
    found: '"mars-east-1"',
  },
  {
    rule: "region",
    fact: "a cluster's region that looks like one is in a partition of AWS",
    text: cluster("region: ‸mars-east-1"),
    found: '"mars-east-1"',
  },
  {
    rule: "region",
    fact: "a resource's region that looks like one is in a partition of AWS",
    text: changed(["    bucket:", "    region: ‸mars-east-1\n    bucket:"]),
    found: '"mars-east-1"',
  },
  { rule: "region", fact: "a cluster's region is a text", text: cluster("region: ‸7"), found: "the number 7" },
  {
    rule: "region",
    fact: "a resource's region is a text",
    text: changed(["    bucket:", "    region: ‸7\n    bucket:"]),
    found: "the number 7",
  },
  {
    rule: "region",
    fact: "a region that is merged into an account is found where it is written",
    text: account('<<: { region: ‸mars-east-1 }, id: "222222222222"'),
    found: '"mars-east-1"',
  },
  {
    rule: "region-partition",
    fact: "an account's region lies in its partition",
    text: changed(moreAccounts('china: { id: "333333333333", region: ‸us-east-1, partition: aws-cn }')),
    found: "us-east-1 in partition aws-cn",
  },
  {
    rule: "region-partition",
    fact: "a cluster's region lies in its account's partition",
    text: cluster("region: ‸cn-north-1"),
    found: "cn-north-1 (aws-cn) in an account of aws",
  },
  {
    rule: "region-partition",
    fact: "a resource's region lies in its account's partition",
    text: changed(["    bucket:", "    region: ‸us-gov-west-1\n    bucket:"]),
    found: "us-gov-west-1 (aws-us-gov) in an account of aws",
  },
  {
    rule: "role-name",
    fact: "a target role of 65 letters is too long",
    text: changed(["role: s3-reader-target-role", `role: ‸${"r".repeat(65)}`]),
    found: /^"r{65}"$/,
  },
  { rule: "role-name", fact: "a role name has letters", text: changed(["role: s3-reader-target-role", 'role: ‸""']) },
  {
    rule: "role-name",
    fact: "a primary role is a name without path",
    text: changed(["primaryRole: eks-pod-identity-primary-role", "primaryRole: ‸apps/primary"]),
    found: '"apps/primary"',
  },
  {
    rule: "role-name",
    fact: "a shared primary role has a name of IAM",
    text: changed(primaryRoles("shared: { account: account-a, name: ‸shared role }")),
    found: '"shared role"',
  },
  {
    rule: "role-name",
    fact: "a cluster's own primary role has a name of IAM",
    text: changed(onClusters("{ my-eks-cluster: { primaryRole: ‸own role } }")),
    found: '"own role"',
  },
  {
    rule: "role-name",
    fact: "a name that its cluster's key makes too long is shown with it",
    text: changed(onClusters("{ my-eks-cluster: {} }"), ["role: s3-reader-target-role", `role: ‸${"r".repeat(50)}`]),
    found: `"${"r".repeat(50)}-my-eks-cluster" (65 characters)`,
  },
  {
    rule: "policy-name",
    fact: "a policy name has no spaces",
    text: changed(policyName("‸reads only")),
    found: '"reads only"',
  },
  { rule: "policy-name", fact: "a policy name has letters", text: changed(policyName('‸""')) },
  {
    rule: "policy-name",
    fact: "a policy name of 129 letters is too long",
    text: changed(policyName(`‸${"p".repeat(129)}`)),
    found: /^"p{129}"$/,
  },
  {
    rule: "policy-name",
    fact: "a policy name in a map is found there",
    text: changed(policyName("{ s3-read: ‸reads only }")),
    found: '"reads only"',
  },
  {
    rule: "policy-name",
    fact: "a number in a map of policy names is found there",
    text: changed(policyName("{ s3-read: ‸7 }")),
    found: "the number 7",
  },
  {
    rule: "policy-name",
    fact: "the name of the primary role's policy has no spaces",
    text: withWorkload("assumePolicyName: ‸may assume"),
    found: '"may assume"',
  },
  {
    rule: "policy-name",
    fact: "a name that its cluster's key makes too long is shown with it",
    text: changed(onClusters("{ my-eks-cluster: {} }"), policyName(`‸${"p".repeat(114)}`)),
    found: `"${"p".repeat(114)}-my-eks-cluster" (129 characters)`,
  },
  {
    rule: "region",
    fact: "a region without its second hyphen is shown the one that was probably meant",
    text: account('id: "222222222222", region: ‸us-east1'),
    fix: "Did you mean us-east-1?",
  },
  {
    rule: "region",
    fact: "a misspelt direction is shown the region that was probably meant",
    text: account('id: "222222222222", region: ‸eu-centrl-1'),
    fix: "Did you mean eu-central-1?",
  },
  {
    rule: "region-unknown",
    fact: "a region that opened after this was written is no error",
    text: account('id: "222222222222", region: ‸eu-central-7'),
    found: '"eu-central-7"',
    fix: "Did you mean eu-central-1?",
  },
  {
    rule: "region-unknown",
    fact: "the region of a cluster is looked up, too",
    text: cluster("region: ‸us-east-11"),
    fix: "Did you mean us-east-1?",
  },
  {
    rule: "wildcard",
    fact: "EKS associates roles with no pattern of namespaces",
    text: namespace('‸"team-*"'),
    found: '"team-*"',
  },
  {
    rule: "wildcard",
    fact: "EKS associates roles with no pattern of service accounts",
    text: serviceAccount('‸"*"'),
    found: '"*"',
  },
  {
    rule: "cluster-unused",
    fact: "a cluster without workloads is not looked up",
    text: changed(anotherCluster("‸fargate: { account: account-a, compute: fargate }")),
    found: "fargate",
  },
  {
    rule: "resource-unused",
    fact: "a resource that no workload is granted is pointed out",
    text: changed(resources("‸more: { account: account-b, bucket: { name: more-data } }")),
    found: "more",
  },
  {
    rule: "resource-unused",
    fact: "an account of the same key does not use it",
    text: SHIPPED.replaceAll("account-b", "lake").replace(
      ...resources("‸lake: { account: lake, bucket: { name: more-data } }"),
    ),
    found: "lake",
  },
  {
    rule: "primary-role-unused",
    fact: "a primary role that no workload names is never made",
    text: changed(primaryRoles("‸shared: { account: account-a, name: shared-role }")),
    found: "shared",
  },
  {
    rule: "account-unused",
    fact: "an account with nothing in it is pointed out",
    text: changed(moreAccounts('‸account-c: { id: "333333333333", region: us-east-1 }')),
    found: "account-c",
  },
  {
    rule: "unknown-reference",
    fact: "a misspelt reference does not make the entry that was meant look unused",
    text: changed(grants("[{ read: ‸dat }]")),
  },
  {
    rule: "role-arn",
    fact: "a role that Terraform assumes is named by its ARN",
    text: accountB("assumeRole: ‸terraform"),
    found: '"terraform"',
  },
  {
    rule: "role-arn",
    fact: "the ARN of a user is none of a role",
    text: accountB("assumeRole: ‸arn:aws:iam::222222222222:user/terraform"),
  },
  {
    rule: "role-arn",
    fact: "the name in an ARN is a name of a role",
    text: accountB(`assumeRole: ‸arn:aws:iam::222222222222:role/${"r".repeat(65)}`),
  },
  {
    rule: "role-arn",
    fact: "an ARN has a name in it",
    text: accountB("assumeRole: ‸arn:aws:iam::222222222222:role/"),
  },
  {
    rule: "profile-name",
    fact: "a profile has no spaces in its name",
    text: accountB("profile: ‸account b"),
    found: '"account b"',
  },
  {
    rule: "cluster-name",
    fact: "a cluster has no dots in its name",
    text: cluster("name: ‸eks.example"),
    found: '"eks.example"',
  },
  {
    rule: "cluster-name",
    fact: "a cluster name of 101 letters is too long",
    text: cluster(`name: ‸${"c".repeat(101)}`),
  },
  { rule: "cluster-name", fact: "a cluster name does not begin with a hyphen", text: cluster("name: ‸-eks") },
  {
    rule: "namespace-name",
    fact: "a namespace has no capitals",
    text: namespace("‸MyApp"),
    found: '"MyApp"',
  },
  { rule: "namespace-name", fact: "a namespace of 64 letters is too long", text: namespace(`‸${"n".repeat(64)}`) },
  { rule: "namespace-name", fact: "a namespace does not end in a hyphen", text: namespace("‸my-app-") },
  { rule: "namespace-name", fact: "a namespace has no dots", text: namespace("‸my.app") },
  {
    rule: "namespace-name",
    fact: "a number is no namespace",
    text: namespace("‸2024"),
    found: "the number 2024",
  },
  {
    rule: "namespace-name",
    fact: "a line break in a value is shown in one line",
    text: namespace('‸"my\\napp"'),
    found: '"my\\napp"',
  },
  { rule: "namespace-name", fact: "a namespace has letters", text: namespace('‸""'), found: '""' },
  {
    rule: "service-account-name",
    fact: "a service account has no underscores",
    text: serviceAccount("‸my_app"),
    found: '"my_app"',
  },
  {
    rule: "service-account-name",
    fact: "a service account of 254 letters is too long",
    text: serviceAccount(`‸${"a.".repeat(126)}aa`),
  },
  {
    rule: "service-account-name",
    fact: "a part of a name does not begin with a hyphen",
    text: serviceAccount("‸a.-b"),
  },
  {
    rule: "service-account-name",
    fact: "a number is shown as written and as read",
    text: serviceAccount("‸1.0"),
    found: "1.0, which YAML reads as the number 1",
  },
  ...(
    [
      ["two letters are too few", "ab"],
      ["64 letters are too many", "b".repeat(64)],
      ["a bucket has no capitals in its name", "Data"],
      ["a bucket has no underscore in its name", "my_data"],
      ["a bucket's name does not end in a hyphen", "data-"],
      ["two dots do not stand side by side", "my..data"],
      ["an IP address is no name", "192.168.5.4"],
      ["xn-- begins no name", "xn--data"],
      ["sthree- begins no name", "sthree-data"],
      ["amzn-s3-demo- begins no name", "amzn-s3-demo-data"],
      ["-s3alias is the end of an access point", "data-s3alias"],
      ["--ol-s3 is the end of an Object Lambda access point", "data--ol-s3"],
      [".mrap is the end of a multi-region access point", "data.mrap"],
      ["--x-s3 is the end of a directory bucket", "data--x-s3"],
      ["--table-s3 is the end of a table bucket", "data--table-s3"],
    ] as const
  ).map(
    ([fact, name]): Case => ({ rule: "bucket-name", fact, text: bucket(`{ name: ‸${name} }`), found: `"${name}"` }),
  ),
  ...(
    [
      ["46 letters leave no room for what follows", "b".repeat(46)],
      ["a hyphen follows by itself", "data-"],
      ["a prefix has no capitals", "Data"],
      ["two dots do not stand side by side", "my..data"],
      ["xn-- begins no name", "xn--data"],
      ["sthree- begins no name", "sthree-data"],
      ["amzn-s3-demo- begins no name", "amzn-s3-demo-data"],
    ] as const
  ).map(
    ([fact, prefix]): Case => ({
      rule: "bucket-prefix",
      fact,
      text: bucket(`{ prefix: ‸${prefix} }`),
      found: `"${prefix}"`,
    }),
  ),
  {
    rule: "image",
    fact: "an image of a workload has no spaces",
    text: withWorkload("verifyImage: ‸aws cli:1.2.3"),
    found: '"aws cli:1.2.3"',
  },
  {
    rule: "image",
    fact: "an image of the defaults is looked at as well",
    text: top("defaults: { verifyImage: ‸aws/CLI:1.2.3 }"),
  },
  {
    rule: "image",
    fact: "a digest is whole",
    text: withWorkload("verifyImage: ‸aws/cli@sha256:0123"),
  },
  {
    rule: "image",
    fact: "a tag of 129 letters is too long",
    text: withWorkload(`verifyImage: ‸aws/cli:1.2.3-${"t".repeat(123)}`),
  },
  {
    rule: "kubeconfig",
    fact: "a path from here leads elsewhere from there",
    text: cluster("kubernetes: { kubeconfig: ‸./kubeconfig }"),
    found: '"./kubeconfig"',
  },
  {
    rule: "kubeconfig",
    fact: "a tilde without quotes is nothing",
    text: cluster("kubernetes: { kubeconfig: ‸~ }"),
    found: "nothing",
  },
  {
    rule: "tag",
    fact: "a key that begins with aws: is AWS's own",
    text: accountB("tags: { ‸AWS:team: data }"),
    found: '"AWS:team"',
  },
  { rule: "tag", fact: "a key has letters", text: accountB('tags: { ‸"": data }'), found: '""' },
  {
    rule: "tag",
    fact: "a value has no asterisk",
    text: accountB("tags: { team: ‸data* }"),
    found: '"data*"',
  },
  {
    rule: "tag",
    fact: "a number needs quotes",
    text: top("defaults: { tags: { cost-centre: ‸0815 } }"),
    found: "0815, which YAML reads as the number 815",
  },
  { rule: "tag", fact: "a key of 129 letters is too long", text: accountB(`tags: { ‸${"k".repeat(129)}: v }`) },
  { rule: "tag", fact: "a value of 257 letters is too long", text: accountB(`tags: { team: ‸${"v".repeat(257)} }`) },
  {
    rule: "action-name",
    fact: "an action that does not exist is shown the nearest",
    text: changed(grants("[{ actions: [s3:ListBucket, ‸s3:GetObjekt], on: data }]")),
    found: '"s3:GetObjekt"',
    fix: "Did you mean s3:GetObject?",
  },
  {
    rule: "action-name",
    fact: "a misspelt s3:ListBucket is not also missed by verify",
    text: changed(grants("[{ actions: [‸s3:ListBuckets], on: data }]")),
    fix: "Did you mean s3:ListBucket?",
  },
  {
    rule: "action-name",
    fact: "an action is spelled as AWS spells it",
    text: changed(grants("[{ actions: [‸s3:getobject], on: data }]"), unverified),
    fix: "Did you mean s3:GetObject?",
  },
  {
    rule: "action-name",
    fact: "a wildcard is no action",
    text: changed(grants("[{ actions: [‸s3:*], on: data }]"), unverified),
    found: '"s3:*"',
  },
  {
    rule: "action-name",
    fact: "a number is no action, and is said once",
    text: changed(grants("[{ actions: [s3:ListBucket, ‸7], on: data }]")),
    found: "the number 7",
  },
  {
    rule: "action-name",
    fact: "an action without resources fits no bucket",
    text: changed(grants("[{ actions: [‸s3:ListAllMyBuckets], on: data }]"), unverified),
  },

  // what refers to what
  {
    rule: "unknown-reference",
    fact: "a cluster's account is an entry",
    text: changed(["{ account: account-a }", "{ account: ‸acount-a }"]),
    found: '"acount-a"',
    expected: "one of account-a, account-b",
    fix: 'Did you mean "account-a"?',
  },
  {
    rule: "unknown-reference",
    fact: "a cluster's region is not compared with that of an account that is none",
    text: changed(["{ account: account-a }", "{ account: ‸lake, region: cn-north-1 }"]),
    found: '"lake"',
  },
  {
    rule: "unknown-reference",
    fact: "grants without a target are not judged by a cluster that has no account",
    text: withinAccount("grants: [{ read: data }]").replace("{ account: account-a }", "{ account: ‸lake }"),
    found: '"lake"',
  },
  {
    rule: "unknown-reference",
    fact: "the account of a resource that nothing uses is an entry as well",
    text: changed(resources("more: { account: ‸lake, bucket: { prefix: more } }")),
    found: '"lake"',
  },
  {
    rule: "unknown-reference",
    fact: "the account of a primary role that nothing uses is an entry as well",
    text: changed(primaryRoles("shared: { account: ‸lake, name: shared-role }")),
    found: '"lake"',
  },
  {
    rule: "unknown-reference",
    fact: "a shared primary role is not judged by a cluster that is none",
    text: changed(
      primaryRoles("shared: { account: account-a, name: shared-role }"),
      ["cluster: my-eks-cluster", "cluster: ‸other"],
      shares,
    ),
    found: '"other"',
  },
  {
    rule: "unknown-reference",
    fact: "a resource's account is an entry; grants of the resource are not judged by it",
    text: changed(["    account: account-b", "    account: ‸acount-b"]),
    found: '"acount-b"',
  },
  {
    rule: "unknown-reference",
    fact: "a target's account is an entry; its grants are not judged by it",
    text: changed(["      account: account-b", "      account: ‸acount-b"]),
    found: '"acount-b"',
  },
  {
    rule: "unknown-reference",
    fact: "a shared primary role's account is an entry; workloads are not judged by it",
    text: changed(primaryRoles("shared: { account: ‸acount-a, name: shared-role }"), shares),
    found: '"acount-a"',
  },
  {
    rule: "unknown-reference",
    fact: "a workload's cluster is an entry",
    text: changed(["cluster: my-eks-cluster", "cluster: ‸my-eks"]),
    found: '"my-eks"',
    expected: "a key of clusters: my-eks-cluster",
  },
  {
    rule: "unknown-reference",
    fact: "a workload's clusters are entries",
    text: changed(onClusters("{ my-eks-cluster: {}, ‸other: {} }")),
    found: '"other"',
  },
  {
    rule: "unknown-reference",
    fact: "a grant's resource is an entry",
    text: changed(grants("[{ read: ‸dat }]")),
    found: '"dat"',
    fix: 'Did you mean "data"?',
  },
  {
    rule: "unknown-reference",
    fact: "the resource of actions is an entry",
    text: changed(grants("[{ actions: [s3:ListBucket], on: ‸dat }]")),
    found: '"dat"',
  },
  {
    rule: "unknown-reference",
    fact: "the name of a method of objects is no entry",
    text: changed(["cluster: my-eks-cluster", "cluster: ‸toString"]),
    found: '"toString"',
  },
  {
    rule: "unknown-reference",
    fact: "a workload on two clusters has one mistake, not one for each",
    text: changed(
      anotherCluster("other: { account: account-a }"),
      onClusters("{ my-eks-cluster: {}, other: {} }"),
      grants("[{ read: ‸dat }]"),
    ),
    found: '"dat"',
  },
  {
    rule: "account-id-taken",
    fact: "an account is one entry",
    text: account('id: ‸"111111111111", region: us-east-1'),
    found: "111111111111, already used by accounts.account-a.id",
  },
  {
    rule: "cluster-taken",
    fact: "a cluster is one entry, whatever its key",
    text: changed(anotherCluster("‸other: { account: account-a, name: my-eks-cluster }")),
    found: "cluster my-eks-cluster, already used by clusters.my-eks-cluster",
  },
  {
    rule: "cluster-taken",
    fact: "a region that is the account's makes no other cluster",
    text: changed(anotherCluster("‸other: { account: account-a, name: my-eks-cluster, region: us-east-1 }")),
  },
  {
    rule: "pod-taken",
    fact: "a service account is one workload's",
    text: second({ namespace: "my-app-namespace", createNamespace: "false", serviceAccount: "‸my-app-sa" }),
    found: "my-eks-cluster/my-app-namespace/my-app-sa, already used by workloads.my-app.serviceAccount",
  },
  {
    rule: "role-name-taken",
    fact: "two workloads do not make one primary role, in whatever case",
    text: second({ primaryRole: "‸EKS-Pod-Identity-primary-role" }),
    found: "EKS-Pod-Identity-primary-role, already used by workloads.my-app.primaryRole",
    fix: "primaryRoles",
  },
  {
    rule: "role-name-taken",
    fact: "two workloads do not make one target role",
    text: second({ target: "{ account: account-b, role: ‸s3-reader-target-role, grants: [{ read: data }] }" }),
    found: "s3-reader-target-role, already used by workloads.my-app.target.role",
  },
  {
    rule: "role-name-taken",
    fact: "a workload does not make the role that primaryRoles declares",
    text: changed(primaryRoles("shared: { account: account-a, name: eks-pod-identity-primary-role }"), [
      "primaryRole: eks-pod",
      "primaryRole: ‸eks-pod",
    ]),
    found: "already used by primaryRoles.shared.name",
  },
  {
    rule: "role-name-taken",
    fact: "two clusters do not share a role by their own entries",
    text: changed(
      anotherCluster("other: { account: account-a }"),
      onClusters("{ my-eks-cluster: { target: { role: reader } }, other: { target: { role: ‸reader } } }"),
    ),
    found: "reader, already used by workloads.my-app.clusters.my-eks-cluster.target.role",
  },
  {
    rule: "policy-name-taken",
    fact: "two workloads do not make one policy of a target role",
    text: second({
      target:
        "{ account: account-b, role: second, policyName: ‸S3-read-only-for-target-role, grants: [{ read: data }] }",
    }),
    found: "S3-read-only-for-target-role, already used by workloads.my-app.target.policyName",
  },
  {
    rule: "policy-name-taken",
    fact: "a given name does not meet one that is made from a role's",
    text: second({ assumePolicyName: "‸allow-assume-s3-reader-target-role" }),
    found: "allow-assume-s3-reader-target-role, already used by workloads.my-app.target.role",
  },
  {
    rule: "policy-name-taken",
    fact: "two names of one map that meet are found at the second",
    text: changed(policyName("{ s3-read: data, s3-write: ‸Data }"), grants("[{ read: data }, { write: data }]")),
    found: "Data, already used by",
  },
  {
    rule: "bucket-name-taken",
    fact: "a bucket is one entry, in whatever account",
    text: changed(
      ["{ prefix: my-cross-account-data-bucket }", "{ name: the-data }"],
      resources("more: { account: account-a, bucket: { name: ‸the-data } }"),
    ),
    found: "bucket the-data, already used by resources.data.bucket.name",
  },
  {
    rule: "namespace-taken",
    fact: "one workload creates a namespace",
    text: second({ namespace: "‸my-app-namespace" }),
    found: "my-eks-cluster/my-app-namespace, already used by workloads.my-app.namespace",
    fix: "`createNamespace: false`",
  },
  {
    rule: "namespace-taken",
    fact: "a namespace that the cluster has may be created where it is asked for, but once",
    text: second({ namespace: "‸kube-system", createNamespace: "true" }).replace(
      "namespace: my-app-namespace",
      "namespace: kube-system\n    createNamespace: true",
    ),
  },
  {
    rule: "address-taken",
    fact: "one resource of a stack gives up its prefix",
    text: changed(resources('more: { account: account-b, bucket: { prefix: more }, addressPrefix: ‸"" }')),
    found: "already used by resources.data.addressPrefix",
  },
  {
    rule: "address-taken",
    fact: "one bucket that is handed over as a variable gives up its prefix, in whatever account",
    text: changed(
      ["    bucket:", "    handover: variable\n    bucket:"],
      resources('more: { account: account-a, bucket: { prefix: more }, handover: variable, addressPrefix: ‸"" }'),
    ),
    found: "already used by resources.data.addressPrefix",
  },
  {
    rule: "address-taken",
    fact: "one workload of a stack gives up its prefix",
    text: second({ addressPrefix: '‸""' }),
    found: "already used by workloads.my-app.addressPrefix",
  },
  {
    rule: "address-taken",
    fact: "a shared primary role and a workload with a role of its own do not have one key",
    text: changed(
      primaryRoles("my-app: { account: account-a, name: shared-role }"),
      ["\n  my-app:\n    cluster", "\n  ‸my-app:\n    cluster"],
      ['wait for success\n    addressPrefix: ""', "wait for success"],
    ),
    found: "my-app_primary_role, already used by primaryRoles.my-app",
  },

  // what AWS would refuse, or what could not work
  {
    rule: "assume-role-account",
    fact: "Terraform assumes a role of the account it works in",
    text: accountB("assumeRole: ‸arn:aws:iam::333333333333:role/terraform"),
    found: "arn:aws:iam::333333333333:role/terraform",
    expected: "a role of account 222222222222",
  },
  {
    rule: "primary-role-account",
    fact: "a shared primary role lies in the cluster's account",
    text: changed(primaryRoles("shared: { account: account-b, name: shared-role }"), [
      shares[0],
      shares[1].replace("shared", "‸shared"),
    ]),
    found: "shared of account-b for a cluster of account-a",
  },
  {
    rule: "primary-role-target",
    fact: "a shared primary role is granted nothing itself",
    text: withinAccount("grants: [{ read: data }]")
      .replace(...primaryRoles("shared: { account: account-a, name: shared-role }"))
      .replace(shares[0], "primaryRole: ‸shared"),
    found: "no target beside shared",
  },
  {
    rule: "cross-partition",
    fact: "a target lies in the cluster's partition",
    text: changed(
      ['id: "111111111111", region: us-east-1', 'id: "111111111111", region: cn-north-1'],
      ["      account: account-b", "      account: ‸account-b"],
    ),
    found: "account-b in aws for a cluster in aws-cn",
  },
  {
    rule: "grant-account",
    fact: "a target role is granted resources of its account",
    text: changed(["    account: account-b", "    account: account-a"], grants("[{ read: ‸data }]")),
    found: "data in account-a for a role in account-b",
  },
  {
    rule: "grant-account",
    fact: "a primary role is granted resources of the cluster's account",
    text: `${BEFORE_TARGET}    grants: [{ read: ‸data }]\n`,
    found: "data in account-b for a role in account-a",
    fix: "target",
  },
  {
    rule: "grant-account",
    fact: "actions are granted on resources of the role's account",
    text: changed(
      ["    account: account-b", "    account: account-a"],
      grants("[{ actions: [s3:ListBucket], on: ‸data }]"),
    ),
    found: "data in account-a for a role in account-b",
  },
  {
    rule: "compute-unsupported",
    fact: "Fargate has no EKS Pod Identity",
    text: cluster("compute: fargate").replace("cluster: my-eks-cluster", "cluster: ‸my-eks-cluster"),
    found: "cluster my-eks-cluster with compute fargate",
  },
  {
    rule: "compute-unsupported",
    fact: "nor has Windows, and the cluster is found in the map",
    text: changed(
      anotherCluster("windows: { account: account-a, compute: windows }"),
      onClusters("{ my-eks-cluster: {}, windows: ‸{} }"),
    ),
    found: "cluster windows with compute windows",
  },
  {
    rule: "session-tags-off-target",
    fact: "without session tags a workload that has no target is not confined",
    text: withinAccount("grants: [{ read: data }]", "sessionTags: ‸false"),
    found: "sessionTags: false without a target",
    fix: "`confine: false`",
  },
  {
    rule: "session-tags-off-target",
    fact: "session tags that are off by default are blamed on the workload that needs them",
    text: `defaults: { sessionTags: false }\n${withinAccount("grants: [{ read: data }]").replace("  my-app:", "  ‸my-app:")}`,
  },
  {
    rule: "session-tags-off-shared",
    fact: "without session tags a workload has a primary role of its own",
    text: changed(primaryRoles("shared: { account: account-a, name: shared-role }"), [
      shares[0],
      `${shares[1]}\n    sessionTags: ‸false`,
    ]),
    found: "sessionTags: false with the shared primary role shared",
  },
  {
    rule: "verify-list",
    fact: "a check needs a bucket to list",
    text: changed(grants("[{ write: data }]"), ["    verify:", "    ‸verify:"]),
    found: "verify: pod with no such grant",
  },
  {
    rule: "verify-list",
    fact: "reading objects by name lists no bucket",
    text: changed(grants("[{ actions: [s3:GetObject], on: data }]"), ["    verify:", "    ‸verify:"]),
  },
  {
    rule: "verify-list",
    fact: "a check that is on by default is blamed on the workload it does not fit",
    text: `defaults: { verify: job }\n${withinAccount("grants: [{ write: data }]").replace("  my-app:", "  ‸my-app:")}`,
    found: "verify: job",
  },
  {
    rule: "policy-name-many",
    fact: "one name does not do for two policies",
    text: changed(policyName("‸reads-and-writes"), grants("[{ read: data }, { write: data }]")),
    found: "one name for s3-read, s3-write",
  },
  {
    rule: "policy-size",
    fact: "a policy that names sixty buckets is too long",
    text: changed(...sixtyBuckets.map((line) => resources(line)), policyName("‸reads"), grants(sixtyGrants)),
    found: /^policy reads with \d{4,} characters$/,
    expected: "6,144",
  },
  {
    rule: "trust-size",
    fact: "a role that seven workloads share has a long trust",
    text: sharedBy(7, "shared: { account: account-a, name: ‸shared-role }"),
    found:
      /^the trust of shared-role with 2\d{3} characters; the longest of its 7 statements, that of workload my-app on my-eks-cluster, has 3\d\d$/,
    expected: "2,048",
  },
  {
    rule: "trust-limit",
    fact: "a role that ten workloads of long names share has a trust that no quota allows",
    text: sharedBy(10, "shared: { account: account-a, name: ‸shared-role }").replaceAll(
      "    serviceAccount: app\n",
      `    serviceAccount: ${"app.".repeat(25)}app\n`,
    ),
    found:
      /^the trust of shared-role with 4\d{3} characters; the longest of its 10 statements, that of workload app-1 on/,
    expected: "4,096",
  },
  {
    rule: "no-effect",
    fact: "a bucket with a fixed name is not handed over",
    text: changed(
      ["{ prefix: my-cross-account-data-bucket }", "{ name: the-data }"],
      ["    addressPrefix", "    ‸handover: variable\n    addressPrefix"],
    ),
  },
  {
    rule: "no-effect",
    fact: "a module reads no state",
    text: changed(
      ["    addressPrefix", "    handover: ‸remote-state\n    addressPrefix"],
      ["accounts:", "layout: modules\naccounts:"],
    ),
    found: "layout: modules, which read no state",
  },
  {
    rule: "no-effect",
    fact: "nothing is assumed without a target",
    text: withinAccount("grants: [{ read: data }]", "‸principal: account"),
    found: "principal without a target",
  },
  {
    rule: "assume-role-account",
    fact: "a role of another partition is none of the account",
    text: accountB("assumeRole: ‸arn:aws-cn:iam::222222222222:role/terraform"),
    expected: "in partition aws",
  },
  {
    rule: "role-name-taken",
    fact: "a cluster's own primary role may be a shared one, which then is not made again",
    text: changed(
      primaryRoles("shared: { account: account-a, name: shared-role }"),
      onClusters("{ my-eks-cluster: { primaryRole: shared, target: { role: ‸shared-role, account: account-a } } }"),
      ["    account: account-b\n    bucket", "    account: account-a\n    bucket"],
    ),
    found: "primaryRoles.shared.name",
  },
  {
    rule: "yaml-syntax",
    fact: "values are read as YAML 1.2 has them",
    text: `‸%YAML 1.1\n---\n${SHIPPED}`,
    found: "%YAML 1.1",
  },
  {
    rule: "yaml-syntax",
    fact: "a tag that nothing is known of is not passed over",
    text: changed(["my-app-sa", "‸!secret my-app-sa"]),
  },
  {
    rule: "unconfined",
    fact: "a workload that is not confined is pointed out",
    text: withWorkload("‸confine: false"),
    found: "confine: false",
  },
  {
    rule: "unconfined",
    fact: "a workload that is not to be confined needs neither session tags nor a target",
    text: withinAccount("grants: [{ read: data }]", "sessionTags: false", "‸confine: false"),
  },
  {
    rule: "unconfined",
    fact: "a default that confines nothing is pointed out where it stands",
    text: top("defaults: { ‸confine: false }"),
    found: "confine: false",
  },
  {
    rule: "image-floating",
    fact: "latest is no version",
    text: withWorkload("verifyImage: ‸amazon/aws-cli:latest"),
    found: "amazon/aws-cli:latest",
  },
  {
    rule: "image-floating",
    fact: "a port is no tag",
    text: withWorkload("verifyImage: ‸localhost:5000/aws-cli"),
  },
  { rule: "image-floating", fact: "2 is not exact", text: withWorkload("verifyImage: ‸amazon/aws-cli:2") },
  {
    rule: "image-floating",
    fact: "a default is pointed out where it stands",
    text: top("defaults: { verifyImage: ‸amazon/aws-cli:latest }"),
    found: "amazon/aws-cli:latest",
  },
];

/** Configurations that stand just on the right side of a rule: nothing is wrong with them. */
export const VALID: readonly (readonly [fact: string, text: string])[] = [
  [
    "keys that begin with x- at the top, and what takes their anchors",
    top("x-place: &place { account: account-a }\nx-notes: [1, { any: thing }]").replace(
      "my-eks-cluster: { account: account-a }",
      "my-eks-cluster: *place",
    ),
  ],
  [
    "a workload without prefix and a shared primary role of one key",
    second({ primaryRole: "my-app" }).replace(...primaryRoles("my-app: { account: account-a, name: shared-role }")),
  ],
  [
    "a workload that shares the primary role of its own key",
    changed(
      primaryRoles("my-app: { account: account-a, name: shared-role }"),
      ["primaryRole: eks-pod-identity-primary-role", "primaryRole: my-app"],
      ['wait for success\n    addressPrefix: ""', "wait for success"],
    ),
  ],
  ["a byte order mark before the text", `\uFEFF${SHIPPED}`],
  ["lines that end in CR LF", SHIPPED.replaceAll("\n", "\r\n")],
  ["--- before the document and ... after it", `---\n${SHIPPED}...\n`],
  ["an account that takes another's fields with <<", account('<<: *a, id: "222222222222"').replace("{", "&a {")],
  ["a key of 40 letters", changed(["  my-app:", `  ${"k".repeat(40)}:`])],
  ["a workload's key that ends as a stack's name does", changed(["  my-app:", "  my-app-primary:"])],
  ["constructor as a key", changed(["  my-app:", "  constructor:"])],
  ["an account whose key is primary", SHIPPED.replaceAll("account-a", "primary")],
  ["an account that names the partition of its region", accountB("partition: aws")],
  ["names of one letter", changed(["role: s3-reader-target-role", "role: r"], policyName("p"), ["my-app-sa", "a"])],
  ["a role name of 64 letters", changed(["role: s3-reader-target-role", `role: ${"r".repeat(64)}`])],
  ["a policy name of 128 letters", changed(policyName("p".repeat(128)))],
  ["names for two policies", changed(policyName("{ s3-write: w }"), grants("[{ read: data }, { write: data }]"))],
  [
    "the name of the policy of a workload without target",
    withinAccount("grants: [{ read: data }]", "policyName: reads"),
  ],
  ["the ARN of a role of one letter", accountB("assumeRole: arn:aws:iam::222222222222:role/r")],
  ["the ARN of a role of 64 letters", accountB(`assumeRole: arn:aws:iam::222222222222:role/${"r".repeat(64)}`)],
  ["the ARN of a role with a path", accountB("assumeRole: arn:aws:iam::222222222222:role/ci/terraform")],
  ["a profile of IAM Identity Center", accountB("profile: Admin/user@example.com")],
  ["a cluster name of one letter", cluster("name: C")],
  ["a cluster name of 100 letters", cluster(`name: ${"C".repeat(100)}`)],
  ["a namespace of two letters", namespace("ab")],
  ["a namespace of 63 letters", namespace("n".repeat(63))],
  ["a namespace of digits in quotes", namespace('"2024"')],
  ["a service account of 253 letters", serviceAccount(`${"a.".repeat(126)}a`)],
  ["a bucket name of 63 letters", bucket(`{ name: ${"b".repeat(63)} }`)],
  ["a bucket name of three letters", bucket("{ name: abc }")],
  ["a bucket prefix of 45 letters", bucket(`{ prefix: ${"b".repeat(45)} }`)],
  ["a bucket prefix of two letters", bucket("{ prefix: ab }")],
  ["a bucket prefix of one letter", bucket("{ prefix: b }")],
  ["a bucket that exists", bucket("{ name: the-data, create: false }")],
  ["a kubeconfig at home", cluster("kubernetes: { kubeconfig: ~/.kube/config, context: admin@eks }")],
  ["a tag of another script", accountB(`tags: { Träger: "データ 1_.:/=+-@", ${"k".repeat(128)}: ${"v".repeat(256)} }`)],
  ["tags of one letter and none", accountB('tags: { k: "" }')],
  ["a tag of an image of 128 letters", withWorkload(`verifyImage: aws/cli:1.2.3-${"t".repeat(122)}`)],
  ["an image by digest", withWorkload(`verifyImage: localhost:5000/aws/cli@sha256:${"0a".repeat(32)}`)],
  ["an image by version", withWorkload("verifyImage: public.ecr.aws/aws-cli/aws-cli:v2.34.48-amd64")],
  ["a workload that only writes, and verifies nothing", changed(grants("[{ write: data }]"), unverified)],
  ["an action that lists, for verify", changed(grants("[{ actions: [s3:ListBucket], on: data }]"))],
  [
    "one cluster name in two regions",
    second({ cluster: "b" }).replace(
      ...anotherCluster("b: { account: account-a, name: my-eks-cluster, region: us-east-2 }"),
    ),
  ],
  ["one role name in two accounts", changed(["role: s3-reader-target-role", "role: eks-pod-identity-primary-role"])],
  [
    "a namespace that every cluster has, twice",
    second({ namespace: "kube-system" }).replace("my-app-namespace", "kube-system"),
  ],
  ["a namespace that another workload creates", second({ namespace: "my-app-namespace", createNamespace: "false" })],
  [
    "two resources without prefix in two accounts",
    second({ target: "{ account: account-a, role: second-target-role, grants: [{ read: more }] }" }).replace(
      ...resources('more: { account: account-a, bucket: { prefix: more }, addressPrefix: "" }'),
    ),
  ],
  [
    "one bucket name in two partitions",
    second({
      cluster: "beijing",
      target: "{ account: china, role: second-target-role, grants: [{ read: more }] }",
    })
      .replace(...moreAccounts('china: { id: "333333333333", region: cn-north-1 }'))
      .replace(...anotherCluster("beijing: { account: china }"))
      .replace("{ prefix: my-cross-account-data-bucket }", "{ name: the-data }")
      .replace(...resources("more: { account: china, bucket: { name: the-data } }")),
  ],
  [
    "a target in the cluster's own account",
    SHIPPED.replaceAll("account: account-b", "account: account-a").replace(/ {2}account-b: .*\n/, ""),
  ],
  ["grants without a target in the cluster's account", withinAccount("grants: [{ read: data }]", "verify: job")],
  ["no session tags for a role that is not shared", withWorkload("sessionTags: false")],
  ["no session tags by default, for a target", top("defaults: { sessionTags: false }")],
];
