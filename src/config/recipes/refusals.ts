import type { RuleId } from "../../rules";
import type { Recipe } from "./recipe";

/** Keys that do not go together, or not with what another key says. */
export interface Refusal extends Pick<Recipe, "at" | "write" | "besides" | "inPlaceOf"> {
  /** The keys, as a phrase. */
  readonly keys: string;
  /** The rule that says so. */
  readonly rule: RuleId;
}

const WITHOUT_ROLE = ["workloads.reports.primaryRole"];
const SHARED = { "primaryRoles.batch": "account: apps, name: batch-primary" };
const ROLE = "arn:aws:iam::222222222222:role/reports";

export const REFUSALS: readonly Refusal[] = [
  {
    keys: "`partition` of an account with a `region` of another one",
    rule: "region-partition",
    at: "accounts.apps",
    write: "partition: aws-cn",
  },
  {
    keys: "`assumeRole` with a role of another account",
    rule: "assume-role-account",
    at: "accounts.apps",
    write: 'assumeRole: { arn: "arn:aws:iam::999999999999:role/terraform" }',
  },
  {
    keys: "`kubeconfig` with `token` or `profile`",
    rule: "exactly-one",
    at: "clusters.shop",
    write: "kubernetes: { kubeconfig: ~/.kube/config, token: provider }",
  },
  {
    keys: "`context` without `kubeconfig`",
    rule: "missing-key",
    at: "clusters.shop",
    write: "kubernetes: { context: shop }",
  },
  {
    keys: "`token: provider` with `profile`",
    rule: "exactly-one",
    at: "clusters.shop",
    write: "kubernetes: { token: provider, profile: admin }",
  },
  {
    keys: "`token: cli` with an `externalId`, unless there is a `profile`",
    rule: "token-external-id",
    at: "clusters.shop",
    write: "kubernetes: { token: cli }",
    besides: { "accounts.apps": 'assumeRole: { arn: "arn:aws:iam::111111111111:role/terraform", externalId: acme }' },
  },
  {
    keys: "`managed: false` with `profile` or `assumeRole`",
    rule: "no-effect",
    at: "accounts.data",
    write: "managed: false, profile: data-admin",
    besides: { "resources.events": "bucket: { name: acme-events, create: false }" },
  },
  {
    keys: "`managed: false` with what would be made there",
    rule: "account-not-managed",
    at: "accounts.data",
    write: "managed: false",
  },
  {
    keys: "`prefix` and `name` of a bucket",
    rule: "exactly-one",
    at: "resources.events",
    write: "bucket: { prefix: acme, name: acme-events }",
  },
  {
    keys: "`prefix` of a bucket with `create: false`",
    rule: "exactly-one",
    at: "resources.events",
    write: "bucket: { prefix: acme, create: false }",
  },
  {
    keys: "`handover` of a bucket with a `name`",
    rule: "no-effect",
    at: "resources.events",
    write: "handover: variable",
  },
  {
    keys: "two of `s3`, `cloud` and `other` in a backend",
    rule: "exactly-one",
    at: "defaults",
    write: "backend: { s3: { bucket: acme-terraform, region: eu-central-1 }, cloud: { organization: acme } }",
  },
  {
    keys: "a `key` or `workspace` without `{stack}`, or another name of a state that several stacks get",
    rule: "state-taken",
    at: "defaults",
    write: "backend: { s3: { bucket: acme-terraform, region: eu-central-1, key: pods.tfstate } }",
  },
  {
    keys: "`handover: remote-state` with a backend that is `none` or `other`",
    rule: "handover-unreadable",
    at: "resources.events",
    write: "bucket: { prefix: acme-events }, handover: remote-state",
    besides: { defaults: "backend: none" },
  },
  {
    keys: "`bucket` and `table` of a resource",
    rule: "exactly-one",
    at: "resources.events",
    write: "table: { name: events, partitionKey: { name: id } }",
  },
  {
    keys: "`create: false` of a resource with a role of a third account, without `resourcePolicy: replace`",
    rule: "resource-policy-kept",
    at: "resources.events",
    write: "account: lake, bucket: { name: acme-events, create: false }",
    besides: { "accounts.lake": 'id: "333333333333", region: eu-central-1' },
  },
  {
    keys: "two verbs in a grant",
    rule: "exactly-one",
    at: "workloads.reports.target",
    write: "grants: [{ read: events, write: events }]",
  },
  {
    keys: "`actions` without `on`",
    rule: "exactly-one",
    at: "workloads.reports.target",
    write: "grants: [{ actions: [s3:GetObject] }]",
  },
  {
    keys: "one `policyName` for grants of several verbs",
    rule: "policy-name-many",
    at: "workloads.reports.target",
    write: "policyName: reads, grants: [{ read: events }, { write: events }]",
  },
  {
    keys: "`arn` of a primary role with `name` or `create: true`",
    rule: "exactly-one",
    at: "primaryRoles.base",
    write: 'arn: "arn:aws:iam::111111111111:role/base", name: base',
    besides: { "workloads.reports": "primaryRole: base" },
  },
  {
    keys: "`arn` of a target with `role`, `account` or `policyName`",
    rule: "exactly-one",
    at: "workloads.reports.target",
    write: `arn: "${ROLE}"`,
    inPlaceOf: ["workloads.reports.target.account"],
  },
  {
    keys: "`cluster` and `clusters`",
    rule: "exactly-one",
    at: "workloads.reports",
    write: "clusters: { shop: {} }",
  },
  {
    keys: "`target` and `grants` of a workload",
    rule: "exactly-one",
    at: "workloads.reports",
    write: "grants: [{ read: events }]",
  },
  {
    keys: "a primary role of `primaryRoles` without `target`",
    rule: "primary-role-target",
    at: "workloads.reports",
    write: "primaryRole: batch, grants: [{ read: events }]",
    besides: { ...SHARED, "resources.events": "account: apps" },
    inPlaceOf: ["workloads.reports.target", "accounts.data"],
  },
  {
    keys: "a target in another partition than the cluster",
    rule: "cross-partition",
    at: "accounts.data",
    write: "region: us-gov-west-1",
  },
  {
    keys: "`mechanism: pod-identity` with `compute: fargate` or `windows`",
    rule: "compute-unsupported",
    at: "clusters.shop",
    write: "compute: windows",
  },
  {
    keys: "`mechanism: irsa` with `primaryRole`, `grants`, `principal`, `confine` or `sessionTags`",
    rule: "mechanism-key",
    at: "workloads.reports",
    write: "mechanism: irsa",
  },
  {
    keys: "`mechanism: pod-identity` with `oidcProvider`, `issuer`, `audience` or `subject`",
    rule: "mechanism-key",
    at: "workloads.reports",
    write: "audience: sts.amazonaws.com",
  },
  {
    keys: "`mechanism: irsa` on a cluster without `issuer`",
    rule: "issuer-missing",
    at: "workloads.reports",
    write: "mechanism: irsa",
    inPlaceOf: [...WITHOUT_ROLE, "clusters.shop.issuer"],
  },
  {
    keys: "`sessionTags: false` without `target`, unless `confine: false`",
    rule: "session-tags-off-target",
    at: "workloads.reports",
    write: "sessionTags: false, grants: [{ read: events }]",
    besides: { "resources.events": "account: apps" },
    inPlaceOf: ["workloads.reports.target", "accounts.data"],
  },
  {
    keys: "`sessionTags: false` with a primary role of `primaryRoles`",
    rule: "session-tags-off-shared",
    at: "workloads.reports",
    write: "sessionTags: false, primaryRole: batch",
    besides: SHARED,
  },
  {
    keys: "`verify` without a grant that lists",
    rule: "verify-list",
    at: "workloads.reports",
    write: "verify: pod",
    besides: { "workloads.reports.target": "grants: [{ write: events }]" },
  },
  {
    keys: "`scrapers` without `probePort`",
    rule: "no-effect",
    at: "workloads.reports.deployment",
    write: "image: registry.example.com/reports:1.4.0, scrapers: [{ namespace: monitoring }]",
  },
  {
    keys: "`callers` with `networkPolicy: false`",
    rule: "no-effect",
    at: "workloads.reports.deployment",
    write: "image: registry.example.com/reports:1.4.0, networkPolicy: false, callers: [{ namespace: web }]",
  },
  {
    keys: "`cidr` of a caller with `namespace` or `labels`",
    rule: "caller-form",
    at: "workloads.reports.deployment",
    write: "image: registry.example.com/reports:1.4.0, callers: [{ namespace: web, cidr: 10.0.0.0/16 }]",
  },
];
