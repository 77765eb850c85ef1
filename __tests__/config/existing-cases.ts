import type { Case } from "./cases";

/** Stands where the problem is expected: the mark of cases.ts, which has cases of its own. */
const MARK = "‸";

interface Parts {
  readonly data?: string;
  readonly cluster?: string;
  readonly bucket?: string;
  readonly base?: string;
  readonly target?: string;
  readonly more?: string;
}

const ROLE = "arn:aws:iam::222222222222:role/reader";

/** A primary role that exists, and a target role that exists in an account of others. */
const text = ({
  data = 'id: "222222222222", region: us-east-1, managed: false',
  cluster = "account: platform",
  bucket = "{ name: acme-invoices, create: false }",
  base = "arn: arn:aws:iam::111111111111:role/team/base",
  target = `arn: ${ROLE}`,
  more = "",
}: Parts): string => `accounts:
  platform: { id: "111111111111", region: us-east-1 }
  data: { ${data} }
clusters:
  prod: { ${cluster} }
resources:
  invoices: { account: data, bucket: ${bucket} }
primaryRoles:
  base: { ${base} }
workloads:
  billing:
    cluster: prod
    namespace: billing
    serviceAccount: billing
    primaryRole: base
    target: { ${target}, grants: [{ read: invoices }] }
${more}`;

export const EXISTING_VALID: readonly (readonly [what: string, text: string])[] = [
  ["a primary role that exists, and a target role that does in an account of others", text({})],
  [
    "an account that only the ARN of a target role names",
    text({})
      .replace("clusters:", '  lake: { id: "333333333333", region: us-east-1 }\nclusters:')
      .replace(
        "account: data, bucket: { name: acme-invoices, create: false }",
        "account: lake, bucket: { name: acme-invoices }",
      ),
  ],
  ["a primary role that exists by its name", text({ base: "account: platform, name: base, create: false" })],
  [
    "an ARN beside the account that it is of",
    text({ base: "account: platform, arn: arn:aws:iam::111111111111:role/base" }),
  ],
  ["a target role to be made in an account of others", text({ target: "account: data, role: reader" })],
  ["a target role of an account that is managed", text({ data: 'id: "222222222222", region: us-east-1' })],
  [
    "a target role of an account that is not listed, which the owner of the bucket is asked to let in",
    text({ target: "arn: arn:aws:iam::333333333333:role/reader" }),
  ],
  [
    "several workloads that end in one role that exists",
    text({
      more: `  refunds:
    cluster: prod
    namespace: refunds
    serviceAccount: refunds
    primaryRole: base
    assumePolicyName: allow-refunds
    target: { arn: ${ROLE}, grants: [{ read: invoices }] }
`,
    }),
  ],
];

export const EXISTING_CASES: readonly Case[] = [
  {
    rule: "account-not-managed",
    fact: "a cluster in an account of others could get no associations",
    text: text({ cluster: `account: ${MARK}data`, base: "account: data, name: base, create: false" }),
    found: "data with managed: false, where cluster prod needs",
  },
  {
    rule: "account-not-managed",
    fact: "a resource in an account of others exists there",
    text: text({ bucket: "{ name: acme-invoices }" }).replace("account: data, bucket", `account: ${MARK}data, bucket`),
    found: "where invoices would be made",
    fix: "create: false",
  },
  {
    rule: "no-effect",
    fact: "an account of others has no provider to give a profile to",
    text: text({ data: `id: "222222222222", region: us-east-1, managed: false, ${MARK}profile: theirs` }),
    found: "profile of an account with managed: false",
  },
  {
    rule: "document-open",
    fact: "an owner is asked for no grant on a name that apply makes",
    text: text({
      data: 'id: "222222222222", region: us-east-1',
      bucket: "{ prefix: acme-invoices }",
      target: `arn: ${MARK}${ROLE}`,
    }),
    found: "permissions of reader",
  },
  {
    rule: "missing-key",
    fact: "a primary role that exists is known by its name, if not by its ARN",
    text: text({ base: "account: platform, create: false" }).replace("base: {", `base: ${MARK}{`),
    found: "no name",
  },
  {
    rule: "missing-key",
    fact: "a primary role's name is one of an account",
    text: text({ base: "name: base, create: false" }).replace("base: {", `base: ${MARK}{`),
    found: "no account",
  },
  {
    rule: "exactly-one",
    fact: "an ARN names the role",
    text: text({ base: `arn: arn:aws:iam::111111111111:role/base, ${MARK}name: base` }),
    found: "name beside arn",
  },
  {
    rule: "exactly-one",
    fact: "a role with an ARN is not made",
    text: text({ base: `arn: arn:aws:iam::111111111111:role/base, create: ${MARK}true` }),
    found: "arn and create: true",
  },
  {
    rule: "primary-role-account",
    fact: "the ARN of a primary role is one of the account beside it",
    text: text({ base: `account: data, arn: ${MARK}arn:aws:iam::111111111111:role/base` }),
    found: "beside account data",
  },
  {
    rule: "primary-role-account",
    fact: "EKS passes no primary role of another account, though it exists",
    text: text({ base: `arn: ${ROLE}-base` }).replace("primaryRole: base", `primaryRole: ${MARK}base`),
    found: `${ROLE}-base for a cluster of platform`,
    expected: "a role of account 111111111111 in partition aws",
  },
  {
    rule: "primary-role-account",
    fact: "a primary role is in the partition of its cluster",
    text: text({ base: "arn: arn:aws-cn:iam::111111111111:role/base" }).replace(
      "primaryRole: base",
      `primaryRole: ${MARK}base`,
    ),
    found: "aws-cn",
  },
  {
    rule: "cross-partition",
    fact: "the ARN of a target role is one of the cluster's partition",
    text: text({ target: `arn: ${MARK}arn:aws-cn:iam::222222222222:role/reader` }),
    found: "for a cluster in aws",
  },
  ...(["account: data", "role: reader", "policyName: read"] as const).map(
    (other): Case => ({
      rule: "exactly-one",
      fact: `the ARN of a target role stands alone, without ${other.split(":")[0]}`,
      text: text({ target: `arn: ${ROLE}, ${MARK}${other}` }),
      found: "beside arn",
    }),
  ),
  {
    rule: "missing-key",
    fact: "a target role without an ARN has a name",
    text: text({ target: "account: data" }).replace("target: {", `target: ${MARK}{`),
    found: "no role",
  },
  {
    rule: "role-name-taken",
    fact: "a role that exists is not made under its name as well",
    text: text({
      data: 'id: "222222222222", region: us-east-1',
      more: `  refunds:
    cluster: prod
    namespace: refunds
    serviceAccount: refunds
    primaryRole: base
    assumePolicyName: allow-refunds
    target: { account: data, role: Reader, grants: [{ read: invoices }] }
`,
    }).replace(`arn: ${ROLE}`, `arn: ${MARK}${ROLE}`),
  },
  {
    rule: "grant-account",
    fact: "a role of another partition gets no grants, though only its ARN tells",
    text: text({ target: "arn: arn:aws-cn:iam::333333333333:role/reader" })
      .replace("primaryRole: base", "mechanism: irsa")
      .replace("account: platform }", "account: platform, issuer: https://oidc.eks.us-east-1.amazonaws.com/id/ABC }")
      .replace("read: invoices", `read: ${MARK}invoices`),
    found: "invoices in data for a role in 333333333333",
  },
];
