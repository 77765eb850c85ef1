import type { Recipe } from "./recipe";

const IRSA: Pick<Recipe, "inPlaceOf"> = { inPlaceOf: ["workloads.reports.primaryRole"] };
const ISSUER = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";

/** Of workloads, their roles and what they run. */
export const WORKLOADS: readonly Recipe[] = [
  {
    want: "a workload on several clusters, on one of them with other roles",
    at: "workloads.reports",
    write:
      "clusters: { shop: {}, spare: { primaryRole: reports-spare-primary, target: { role: reports-from-spare, policyName: reports-reads } } }",
    besides: { "clusters.spare": "account: apps" },
    inPlaceOf: ["workloads.reports.cluster"],
  },
  {
    want: "credentials by the pod's own token (IRSA)",
    at: "workloads.reports",
    write: "mechanism: irsa",
    ...IRSA,
  },
  {
    want: "to go from IRSA to Pod Identity while the pods keep working (docs/migration.md)",
    at: "workloads.reports",
    write: "mechanism: pod-identity, transitionFrom: irsa",
  },
  {
    want: "its last step but one: no annotation any more",
    at: "workloads.reports",
    write: "transitionFrom: irsa, irsaAnnotation: false",
  },
  {
    want: "one service account of several namespaces, each with roles of its own",
    at: "workloads.reports",
    write: "namespaces: [eu, us]",
    inPlaceOf: ["workloads.reports.namespace"],
  },
  {
    want: "the same with one role for all",
    at: "workloads.reports",
    write: "namespaces: [eu, us], roles: shared",
    inPlaceOf: ["workloads.reports.namespace"],
  },
  {
    want: "an OIDC provider used that exists, and what the token says checked",
    at: "workloads.reports",
    write: `oidcProvider: "arn:aws:iam::222222222222:oidc-provider/${ISSUER}", issuer: ${ISSUER}, audience: sts.amazonaws.com, subject: "system:serviceaccount:analytics:reports"`,
    besides: { "workloads.reports": "mechanism: irsa" },
    ...IRSA,
    leavesOpen: "oidc-provider",
  },
  {
    want: "access within one account",
    at: "workloads.reports",
    write: "grants: [{ read: events }], policyName: reports-reads",
    besides: { "resources.events": "account: apps" },
    inPlaceOf: ["workloads.reports.target", "accounts.data"],
  },
  {
    want: "one primary role for several workloads",
    at: "primaryRoles.batch",
    write: "account: apps, name: batch-primary",
    besides: { "workloads.reports": "primaryRole: batch" },
  },
  {
    want: "a primary role that exists",
    at: "primaryRoles.base",
    write: 'arn: "arn:aws:iam::111111111111:role/platform/base"',
    besides: { "workloads.reports": "primaryRole: base" },
    restsOn: ["document-requested"],
  },
  {
    want: "a primary role that exists, by its name",
    at: "primaryRoles.base",
    write: "account: apps, name: base, create: false",
    besides: { "workloads.reports": "primaryRole: base" },
    restsOn: ["document-requested"],
  },
  {
    want: "a target role that exists",
    at: "workloads.reports",
    write: 'target: { arn: "arn:aws:iam::222222222222:role/reports", grants: [{ read: events }] }',
    inPlaceOf: ["workloads.reports.target"],
    restsOn: ["document-requested"],
  },
  {
    want: "a target that exists from one cluster only",
    at: "workloads.reports",
    write: 'clusters: { shop: {}, spare: { target: { arn: "arn:aws:iam::222222222222:role/reports-from-spare" } } }',
    besides: { "clusters.spare": "account: apps" },
    inPlaceOf: ["workloads.reports.cluster"],
    restsOn: ["document-requested"],
  },
  {
    want: "other grants, in another account, from one cluster",
    at: "workloads.reports",
    write: "clusters: { shop: {}, spare: { target: { account: lake, role: reports, grants: [{ read: archive }] } } }",
    besides: {
      "accounts.lake": 'id: "333333333333", region: eu-central-1',
      "clusters.spare": "account: apps",
      "resources.archive": "account: lake, bucket: { name: acme-archive }",
    },
    inPlaceOf: ["workloads.reports.cluster"],
  },
  {
    want: "other grants within one account from one cluster",
    at: "workloads.reports",
    write: "clusters: { shop: {}, spare: { grants: [{ write: events }] } }, grants: [{ read: events }]",
    besides: { "clusters.spare": "account: apps", "resources.events": "account: apps" },
    inPlaceOf: ["workloads.reports.target", "workloads.reports.cluster", "accounts.data"],
  },
  {
    want: "policies with names of my own",
    at: "workloads.reports.target",
    write: "policyName: { s3-read: acme-reports-read }",
    besides: { "workloads.reports": "assumePolicyName: acme-reports-assume" },
  },
  {
    want: "the policy to assume the target under another name",
    at: "workloads.reports",
    write: "assumePolicyName: acme-reports-assume",
  },
  {
    want: "a target that a re-created primary role still gets into",
    at: "workloads.reports",
    write: "principal: account",
  },
  { want: "all targets to survive re-created primary roles", at: "defaults", write: "principal: account" },
  {
    want: "session tags off, and an ExternalId in their place",
    at: "workloads.reports",
    write: "sessionTags: false",
    restsOn: ["association-admins"],
  },
  {
    want: "session tags off for all workloads",
    at: "defaults",
    write: "sessionTags: false",
    restsOn: ["association-admins"],
  },
  {
    want: "every pod that EKS associates with the primary role let in",
    at: "workloads.reports",
    write: "confine: false",
    restsOn: ["association-admins"],
  },
  {
    want: "no pods confined, as the articles have it",
    at: "defaults",
    write: "confine: false",
    restsOn: ["association-admins"],
  },
  {
    want: "a namespace and a service account that exist already",
    at: "workloads.reports",
    write: "createNamespace: false, createServiceAccount: false",
  },
  {
    want: "apply to wait until a job has listed the bucket",
    at: "workloads.reports",
    write: "verify: job, verifyImage: registry.example.com/aws-cli:2.34.48",
  },
  {
    want: "such a check of all workloads",
    at: "defaults",
    write: "verify: pod, verifyImage: registry.example.com/aws-cli:2.34.48",
  },
  {
    want: "the workload's addresses without its key in front",
    at: "workloads.reports",
    write: 'addressPrefix: ""',
  },
  {
    want: "the program itself deployed",
    at: "workloads.reports",
    write:
      "deployment: { image: registry.example.com/reports:1.4.0, name: reports-api, serviceAccountName: reports, replicas: 3, port: 9000, liveness: /live, readiness: /ready, cpu: 200m, memory: 256Mi, service: true, labels: { app: reports } }",
  },
  {
    want: "its settings in environment variables",
    at: "workloads.reports.deployment",
    write:
      "env: { LOG_LEVEL: info }, bucketEnv: { EVENTS_BUCKET: events }, keyPrefixes: [public/], drainDelaySeconds: 5, drainTimeoutSeconds: 30",
    besides: { "workloads.reports.deployment": "image: registry.example.com/reports:1.4.0" },
  },
  {
    want: "to say who may call it, and who may read its metrics",
    at: "workloads.reports.deployment",
    write:
      "callers: [{ namespace: web, labels: { app: shop } }, { cidr: 10.0.0.0/16 }], probePort: 8081, scrapers: [{ namespace: monitoring }], networkPolicy: true",
    besides: { "workloads.reports.deployment": "image: registry.example.com/reports:1.4.0" },
  },
  {
    want: "callers to show a token",
    at: "workloads.reports.deployment",
    write: `jwt: { issuer: "https://login.example.com", audience: reports, subjects: ["system:serviceaccount:web:*"] }`,
    besides: { "workloads.reports.deployment": "image: registry.example.com/reports:1.4.0" },
  },
];
