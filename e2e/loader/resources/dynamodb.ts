import {
  type AttributeDefinition,
  CreateTableCommand,
  DeleteResourcePolicyCommand,
  DeleteTableCommand,
  type KeySchemaElement,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-dynamodb";
import { type Kind, type ProviderConfig, principalsOf } from "./kind";

interface Table {
  readonly name: string;
  readonly hashKey: string;
  readonly rangeKey: string | undefined;
  /** `S`, `N` or `B` by attribute. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly key: string | undefined;
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table: its keys and its encryption; capacity is on demand. */
export const table: Kind<Table> = {
  read: (settings) => ({
    name: settings.text("name"),
    hashKey: settings.text("hash_key"),
    rangeKey: settings.optional("range_key"),
    attributes: Object.fromEntries(settings.blocks("attribute").map(({ name, type }) => [`${name}`, `${type}`])),
    key: settings.optional("server_side_encryption", 0, "kms_key_arn"),
  }),
  replacedBy: ["name", "hashKey", "rangeKey", "attributes", "key"],
  async create({ aws }, { name, hashKey, rangeKey, attributes, key }) {
    const KeySchema: KeySchemaElement[] = [{ AttributeName: hashKey, KeyType: "HASH" }];
    if (rangeKey !== undefined) KeySchema.push({ AttributeName: rangeKey, KeyType: "RANGE" });
    const { TableDescription } = await aws.dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        KeySchema,
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
