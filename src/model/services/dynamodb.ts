import { DYNAMODB } from "../../aws";
import type { ResourceMaps } from "../../config";
import type { ResolvedBy, ResourceEntry, ServiceModel } from "./service-model";

type TableMap = ResourceMaps["table"];
type Attribute = NonNullable<TableMap["partitionKey"]>;

/** The key of a table or an index, in names of attributes. */
interface TableKey {
  readonly partitionKey: string;
  readonly sortKey?: string;
}

/** A table to create. */
export interface TablePlan extends TableKey {
  readonly kind: "table";
  readonly address: string;
  readonly name: string;
  /** Only where it differs from the account's. */
  readonly region?: string;
  /** All attributes of keys, each once. */
  readonly attributes: readonly Attribute[];
  readonly indexes: readonly (TableKey & { readonly name: string })[];
  /** ARN of the customer key that it is encrypted with; absent for one of DynamoDB's own. */
  readonly keyArn?: string;
}

const READ = [
  "dynamodb:GetItem",
  "dynamodb:BatchGetItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:Query",
  "dynamodb:Scan",
];
const WRITE = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"];

/**
 * Reads and writes of items by their own interface; PartiQL's actions and those on the table itself are granted by name.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-specific-table-indexes.html
 * Keys: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export const DYNAMODB_TABLES: ServiceModel<TableMap, TablePlan> = {
  facts: DYNAMODB,
  resolve: resolveTable,
  verbs: { read: READ, write: WRITE },
  keyActions: Object.fromEntries([...READ, ...WRITE].map((action) => [action, ["kms:Decrypt"]])),
  // a table is read as its items are, through its key
  check: {
    action: "dynamodb:Scan",
    call: ({ arn, region }) => `dynamodb scan --region ${region} --table-name ${arn} --limit 1 --select COUNT`,
  },
  others: [
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:PutItem",
    "dynamodb:DeleteItem",
    "dynamodb:UpdateTable",
    "dynamodb:DeleteTable",
    "dynamodb:PutResourcePolicy",
  ],
};

function resolveTable({ map, account, region, address, keyArn }: ResourceEntry<TableMap>): ResolvedBy<TablePlan> {
  const arn = DYNAMODB.arn({ ...account, region: region ?? account.region }, map.name);
  const planned = planOf(map, address("table"), region, keyArn);
  return {
    ...(planned ? { planned: { plan: planned, address: `aws_dynamodb_table.${planned.address}` } } : {}),
    arn,
    name: map.name,
    policy: { type: "aws_dynamodb_resource_policy", address: address("table_policy"), subject: arn },
  };
}

function planOf(
  { create, name, partitionKey, sortKey, indexes = {} }: TableMap,
  address: string,
  region: string | undefined,
  keyArn: string | undefined,
): TablePlan | undefined {
  if (!create || !partitionKey) return undefined;
  const keys = [{ partitionKey, sortKey }, ...Object.values(indexes)].flatMap((key) => [
    key.partitionKey,
    ...(key.sortKey ? [key.sortKey] : []),
  ]);
  return {
    kind: "table",
    address,
    name,
    ...(region === undefined ? {} : { region }),
    ...keyOf({ partitionKey, sortKey }),
    attributes: [...new Map(keys.map((attribute) => [attribute.name, attribute])).values()],
    indexes: Object.entries(indexes).map(([index, key]) => ({ name: index, ...keyOf(key) })),
    ...(keyArn === undefined ? {} : { keyArn }),
  };
}

const keyOf = ({ partitionKey, sortKey }: { partitionKey: Attribute; sortKey?: Attribute | undefined }): TableKey => ({
  partitionKey: partitionKey.name,
  ...(sortKey ? { sortKey: sortKey.name } : {}),
});
