import { readText } from "../support/synth";
import type { Case } from "./cases";

const EXAMPLE = "examples/several-accounts/eks-cross-account.yaml";
const ORDERS = "      orders: { account: sales, role: orders-reader, grants: [{ read: orders }] }\n";
const ROUTES =
  "      routes: { account: logistics, role: routes-planner, grants: [{ read: routes }, { write: routes }] }\n";
const KEY = "    targets: # each key is a profile: aws s3 ls --profile orders\n";
const VERIFY = "    verify: job";
const LOGISTICS = ['  logistics: { id: "333333333333", region: us-east-1 }\n', ""] as const;
const WITHOUT_ROUTES = [
  LOGISTICS,
  ["  routes:\n    account: logistics\n    bucket: { name: example-routes }\n", ""],
] as const;

/** The example of several accounts with some of its text replaced. */
export const several = (...replacements: readonly (readonly [string, string])[]): string =>
  replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example does not hold ${from}`);
    return text.replace(from, to);
  }, readText(EXAMPLE));
/** A line of the example's workload. */
export const line = (text: string): string => several([VERIFY, `    ${text}\n${VERIFY}`]);
const TARGET = "{ account: sales, role: other, grants: [{ read: orders }] }";
const deployment = (env: string): string =>
  line(
    `deployment:\n      image: registry.example.com/planner:1.0.0\n      networkPolicy: false\n      env: { ${env} }`,
  );
export const onClusters = (map: string) => ["    cluster: shop\n", `    clusters: ${map}\n`] as const;

/** A case for each rule of several targets. */
export const TARGETS_CASES: readonly Case[] = [
  {
    rule: "exactly-one",
    fact: "targets beside a target",
    text: several([KEY, KEY.replace("targets", "‸targets")], [VERIFY, `    target: ${TARGET}\n${VERIFY}`]),
    found: "targets beside a target",
    expected: "one of target and targets",
  },
  {
    rule: "exactly-one",
    fact: "grants of the primary role beside targets",
    text: line("‸grants: [{ read: orders }]"),
    found: "grants beside targets",
    expected: "grants inside one of the targets",
  },
  {
    rule: "exactly-one",
    fact: "a policy name beside targets",
    text: line("‸policyName: reads"),
    found: "policyName beside targets",
  },
  {
    rule: "exactly-one",
    fact: "a cluster's own target beside the workload's targets",
    text: several(onClusters(`{ shop: { target: ${TARGET} } }`), [KEY, KEY.replace("targets", "‸targets")]),
    found: "targets beside a target",
  },
  {
    rule: "too-few",
    fact: "no target among targets",
    text: several([KEY + ORDERS + ROUTES, "    targets: ‸{}\n"], [VERIFY, "    verify: none"]),
    found: "an empty map",
  },
  {
    rule: "single-target",
    fact: "one target, which EKS could assume itself",
    text: several([KEY, KEY.replace("targets", "‸targets")], [ROUTES, ""], ...WITHOUT_ROUTES),
    found: "one, orders",
    expected: "target",
    fix: "target:",
  },
  {
    rule: "target-role-taken",
    fact: "one role in two targets, with a letter in another case",
    text: several(
      [ROUTES, ROUTES.replace("role: routes-planner", "role: ‸Orders-Reader").replace("logistics", "sales")],
      ["    account: logistics", "    account: sales"],
    ),
    found: "Orders-Reader of sales, already used by workloads.planner.targets.orders.role",
  },
  {
    rule: "role-name-taken",
    fact: "the role of a target that another workload has",
    text: `${several()}
  other:
    cluster: shop
    namespace: other
    serviceAccount: other
    primaryRole: other
    target: { account: sales, role: ‸orders-reader, grants: [{ read: orders }] }
