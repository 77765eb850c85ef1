import { faultsOf, missedBy, proofOfConfig } from "../../support/configured";
import { KEY, ofService, ofThirdAccount } from "../../support/of-service";
import { document, synth } from "../../support/synth";

const TABLE = "arn:aws:dynamodb:us-east-1:222222222222:table/orders";
const KEYS = "partitionKey: { name: id }";

const tables = (map: string, grants: string): string => ofService(`table: ${map}`, grants);
const READ = tables(`{ name: orders, ${KEYS} }`, "[{ read: data }]");
const made = (text: string) => synth(text).stacks["account-b"].resource;

test("a table has its keys, an attribute for each, and its indexes", () => {
  const map =
    "{ name: orders, partitionKey: { name: customer }, sortKey: { name: at, type: number }, indexes: { by-day: { partitionKey: { name: day }, sortKey: { name: at, type: number } } } }";
  expect(made(tables(map, "[{ read: data }]")).aws_dynamodb_table.table).toEqual({
    name: "orders",
    billing_mode: "PAY_PER_REQUEST",
    hash_key: "customer",
    range_key: "at",
    attribute: [
      { name: "customer", type: "S" },
      { name: "at", type: "N" },
      { name: "day", type: "S" },
    ],
    global_secondary_index: [{ name: "by-day", hash_key: "day", range_key: "at", projection_type: "ALL" }],
  });
});

test("each verb is a policy of its own, with the actions on items of the table and those on its indexes", () => {
  const { aws_iam_policy: policies, aws_iam_role_policy_attachment: attachments } = made(
    tables(`{ name: orders, ${KEYS} }`, "[{ read: data }, { write: data }]"),
  );
  expect(Object.keys(policies)).toEqual(["dynamodb_read_policy", "dynamodb_write_policy"]);
  expect(Object.keys(attachments)).toEqual(["dynamodb_read_attachment", "dynamodb_write_attachment"]);
  expect(policies.dynamodb_read_policy.name).toBe("s3-reader-target-role-dynamodb-read");
  expect(document(policies.dynamodb_read_policy.policy).Statement).toEqual([
    {
      Effect: "Allow",
      Action: [
        "dynamodb:GetItem",
        "dynamodb:BatchGetItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:Query",
        "dynamodb:Scan",
      ],
      Resource: [TABLE],
    },
    { Effect: "Allow", Action: ["dynamodb:Query", "dynamodb:Scan"], Resource: [`${TABLE}/index/*`] },
  ]);
  expect(
    document(policies.dynamodb_write_policy.policy).Statement.map((one: { Resource: unknown }) => one.Resource),
  ).toEqual([[TABLE]]);
});

test("a table that exists is granted and not made, and its proof rests on it", async () => {
  const text = tables("{ name: orders, create: false }", "[{ read: data }]");
  expect(made(text).aws_dynamodb_table).toBeUndefined();
  const { verdict, chains } = await proofOfConfig(text);
  expect([verdict, chains.flatMap((chain) => (chain.assumptions ?? []).map(({ id }) => id))]).toEqual([
    "conditional",
    ["resource-not-read"],
  ]);
});

test("what an encrypted table takes of its key is granted with it, for DynamoDB alone to use", () => {
  const resource = made(tables(`{ name: orders, ${KEYS}, kmsKey: "${KEY}" }`, "[{ write: data }]"));
  expect(resource.aws_dynamodb_table.table.server_side_encryption).toEqual({ enabled: true, kms_key_arn: KEY });
  expect(document(resource.aws_iam_policy.dynamodb_write_policy.policy).Statement.at(-1)).toEqual({
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: [KEY],
    Condition: { StringEquals: { "kms:ViaService": "dynamodb.us-east-1.amazonaws.com" } },
  });
});

test("grants on a table are proved, and each statement that is taken out is missed", async () => {
  const both = tables(`{ name: orders, ${KEYS} }`, "[{ read: data }, { write: data }]");
  expect((await proofOfConfig(both)).verdict).toBe("proved");
  for (const [from, to, missed] of [
    [`["${TABLE}/index/*"]`, `["${TABLE}/index/none"]`, ["can dynamodb:Query: failed", "can dynamodb:Scan: failed"]],
    ['"dynamodb:PutItem",', "", ["can dynamodb:PutItem: failed"]],
    ['"dynamodb:PutItem",', '"dynamodb:PutItem","dynamodb:DeleteTable",', ["cannot dynamodb:DeleteTable: failed"]],
  ] as const) {
    const broken = await proofOfConfig(both, ["account-b", from, to]);
    expect([broken.verdict, missedBy(broken)]).toEqual(["refuted", missed]);
  }
  expect((await proofOfConfig(READ)).verdict).toBe("proved");
});

test("a table of a third account lets the role in by its own policy, and both sides are proved", async () => {
  const third = ofThirdAccount(`table: { name: orders, ${KEYS} }`, "[{ read: data }]");
  const { stacks, dependencies } = synth(third);
  const { resource_arn, policy } = stacks["account-c-rest"].resource.aws_dynamodb_resource_policy.table_policy;
  expect(resource_arn).toBe("arn:aws:dynamodb:us-east-1:333333333333:table/orders");
  expect(document(policy).Statement.map((one: { Principal: unknown }) => one.Principal)).toEqual(
    Array(2).fill({ AWS: "arn:aws:iam::222222222222:role/s3-reader-target-role" }),
  );
  expect(dependencies["account-c-rest"]).toEqual(["account-b", "account-c"]);
  expect((await proofOfConfig(third)).verdict).toBe("proved");
  for (const [stack, from] of [
    ["account-b", '"dynamodb:GetItem",'],
    ["account-c-rest", '"dynamodb:GetItem",'],
  ] as const) {
    const broken = await proofOfConfig(third, [stack, from, ""]);
    expect([broken.verdict, missedBy(broken)]).toEqual(["refuted", ["can dynamodb:GetItem: failed"]]);
  }
  const strange = await proofOfConfig(third, ["account-c-rest", "222222222222:role", "444444444444:role"]);
  expect(strange.verdict).toBe("refuted");
  expect(faultsOf(strange)).toContain("grant dynamodb:GetItem denied");
});
