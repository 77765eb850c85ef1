import { z } from "zod";
import { DYNAMODB } from "../../aws";
import type { Problem } from "../../rules";
import { problemIf } from "../problem-if";
import * as t from "../text-types";
import type { DraftOf, ServiceConfig } from "./service-config";
import { kmsKey } from "./service-key";
import { fixedName, uselessHandover, uselessOfExisting } from "./service-names";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const tableName = t.textMatching("table-name", /^[A-Za-z0-9_.-]{3,255}$/);
const attributeName = t.textMatching("attribute-name", /^[A-Za-z0-9_.:#-]{1,255}$/);

const attribute = z.strictObject({
  name: attributeName.describe("Name of the attribute."),
  type: z.enum(["string", "number", "binary"]).default("string").describe("Default: string."),
});
const partitionKey = attribute.describe("Attribute by which items are spread.");
const sortKey = attribute
  .optional()
  .describe("Attribute by which items of one partition key are ordered. Default: none.");

const schema = z
  .strictObject({
    name: tableName.describe("Name of the table."),
    partitionKey: partitionKey.optional(),
    sortKey,
    indexes: z
      .record(tableName, z.strictObject({ partitionKey, sortKey }))
      .optional()
      .describe("Global secondary indexes by name, with all attributes. Default: none."),
    kmsKey: kmsKey("a key that DynamoDB owns, and grants need none"),
    create: z.boolean().default(true).describe("false: the table already exists. Default: true."),
  })
  .describe("A DynamoDB table, billed by request.");

export const DYNAMODB_TABLE = {
  facts: DYNAMODB,
  schema,
  verbs: {
    read: {
      actions: "dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:ConditionCheckItem, dynamodb:Query, dynamodb:Scan",
    },
    write: { actions: "dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem, dynamodb:BatchWriteItem" },
  },
  resourcePolicy: true,
  verifiedBy: "dynamodb:Scan",
  resourceOf: (map) => ({
    ...fixedName(map, "table"),
    check: (entry) => [
      ...problemIf(map.create !== false && map.partitionKey === undefined && !entry.omitted(entry.path), {
        rule: "missing-key",
        path: [...entry.path, "partitionKey"],
        at: "key",
        found: "no partitionKey",
      }),
      ...uselessOfExisting(map, ["partitionKey", "sortKey", "indexes"], entry, "table"),
      ...uselessHandover(entry, "table"),
      ...checkAttributes(map, entry.path),
    ],
  }),
} as const satisfies ServiceConfig<typeof schema>;

/** An attribute has one type, whatever keys it is of. */
function checkAttributes(map: DraftOf<typeof schema>, path: Problem["path"]): readonly Problem[] {
  const types = new Map<string, string>();
  const keys = [
    ...keysIn(map, path),
    ...Object.entries(map.indexes ?? {}).flatMap(([name, index]) => keysIn(index ?? {}, [...path, "indexes", name])),
  ];
  return keys.flatMap(({ name, type, path: at }) => {
    const first = types.get(name) ?? type;
    types.set(name, first);
    return problemIf(first !== type, { rule: "attribute-type", path: at, found: `${name} as ${first} and as ${type}` });
  });
}

const keysIn = (map: Pick<DraftOf<typeof schema>, "partitionKey" | "sortKey">, path: Problem["path"]) =>
  (["partitionKey", "sortKey"] as const).flatMap((key) => {
    const { name, type = "string" } = map[key] ?? {};
    return name === undefined ? [] : [{ name, type, path: [...path, key] }];
  });