`,
    found: "orders-reader, already used by workloads.planner.targets.orders.role",
  },
  {
    rule: "primary-role-held",
    fact: "a primary role that other workloads share",
    text: several(
      ["primaryRole: shop-planner", "primaryRole: ‸shared"],
      ["workloads:", "primaryRoles:\n  shared: { account: platform, name: shop-shared }\n\nworkloads:"],
    ),
    found: "the shared primary role shared",
  },
  {
    rule: "profile-reserved",
    fact: "a target called like the profile of every program",
    text: several([ORDERS, ORDERS.replace("orders:", "‸default:")]),
    found: '"default"',
  },
  {
    rule: "key-name",
    fact: "a target whose key is no part of an address",
    text: several([ORDERS, ORDERS.replace("orders:", "‸all_orders:")]),
    found: '"all_orders"',
  },
  {
    rule: "duplicate-key",
    fact: "two targets of one name, and so two profiles",
    text: several([ROUTES, `${ROUTES}      ‸${ORDERS.trim()}\n`]),
    found: "orders",
  },
  {
    rule: "session-tags-off-targets",
    fact: "session tags off, which confine the targets",
    text: line("sessionTags: ‸false"),
    found: "sessionTags: false with targets",
    fix: "any ExternalId",
  },
  {
    rule: "mechanism-key",
    fact: "targets of a workload with a token",
    text: several(
      ["shop: { account: platform }", "shop: { account: platform, issuer: oidc.example.com/id/A }"],
      ["    primaryRole: shop-planner\n", "    mechanism: irsa\n"],
      [KEY, KEY.replace("targets", "‸targets")],
    ),
    found: "targets for a workload with irsa",
  },
  {
    rule: "grant-account",
    fact: "a target's grant on a resource of another target's account whose name only apply knows",
    text: several([ROUTES, ROUTES.replace("{ write: routes }", "{ read: ‸orders }")]),
    found: "orders in sales for a role in logistics",
  },
  {
    rule: "unknown-reference",
    fact: "a target in an account that is none",
    text: several([ORDERS, ORDERS.replace("account: sales", "account: ‸sale")]),
    found: '"sale"',
    fix: 'Did you mean "sales"?',
  },
  {
    rule: "missing-key",
    fact: "a target of one cluster only, without a role",
    text: several(onClusters("{ shop: { targets: { stock: ‸{ account: sales, grants: [{ read: orders }] } } } }")),
    found: "no role",
  },
  {
    rule: "unknown-reference",
    fact: "a profile of a Deployment that no target is",
    text: deployment("AWS_PROFILE: ‸order"),
    found: '"order"',
    expected: "a key of targets: orders, routes",
    fix: 'Did you mean "orders"?',
  },
  {
    rule: "env-setting",
    fact: "a config file beside the one that is mounted",
    text: deployment("‸AWS_CONFIG_FILE: /etc/other"),
    expected: "targets of the workload",
  },
  {
    rule: "env-credentials",
    fact: "keys in a Deployment with several targets",
    text: deployment("‸AWS_ACCESS_KEY_ID: AKIA"),
  },
  {
    rule: "address-taken",
    fact: "a target without its workload's prefix, called like another workload",
    text: `${line('addressPrefix: ‸""')}
  orders:
    cluster: shop
    namespace: other
    serviceAccount: other
    primaryRole: other
    target: { account: sales, role: other, grants: [{ read: orders }] }
`
      .replace("‸", "")
      .replace("  orders:\n    cluster", "  ‸orders:\n    cluster"),
    found: "orders_target_role",
  },
  {
    rule: "policy-name-many",
    fact: "one name for two policies of a target",
    text: several([ROUTES, ROUTES.replace("grants:", "policyName: ‸routes, grants:")]),
    found: "one name for s3-read, s3-write",
  },
];

/** Configurations in which nothing is wrong, though something much like them would be. */
export const TARGETS_VALID: readonly (readonly [fact: string, text: string])[] = [
  ["several targets", several()],
  ["a Deployment that names one of its targets' profiles", deployment("AWS_PROFILE: routes")],
  [
    "two targets in one account, with a role each",
    several(
      [ROUTES, ROUTES.replace("logistics", "sales")],
      ["    account: logistics", "    account: sales"],
      LOGISTICS,
    ),
  ],
  [
    "a target in the cluster's own account",
    several(
      [ROUTES, ROUTES.replace("logistics", "platform")],
      ["    account: logistics", "    account: platform"],
      LOGISTICS,
    ),
  ],
  [
    "targets of one cluster only",
    several(
      [KEY + ORDERS + ROUTES, ""],
      onClusters(
        `{ shop: { targets: { orders: ${TARGET}, routes: { account: logistics, role: r, grants: [{ read: routes }] } } } }`,
      ),
    ),
  ],
];
