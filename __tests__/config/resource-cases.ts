import { ofService, ofThirdAccount } from "../support/of-service";
import { changed } from "../support/synth";
import type { Case } from "./cases";

const CHANGE = "[{ change: data }]";
const REPOSITORY = "arn:aws:ecr:us-east-1:222222222222:repository/web";
const PULL = "[{ actions: [ecr:BatchGetImage], on: data }]";

type Replacement = readonly [from: string, to: string];

const BUCKET = "    bucket: { prefix: my-cross-account-data-bucket }";
const unverified: Replacement = ["    verify: pod", "    verify: none"];
const unnamed: Replacement = ["      policyName: s3-read-only-for-target-role\n", ""];
const grants = (list: string): Replacement => ["[{ read: data }]", list];
const more = (line: string): Replacement => ["\nworkloads:", `  ${line}\n\nworkloads:`];

/** The default with the map of another service in place of its bucket. */
const instead = (map: string, ...others: readonly Replacement[]): string =>
  changed([BUCKET, `    ${map}`], unverified, unnamed, ...others);
/** The same with a table. */
const table = (map: string, ...others: readonly Replacement[]): string => instead(`table: ${map}`, ...others);
const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
const ORDERS = "{ name: orders, partitionKey: { name: id } }";

/** The default with its bucket in the cluster's account, which is not the role's. */
const afar = (bucket: string, ...others: readonly Replacement[]): string =>
  changed([`    account: account-b\n${BUCKET}`, `    account: account-a\n    bucket: ${bucket}`], ...others);

