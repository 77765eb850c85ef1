import type { Recipe } from "./recipe";

const BOUNDARY =
  'name: company/Boundary, document: { Version: "2012-10-17", Statement: [{ Sid: Most, Effect: Allow, Action: ["s3:*", "sts:*"], Resource: "*" }] }';
const OTHER_BOUNDARY =
  'name: company/Boundary, document: { Version: "2012-10-17", Id: boundary, Statement: [{ Effect: Allow, NotAction: "iam:*", NotResource: "arn:aws:s3:::acme-secrets*" }, { Effect: Deny, Action: "s3:*", Resource: "*", Condition: { StringNotEquals: { "aws:RequestedRegion": [eu-central-1, us-east-1] } } }] }';
const ONE =
  'path: /apps/, permissionsBoundary: boundary, tags: { team: reports }, maxSessionDuration: 7200, managedPolicies: ["arn:{partition}:iam::aws:policy/AWSXRayDaemonWriteAccess"], trust: { sourceAccount: true }';
const BESIDES: Pick<Recipe, "besides"> = { besides: { "policies.boundary": BOUNDARY } };

/** Of what companies demand of roles. */
export const ROLES: readonly Recipe[] = [
  {
    want: "a path, a permissions boundary and tags on every role",
    at: "defaults",
    write: "roles: { path: /apps/, permissionsBoundary: boundary, tags: { team: reports } }",
    ...BESIDES,
  },
  {
    want: "a boundary that somebody else owns, and a proof that knows it",
    at: "policies.boundary",
    write: BOUNDARY,
    besides: { defaults: "roles: { permissionsBoundary: boundary }" },
  },
  {
    want: "what a boundary refuses known, too",
    at: "policies.boundary",
    write: OTHER_BOUNDARY,
    besides: { defaults: "roles: { permissionsBoundary: boundary }" },
  },
  {
    want: "roles named by a rule, so that workloads name none",
    at: "defaults",
    write: 'roles: { primary: { name: "{cluster}-{workload}" }, target: { name: "{workload}-of-{cluster}" } }',
    inPlaceOf: ["workloads.reports.primaryRole", "workloads.reports.target.role"],
  },
  {
    want: "one account's roles otherwise than the rest",
    at: "accounts.data",
    write: "roles: { tags: { data-class: internal } }",
  },
  { want: "all of it for primary roles only", at: "defaults", write: `roles: { primary: { ${ONE} } }`, ...BESIDES },
  {
    want: "all of it for one primary role",
    at: "primaryRoles.batch",
    write: `account: apps, name: batch-primary, settings: { ${ONE} }`,
    besides: { ...BESIDES.besides, "workloads.reports": "primaryRole: batch" },
  },
  {
    want: "a setting of one workload's roles",
    at: "workloads.reports",
    write:
      "primarySettings: { tags: { team: reports } }, target: { account: data, role: reports, settings: { path: /reports/ }, grants: [{ read: events }] }",
  },
  {
    want: "a setting of its roles on one cluster, and names that end otherwise than in the cluster's key",
    at: "workloads.reports",
    write:
      "clusters: { shop: { primarySettings: { tags: { tier: main } } }, spare: { target: { settings: { tags: { tier: spare } } } } }",
    besides: { "clusters.spare": 'account: apps, nameSuffix: "-2"' },
    inPlaceOf: ["workloads.reports.cluster"],
  },
  {
    want: "pods that may do less than their role",
    at: "workloads.reports",
    write:
      'sessionPolicy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: ["s3:GetObject", "s3:ListBucket", "sts:AssumeRole"], Resource: "*" }] }, sessionTags: false',
    restsOn: ["association-admins"],
  },
  {
    want: "longer sessions, and a further policy on every role",
    at: "defaults",
    write:
      'roles: { maxSessionDuration: 3600, managedPolicies: ["arn:{partition}:iam::aws:policy/AWSXRayDaemonWriteAccess"], primary: { maxSessionDuration: 21600 } }',
  },
  {
    want: "callers of my organization only",
    at: "defaults",
    write: "organization: o-a1b2c3d4e5",
  },
  {
    want: "the cluster's account in the trust of primary roles",
    at: "defaults",
    write: "roles: { primary: { trust: { sourceAccount: true } } }",
  },
  {
    want: "a condition in every trust policy",
    at: "defaults",
    write:
      'roles: { target: { trust: { conditions: { StringEquals: { "aws:PrincipalAccount": "111111111111" } } } }, trust: { conditions: {} } }',
  },
  {
    want: "a Deny in every trust policy",
    at: "defaults",
    write:
      'roles: { trust: { statements: [{ Sid: NoSource, Effect: Deny, Principal: "*", Action: "sts:SetSourceIdentity", Condition: { StringNotEquals: { "sts:SourceIdentity": batch } } }, { Effect: Deny, Principal: { Service: ec2.amazonaws.com, AWS: "arn:aws:iam::333333333333:root", Federated: "arn:aws:iam::222222222222:oidc-provider/example.com" }, NotAction: ["sts:*"] }] } }',
  },
];
