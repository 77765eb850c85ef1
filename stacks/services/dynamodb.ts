import type { DynamodbResourcePolicy } from "@cdktf/provider-aws/lib/dynamodb-resource-policy";
import type { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import type { TerraformStack } from "cdktf";
import type { Plans, ResourcePolicy } from "../../src/model";
import { constructId, withAddress } from "../element";

/** Loaded only where there is one: most configurations have no table. */
const dynamodbTable = (): typeof DynamodbTable => require("@cdktf/provider-aws/lib/dynamodb-table").DynamodbTable;
const dynamodbResourcePolicy = (): typeof DynamodbResourcePolicy =>
  require("@cdktf/provider-aws/lib/dynamodb-resource-policy").DynamodbResourcePolicy;

/** How DynamoDB calls the types of keys. */
const TYPES = { string: "S", number: "N", binary: "B" } as const;

function table(stack: TerraformStack, plan: Plans["table"]): void {
  const { address, name, region, partitionKey: hashKey, sortKey: rangeKey, attributes, indexes, keyArn } = plan;
  withAddress(
    address,
    new (dynamodbTable())(stack, constructId("aws_dynamodb_table", address), {
      name,
      region,
      billingMode: "PAY_PER_REQUEST",
      hashKey,
      rangeKey,
      attribute: attributes.map((attribute) => ({ name: attribute.name, type: TYPES[attribute.type] })),
      serverSideEncryption: keyArn === undefined ? undefined : { enabled: true, kmsKeyArn: keyArn },
      globalSecondaryIndex: indexes.map((index) => ({
        name: index.name,
        hashKey: index.partitionKey,
        rangeKey: index.sortKey,
        projectionType: "ALL",
      })),
    }),
  );
}

function tablePolicy(stack: TerraformStack, { address, subject, region, document }: ResourcePolicy): void {
  withAddress(
    address,
    new (dynamodbResourcePolicy())(stack, constructId("aws_dynamodb_resource_policy", address), {
      resourceArn: subject,
      region,
      policy: JSON.stringify(document),
    }),
  );
}

export const DYNAMODB = { resource: table, policy: tablePolicy };