/** A case for each rule about resources of several services, and about grants on them. */
export const RESOURCE_CASES: readonly Case[] = [
  {
    rule: "exactly-one",
    fact: "a resource is of one service",
    text: changed(["  data:\n", `  ‸data:\n    table: ${ORDERS}\n`]),
    found: "bucket and table",
    expected: "one of bucket, table",
  },
  {
    rule: "exactly-one",
    fact: "a resource is of a service",
    text: changed(["  data:\n", "  ‸data:\n"], [BUCKET, "   "]),
    found: "none of them",
  },
  {
    rule: "unknown-key",
    fact: "a table has no key but its own",
    text: table("{ name: orders, partitionKey: { name: id }, ‸extra: x }"),
    found: '"extra"',
  },
  {
    rule: "table-name",
    fact: "a table's name has three letters",
    text: table("{ name: ‸ab, partitionKey: { name: id } }"),
    found: '"ab"',
  },
  {
    rule: "attribute-name",
    fact: "an attribute's name has no spaces",
    text: table("{ name: orders, partitionKey: { name: ‸the id } }"),
    found: '"the id"',
  },
  {
    rule: "attribute-type",
    fact: "an attribute is of one type in all keys",
    text: table(
      "{ name: orders, partitionKey: { name: id }, indexes: { by-id: { partitionKey: ‸{ name: id, type: number } } } }",
    ),
    found: "id as string and as number",
  },
  {
    rule: "kms-key",
    fact: "a policy names keys by no alias",
    text: table("{ name: orders, partitionKey: { name: id }, kmsKey: ‸alias/orders }"),
    found: '"alias/orders"',
  },
  {
    rule: "unknown-reference",
    fact: "a key that is no ARN is one of the resources",
    text: table("{ name: orders, partitionKey: { name: id }, kmsKey: ‸dat }"),
    fix: 'Did you mean "data"?',
  },
  {
    rule: "kms-key",
    fact: "a key is no other resource",
    text: table("{ name: orders, partitionKey: { name: id }, kmsKey: ‸data }"),
    found: "data, a table",
  },
  {
    rule: "kms-key-place",
    fact: "a service uses keys of its own region",
    text: table(
      '{ name: orders, partitionKey: { name: id }, kmsKey: ‸"arn:aws:kms:eu-west-1:222222222222:key/1234abcd" }',
    ),
    found: "a key of aws in eu-west-1 for a resource in us-east-1",
  },
  {
    rule: "kms-key-place",
    fact: "a key of another region encrypts nothing here",
    text: instead(
      "bucket: { name: the-data, kmsKey: ‸own }",
      more("own: { account: account-b, region: eu-west-1, key: { alias: own } }"),
    ),
    found: "own in eu-west-1 for a resource in us-east-1",
  },
  {
    rule: "kms-key-place",
    fact: "a key that is made in another account has no ARN to write",
    text: instead("bucket: { name: the-data, kmsKey: ‸own }", more("own: { account: account-a, key: { alias: own } }")),
    found: "own of account-a, whose ARN is known only after apply",
  },
  {
    rule: "resource-policy-kept",
    fact: "the policy of a key that exists in another account is not replaced unasked",
    text: instead(
      "bucket: { name: the-data, kmsKey: own }",
      more(`own: { account: account-a, key: { create: false, id: ${KEY_ID} } }`),
      grants("[{ read: ‸data }]"),
    ),
    found: "data, whose key own in account-a exists already, for a role in account-b",
  },
  {
    rule: "grant-account",
    fact: "no role of another account can name a key that is made",
    text: instead(
      "key: { alias: own }",
      ["    account: account-b\n    key", "    account: account-a\n    key"],
      grants("[{ decrypt: ‸data }]"),
    ),
    found: "a key whose ARN is known only after apply",
  },
  {
    rule: "key-alias",
    fact: "an alias is named by what follows alias/",
    text: instead("key: { alias: ‸alias/own }", grants("[{ decrypt: data }]")),
    found: '"alias/own"',
  },
  {
    rule: "key-id",
    fact: "a key that exists is named by its id, not by its alias",
    text: instead("key: { create: false, id: ‸alias/own }", grants("[{ decrypt: data }]")),
    found: '"alias/own"',
  },
  {
    rule: "exactly-one",
    fact: "a key that is made has an alias, by which it is found",
    text: instead("key: ‸{}", grants("[{ decrypt: data }]")),
    found: "no alias",
  },
  {
    rule: "exactly-one",
    fact: "a key that exists has an id",
    text: instead("key: ‸{ create: false, alias: own }", grants("[{ decrypt: data }]")),
    found: "create: false without id",
  },
  {
    rule: "missing-key",
    fact: "a table that is made has a partition key",
    text: table("‸{ name: orders }"),
    found: "no partitionKey",
  },
  {
    rule: "no-effect",
    fact: "a table that exists has its keys already",
    text: table("{ name: orders, create: false, ‸partitionKey: { name: id } }"),
    found: "partitionKey of a table that exists",
  },
  {
    rule: "no-effect",
    fact: "a table's name is not handed over",
    text: table(`${ORDERS}\n    ‸handover: variable`),
    found: "handover of a table",
  },
  {
    rule: "queue-name",
    fact: "a queue's name is no URL",
    text: instead(
      "queue: { name: ‸https://sqs.us-east-1.amazonaws.com/222222222222/jobs }",
      grants("[{ send: data }]"),
    ),
    found: '"https://sqs',
  },
  {
    rule: "topic-name",
    fact: "a topic's name is no ARN",
    text: instead('topic: { name: ‸"arn:aws:sns:us-east-1:222222222222:events" }', grants("[{ publish: data }]")),
    found: '"arn:aws:sns',
  },
  {
    rule: "secret-name",
    fact: "a secret's name ends in nothing that is its ARN's",
    text: instead("secret: { name: ‸prod/db-AbC123 }"),
    found: '"prod/db-AbC123"',
  },
  {
    rule: "grant-account",
    fact: "no other account can use the key that AWS manages for secrets",
    text: instead(
      "secret: { name: prod/db }",
      ["    account: account-b\n    secret", "    account: account-a\n    secret"],
      grants("[{ read: ‸data }]"),
    ),
    found: "encrypted with the key that AWS manages",
    fix: "kmsKey:",
  },
  {
    rule: "parameter-name",
    fact: "a path begins with a slash",
    text: instead("parameter: { path: ‸my-app/ }"),
    found: '"my-app/"',
  },
  {
    rule: "parameter-name",
    fact: "no parameter's name begins with aws",
    text: instead("parameter: { name: ‸/aws/service/db }"),
    found: '"/aws/service/db"',
  },
  {
    rule: "exactly-one",
    fact: "parameters are those of a path or one of a name",
    text: instead("parameter: ‸{ path: /my-app/, name: db }"),
    found: "path and name",
  },
  {
    rule: "resource-name-taken",
    fact: "a path is one entry in its account and region, with its last slash or without",
    text: instead("parameter: { path: /my-app/ }", more("more: { account: account-b, parameter: { path: ‸/my-app } }")),
    found: "parameter /my-app/, already used by resources.data.parameter.path",
  },
  {
    rule: "no-effect",
    fact: "parameters have no policy to replace",
    text: instead("parameter: { path: /my-app/ }\n    ‸resourcePolicy: replace"),
    found: "resourcePolicy of a parameter, which has none",
  },
  {
    rule: "grant-account",
    fact: "no parameter lets another account in by itself",
    text: instead(
      "parameter: { path: /my-app/ }",
      ["    account: account-b\n    parameter", "    account: account-a\n    parameter"],
      grants("[{ read: ‸data }]"),
    ),
    found: "data in account-a for a role in account-b",
  },
  {
    rule: "verify-list",
    fact: "to publish is no check, as it leaves a message behind",
    text: changed([BUCKET, "    topic: { name: events }"], unnamed, grants("[{ publish: data }]"), [
      "    verify:",
      "    ‸verify:",
    ]),
    found: "verify: pod with no such grant",
  },
  {
    rule: "grant-verb",
    fact: "a queue is not read",
    text: instead("queue: { name: jobs }", grants("[{ ‸read: data }]")),
    found: "read of data, a queue",
    expected: "send, receive, actions",
  },
  {
    rule: "grant-account",
    fact: "SQS lets no other account change a queue",
    text: instead(
      "queue: { name: jobs }",
      ["    account: account-b\n    queue", "    account: account-a\n    queue"],
      grants("[{ receive: data }, { actions: [‸sqs:DeleteQueue], on: data }]"),
    ),
    found: "sqs:DeleteQueue, which AWS allows to no role of another account",
  },
  {
    rule: "no-effect",
    fact: "a bucket that is made has no policy to replace",
    text: changed(["    bucket:", "    ‸resourcePolicy: replace\n    bucket:"]),
    found: "resourcePolicy of a resource that is created here",
  },
  {
    rule: "resource-name-taken",
    fact: "a table is one entry in its account and region",
    text: table(ORDERS, more("more: { account: account-b, table: { name: ‸orders, create: false } }")),
    found: "table orders, already used by resources.data.table.name",
  },
  ...(
    [
      ["keys begin with no slash", "/eu/"],
      ["a wildcard would match more than it says", "eu*"],
      ["a policy variable is none of keys", "'${aws:username}/'"],
    ] as const
  ).map(
    ([fact, prefix]): Case => ({
      rule: "object-prefix",
      fact,
      text: changed(grants(`[{ read: { bucket: data, prefix: ‸${prefix} } }]`), unverified),
      found: prefix.replaceAll("'", ""),
    }),
  ),
  {
    rule: "unknown-key",
    fact: "a limit of a grant is one that its service has",
    text: changed(grants("[{ read: { bucket: data, ‸prefx: eu/ } }]"), unverified),
    fix: 'Did you mean "prefix"?',
  },
  {
    rule: "grant-verb",
    fact: "a prefix of keys limits no table",
    text: table(ORDERS, grants("[{ read: { ‸bucket: data, prefix: eu/ } }]")),
    found: "bucket: data, which is a table",
    expected: "read: data",
  },
  {
    rule: "action-name",
    fact: "an action on a table is DynamoDB's",
    text: table(ORDERS, grants("[{ actions: [‸dynamodb:GetItems], on: data }]")),
    fix: "Did you mean dynamodb:GetItem?",
  },
  {
    rule: "action-name",
    fact: "a service that is misspelt is the resource's",
    text: table(ORDERS, grants("[{ actions: [‸dynamo:GetItem], on: data }]")),
    expected: "an action of dynamodb on a table",
    fix: "Did you mean dynamodb:GetItem?",
  },
  {
    rule: "action-name",
    fact: "an action without its service is the resource's",
    text: table(ORDERS, grants("[{ actions: [‸GetItem], on: data }]")),
    fix: "Did you mean dynamodb:GetItem?",
  },
  {
    rule: "action-name",
    fact: "an action of another service fits no table",
    text: table(ORDERS, grants("[{ actions: [‸s3:GetObject], on: data }]")),
    expected: "an action of dynamodb on a table",
  },
  {
    rule: "unknown-key",
    fact: "a resource that is called by its service is shown its own key",
    text: changed(["    bucket: {", "    ‸s3: {"]),
    fix: 'Did you mean "bucket"?',
  },
  {
    rule: "grant-account",
    fact: "a bucket of another account has a name that its policy and the role's can give",
    text: afar("{ prefix: the-data }", grants("[{ read: ‸data }]")),
    found: "data in account-a for a role in account-b, its name known only after apply",
    fix: "name:",
  },
  {
    rule: "grant-account",
    fact: "AWS allows some actions to no role of another account",
    text: afar("{ name: the-data }", grants("[{ read: data }, { actions: [‸s3:PutBucketPolicy], on: data }]"), unnamed),
    found: "s3:PutBucketPolicy, which AWS allows to no role of another account",
  },
  {
    rule: "resource-policy-kept",
    fact: "the policy of a bucket that exists is not replaced unasked",
    text: afar("{ name: the-data, create: false }", grants("[{ read: ‸data }]")),
    found: "data in account-a for a role in account-b, which exists already",
    fix: "resourcePolicy: replace",
  },
  {
    rule: "zone-name",
    fact: "a zone's name has no dot at its end",
    text: ofService("zone: { name: ‸example.com. }", CHANGE),
    found: '"example.com."',
  },
  {
    rule: "zone-id",
    fact: "a zone's id is what stands behind /hostedzone/",
    text: ofService("zone: { name: example.com, id: ‸/hostedzone/Z0123456789ABCDEFGHIJ }", CHANGE),
    found: '"/hostedzone/Z0123456789ABCDEFGHIJ"',
  },
  {
    rule: "record-name",
    fact: "Route 53 compares names of records in lower case",
    text: ofService("zone: { name: example.com }", "[{ change: { zone: data, names: [‸WWW.example.com] } }]"),
    found: '"WWW.example.com"',
  },
  {
    rule: "wrong-value",
    fact: "a type of record is one that Route 53 has",
    text: ofService("zone: { name: example.com }", "[{ change: { zone: data, types: [‸TXTS] } }]"),
    found: '"TXTS"',
  },
  {
    rule: "no-effect",
    fact: "a zone is of no region",
    text: ofService("zone: { name: example.com }\n    ‸region: eu-west-1", CHANGE),
    found: "region of a zone",
  },
  {
    rule: "grant-account",
    fact: "a zone has no policy: the role that changes it is in its account",
    text: ofThirdAccount("zone: { name: example.com }", "[{ change: ‸data }]"),
    found: "data in account-c for a role in account-b",
    fix: "Put the role in the resource's account with `target: { account: … }`.",
  },
  {
    rule: "resource-arn",
    fact: "a template is no ARN",
    text: ofService("arn: ‸arn:aws:ecr:us-east-1:222222222222:repository/${web}", PULL),
    found: "repository/${web}",
  },
  {
    rule: "arn-service",
    fact: "an ARN is of a service that AWS lists",
    text: ofService(`arn: ‸${REPOSITORY.replace("ecr", "ecrr")}`, "[{ actions: [ecrr:BatchGetImage], on: data }]"),
    found: '"ecrr"',
    fix: "Did you mean ecr?",
  },
  {
    rule: "arn-service",
    fact: "an ARN has a form of its service's",
    text: ofService(
      `arn: ‸${REPOSITORY.replace("repository/", "repo/")}`,
      "[{ actions: [ecr:GetAuthorizationToken], on: data }]",
    ),
    found: "repo/web",
    expected: "an ARN of a resource of ecr",
  },
  {
    rule: "arn-account",
    fact: "an ARN is of the account that the resource names",
    text: ofService(`arn: ‸${REPOSITORY.replace("222222222222", "333333333333")}`, PULL),
    found: "an ARN of account 333333333333",
    expected: "one of account 222222222222",
  },
  {
    rule: "arn-account",
    fact: "an ARN is of the partition of the resource's account",
    text: ofService(`arn: ‸${REPOSITORY.replace("aws", "aws-cn")}`, PULL),
    found: "an ARN of partition aws-cn",
  },
  {
    rule: "no-effect",
    fact: "an ARN names its own region",
    text: ofService(`arn: ${REPOSITORY}\n    ‸region: eu-west-1`, PULL),
    found: "region beside an ARN",
  },
  {
    rule: "action-name",
    fact: "an action on what an ARN names is its service's",
    text: ofService(`arn: ${REPOSITORY}`, "[{ actions: [‸ecr:BatchGetImages], on: data }]"),
    expected: "an action of ecr on what an ARN of ecr names",
    fix: "Did you mean ecr:BatchGetImage?",
  },
  {
    rule: "grant-verb",
    fact: "what an ARN of a service without verbs names is granted by actions",
    text: ofService(`arn: ${REPOSITORY}`, "[{ ‸read: data }]"),
    found: "read of data, what an ARN of ecr names",
  },
  {
    rule: "grant-account",
    fact: "what an ARN names is for roles of its account",
    text: ofThirdAccount(
      `arn: ${REPOSITORY.replace("222222222222", "333333333333")}`,
      "[{ actions: [ecr:BatchGetImage], on: ‸data }]",
    ),
    found: "data in account-c for a role in account-b",
  },
  {
    rule: "wrong-value",
    fact: "a preset is of a chart that is known, and its names are not missed besides",
    text: changed(["    namespace: my-app-namespace\n    serviceAccount: my-app-sa", "    preset: ‸external-dn"]),
    found: '"external-dn"',
    expected: 'did you mean "external-dns"?',
  },
];

/** Configurations of which nothing is wrong. */
export const RESOURCE_VALID: readonly (readonly [string, string])[] = [
  [
    "one table name in two regions",
    table(
      ORDERS,
      more("more: { account: account-b, region: eu-west-1, table: { name: orders, create: false } }"),
      grants("[{ read: data }, { read: more }]"),
    ),
  ],
  [
    "a bucket and a table of one name",
    table(
      ORDERS,
      more("more: { account: account-b, bucket: { name: orders } }"),
      grants("[{ read: data }, { read: more }]"),
    ),
  ],
  ["a bucket of another account with a fixed name", afar("{ name: the-data }")],
  [
    "the policy of a bucket that exists, to be replaced",
    afar("{ name: the-data, create: false }\n    resourcePolicy: replace"),
  ],
];
