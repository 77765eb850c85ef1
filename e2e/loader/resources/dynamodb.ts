import {
  type AttributeDefinition,
  CreateTableCommand,
  DeleteResourcePolicyCommand,
  DeleteTableCommand,
  type KeySchemaElement,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-dynamodb";
import type { Json } from "../settings";
import { type Kind, type ProviderConfig, principalsOf } from "./kind";

interface Index {
  readonly name: string;
  /** Absent for a local index, which has its table's. */
  readonly hashKey?: string;
  readonly rangeKey?: string;
}

interface Table {
  readonly name: string;
  readonly hashKey: string;
  readonly rangeKey: string | undefined;
  /** `S`, `N` or `B` by attribute. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly globalIndexes: readonly Index[];
  readonly localIndexes: readonly Index[];
  readonly key: string | undefined;
}

const indexOf = (block: { readonly [name: string]: Json }): Index => ({
  name: String(block.name),
  ...(typeof block.hash_key === "string" ? { hashKey: block.hash_key } : {}),
  ...(typeof block.range_key === "string" ? { rangeKey: block.range_key } : {}),
});

const schemaOf = (hash: string, range: string | undefined): KeySchemaElement[] => [
  { AttributeName: hash, KeyType: "HASH" },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" } as const]),
];

/** As the API takes a table's indexes; it takes no empty list. */
const indexes = (all: readonly Index[], hashKey: string) =>
  all.length === 0
    ? undefined
    : all.map((one) => ({
        IndexName: one.name,
        KeySchema: schemaOf(one.hashKey ?? hashKey, one.rangeKey),
        Projection: { ProjectionType: "ALL" } as const,
      }));

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table: its keys, its indexes and its encryption; capacity is on demand. */
export const table: Kind<Table> = {
  read: (settings) => ({
    name: settings.text("name"),
    hashKey: settings.text("hash_key"),
    rangeKey: settings.optional("range_key"),
    attributes: Object.fromEntries(settings.blocks("attribute").map(({ name, type }) => [`${name}`, `${type}`])),
    globalIndexes: settings.blocks("global_secondary_index").map(indexOf),
    localIndexes: settings.blocks("local_secondary_index").map(indexOf),
    key: settings.optional("server_side_encryption", 0, "kms_key_arn"),
  }),
  replacedBy: ["name", "hashKey", "rangeKey", "attributes", "globalIndexes", "localIndexes", "key"],
  async create({ aws }, { name, hashKey, rangeKey, attributes, globalIndexes, localIndexes, key }) {
    const { TableDescription } = await aws.dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        KeySchema: schemaOf(hashKey, rangeKey),
        GlobalSecondaryIndexes: indexes(globalIndexes, hashKey),
        LocalSecondaryIndexes: indexes(localIndexes, hashKey),
        AttributeDefinitions: Object.entries(attributes).map(
          ([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }) as AttributeDefinition,
        ),
        BillingMode: "PAY_PER_REQUEST",
        ...(key === undefined ? {} : { SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: key } }),
      }),
    );
    return { id: name, arn: TableDescription?.TableArn ?? "" };
  },
  async remove({ aws }, { name }) {
    await aws.dynamodb.send(new DeleteTableCommand({ TableName: name }));
  },
};

interface TablePolicy {
  readonly arn: string;
  readonly policy: string;
}

const putPolicy = async ({ aws }: ProviderConfig, { arn, policy }: TablePolicy): Promise<void> => {
  await aws.dynamodb.send(new PutResourcePolicyCommand({ ResourceArn: arn, Policy: policy }));
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_resource_policy */
export const tablePolicy: Kind<TablePolicy> = {
  read: (settings) => ({ arn: settings.text("resource_arn"), policy: settings.text("policy") }),
  replacedBy: ["arn"],
  principals: ({ policy }) => principalsOf(policy),
  async create(provider, wanted) {
    await putPolicy(provider, wanted);
    return { id: wanted.arn };
  },
  update: putPolicy,
  async remove({ aws }, { arn }) {
    await aws.dynamodb.send(new DeleteResourcePolicyCommand({ ResourceArn: arn }));
  },
};
