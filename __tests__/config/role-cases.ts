import { changed, SHIPPED, withWorkload } from "../support/synth";
import type { Case } from "./cases";

const defaults = (settings: string): string => `defaults: { roles: { ${settings} } }\n${SHIPPED}`;
const target = (settings: string): string =>
  changed(["      account: account-b", `      settings: { ${settings} }\n      account: account-b`]);
const targetTrust = (trust: string): string => target(`trust: { ${trust} }`);
/** The default's target role without a name, which is made by a template. */
const templated = (template: string, mark: string): string =>
  `defaults: { roles: { target: { name: "${template}" } } }\n${changed(
    ["      role: s3-reader-target-role\n", ""],
    ["    target:", `    ${mark}target:`],
  )}`;
const boundary = (name: string, more = ""): string =>
  `policies:
  ${more}boundary:
    name: ${name}
    document: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] }
`;
const STATEMENT = '{ Effect: Allow, Action: "s3:*", Resource: "*" }';
const session = (statements: string): string => `{ Version: "2012-10-17", Statement: [${statements}] }`;
const names = (count: number): string =>
  Array.from({ length: count }, (_, index) => `"arn:aws:iam::aws:policy/Policy${index}"`).join(", ");
const LONG = "x".repeat(500);
const REFUSES = "Effect: Deny, Principal: '*', Action: sts:AssumeRole";

export const ROLE_CASES: readonly Case[] = [
  {
    rule: "role-path",
    fact: "a path ends with a slash",
    text: defaults("path: ‸/eks"),
    found: '"/eks"',
  },
  {
    rule: "policy-reference",
    fact: "a boundary is no role",
    text: defaults("permissionsBoundary: ‸arn:aws:iam::111111111111:role/boundary"),
  },
  {
    rule: "policy-account",
    fact: "a boundary of one account does for no role of another",
    text:
      defaults("target: { permissionsBoundary: ‸boundary }").replace("‸", "") +
      boundary("‸arn:aws:iam::111111111111:policy/boundary"),
    found: "for a role in account account-b, 222222222222 in aws",
    fix: "{account}",
  },
  {
    rule: "policy-account",
    fact: "a policy that AWS manages in another partition is none of the account's",
    text: target('managedPolicies: [‸"arn:aws-cn:iam::aws:policy/ReadOnlyAccess"]'),
  },
  {
    rule: "policy-not-shown",
    fact: "what a boundary leaves is not known from its name",
    text: target("permissionsBoundary: ‸boundary"),
    found: "boundary alone",
    fix: "`policies:`",
  },
  {
    rule: "policy-taken",
    fact: "the attachments of two policies have addresses of their own",
    text: target('managedPolicies: ["arn:aws:iam::aws:policy/boundary", ‸boundary]') + boundary("company-boundary"),
    found: "boundary, already used by",
  },
  {
    rule: "policy-unused",
    fact: "a policy that no role has is a slip",
    text: SHIPPED + boundary("boundary", "‸"),
    found: "boundary, which no role has",
  },
  {
    rule: "session-duration",
    fact: "no session is shorter than an hour",
    text: defaults("maxSessionDuration: ‸900"),
    found: "the number 900",
    expected: "3600 to 43200",
  },
  {
    rule: "session-duration-chained",
    fact: "a target role gives sessions of an hour, whatever it allows",
    text: target("maxSessionDuration: ‸7200"),
    found: "7200",
  },
  {
    rule: "organization",
    fact: "an organization has an id",
    text: `defaults: { organization: ‸example }\n${SHIPPED}`,
  },
  {
    rule: "name-template",
    fact: "only what is known of a role stands in its name",
    text: defaults('primary: { name: ‸"{worklaod}-primary" }'),
    found: "{worklaod}",
    expected: "did you mean workload?",
  },
  {
    rule: "role-name",
    fact: "a template may make a name that is too long",
    text: templated(`{workload}-${"x".repeat(60)}`, "").replace(
      "    target:\n      account",
      "    target:\n      ‸account",
    ),
    found: /\(67 characters\), made by defaults.roles.target.name$/,
  },
  {
    rule: "role-name-taken",
    fact: "a template that gives two roles one name says so",
    text: `${templated("reader", "")}  second:
    cluster: my-eks-cluster
    namespace: second
    serviceAccount: second
    primaryRole: second
    target: ‸{ account: account-b, grants: [{ read: data }] }
`,
    found: "reader, made by defaults.roles.target.name, already used by workloads.my-app.target.role",
  },
  {
    rule: "missing-key",
    fact: "a target role has a name where no template gives one",
    text: changed(
      ["      role: s3-reader-target-role\n", ""],
      ["      account: account-b\n      policy", "      ‸account: account-b\n      policy"],
    ),
    found: "no role",
  },
  {
    rule: "unknown-reference",
    fact: "a name that a template makes is not missed where its cluster is",
    text: `defaults: { roles: { primary: { name: "{workload}-{account}" } } }\n${changed(
      ["    primaryRole: eks-pod-identity-primary-role\n", ""],
      ["    cluster: my-eks-cluster", "    cluster: ‸my-eks-clusters"],
    )}`,
  },
  {
    rule: "name-suffix",
    fact: "the end of a name holds no slash",
    text: changed(["{ account: account-a }", "{ account: account-a, nameSuffix: ‸/eu }"]),
  },
  {
    rule: "tag-case",
    fact: "IAM takes two tags that differ by case for one",
    text: `defaults: { tags: { owner: a } }\n${target("tags: { ‸Owner: b }")}`,
    found: "Owner beside owner",
  },
  {
    rule: "trust-statement-effect",
    fact: "a further statement lets nobody in",
    text: targetTrust('statements: [{ Effect: ‸Allow, Principal: "*", Action: sts:AssumeRole }]'),
    found: '"Allow"',
  },
  {
    rule: "unknown-key",
    fact: "a statement has AWS's elements",
    text: targetTrust("statements: [{ Effect: Deny, ‸Principle: '*', Action: sts:AssumeRole }]"),
    fix: 'Did you mean "Principal"?',
  },
  {
    rule: "condition-operator",
    fact: "an operator is written as AWS spells it",
    text: targetTrust("conditions: { ‸StringEqual: { aws:PrincipalOrgID: o-a1b2c3d4e5 } }"),
    expected: "did you mean StringEquals?",
  },
  {
    rule: "condition-operator",
    fact: "so is one of a statement",
    text: targetTrust(`statements: [{ ${REFUSES}, Condition: { ‸ForAnyValue:StringLikes: { aws:TagKeys: a } } }]`),
    expected: "did you mean StringLike?",
  },
  {
    rule: "condition-taken",
    fact: "what confines a role to its pod stays",
    text: targetTrust("conditions: { StringEquals: { ‸aws:requesttag/kubernetes-namespace: other } }"),
    found: "which this configuration writes itself",
  },
  {
    rule: "no-effect",
    fact: "no service assumes a target role",
    text: targetTrust("‸sourceAccount: true"),
    found: "sourceAccount for a target role",
  },
  {
    rule: "no-effect",
    fact: "a shared primary role has settings of its own",
    text: changed(
      ["primaryRole: eks-pod-identity-primary-role", "primaryRole: shared\n    ‸primarySettings: { path: /eks/ }"],
      ["\nworkloads:", "\nprimaryRoles: { shared: { account: account-a, name: shared-role } }\n\nworkloads:"],
    ),
    found: "primarySettings beside a shared primary role",
  },
  {
    rule: "attachment-quota",
    fact: "ten further policies are one too many with the role's own",
    text: target(`managedPolicies: [${names(10)}]`).replace("role: s3-reader", "role: ‸s3-reader"),
    found: "11 managed policies attached to s3-reader-target-role, 10 of them by managedPolicies",
  },
  {
    rule: "attachment-limit",
    fact: "AWS raises the quota to 25 policies",
    text: target(`managedPolicies: [${names(25)}]`).replace("role: s3-reader", "role: ‸s3-reader"),
    found: "26 managed policies",
  },
  {
    rule: "trust-size",
    fact: "the longest part of a trust is named",
    text: targetTrust(
      `statements: [{ ${REFUSES}, Condition: { StringNotEquals: { aws:PrincipalOrgID: [${LONG}, ${LONG}, ${LONG}] } } }]`,
    ).replace("role: s3-reader", "role: ‸s3-reader"),
    found:
      /^the trust of s3-reader-target-role with 2\d{3} characters; the longest of its 3 statements, that of workloads.my-app.target.settings.trust.statements.0, has 1\d{3}$/,
  },
  {
    rule: "trust-limit",
    fact: "no quota allows a trust with a statement of four thousand characters",
    text: targetTrust(
      `statements: [{ ${REFUSES}, Condition: { StringNotEquals: { aws:PrincipalOrgID: [${Array(8).fill(LONG)}] } } }]`,
    ).replace("role: s3-reader", "role: ‸s3-reader"),
    found: /^the trust of s3-reader-target-role with 4\d{3} characters/,
    expected: "4,096",
  },
  {
    rule: "session-policy-tags",
    fact: "EKS takes no session policy while session tags are on",
    text: withWorkload(`‸sessionPolicy: ${session(STATEMENT)}`),
    found: "a session policy with session tags on",
  },
  {
    rule: "session-policy-size",
    fact: "EKS takes a session policy of 2,048 characters",
    text: withWorkload(
      "sessionTags: false",
      `sessionPolicy: ‸${session([STATEMENT, `{ Effect: Allow, Action: "s3:*", Resource: [${Array(5).fill(LONG)}] }`].join(", "))}`,
    ),
    found: /^2\d{3} characters$/,
  },
];

const COMPANY = `defaults:
  organization: o-a1b2c3d4e5
  roles: { path: /eks/, permissionsBoundary: boundary, primary: { trust: { sourceAccount: true } } }
`;

export const ROLE_VALID: readonly (readonly [what: string, text: string])[] = [
  ["settings of all roles", COMPANY + SHIPPED + boundary("company/boundary")],
  [
    "a boundary of the role's account by ARN",
    defaults("permissionsBoundary: boundary") + boundary("arn:{partition}:iam::{account}:policy/boundary"),
  ],
  ["a name that a template makes", templated("{workload}-{account}-{cluster}", "")],
  [
    "long sessions of primary roles, and of all roles",
    defaults("maxSessionDuration: 7200, primary: { maxSessionDuration: 43200 }"),
  ],
  ["a condition on a further key", targetTrust("conditions: { StringLikeIfExists: { aws:PrincipalOrgID: o-* } }")],
  ["a session policy without session tags", withWorkload("sessionTags: false", `sessionPolicy: ${session(STATEMENT)}`)],
];
