import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  type KeySchemaElement,
  ListTagsOfResourceCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import type { Call, ServiceCalls, Target } from "./call";
import type { Session } from "./session";

const client = (session: Session, { region }: Target): DynamoDBClient => session.client(DynamoDBClient, region);

/** A table of any account is named by its ARN. */
const tableOf = ({ arn }: Target): string => arn.split("/index/")[0] ?? arn;

const indexOf = ({ arn }: Target): string | undefined => arn.split("/index/")[1];

/** Attributes of the key of an item that is there, or not. */
const keyOf = ({ facts }: Target, isThere: boolean): Record<string, AttributeValue> =>
  Object.fromEntries(
    (["hash", "range"] as const).flatMap((part) => {
      const name = facts[part];
      return name === undefined ? [] : [[name, keyValue(facts[`${part}Type`], isThere)]];
    }),
  );

function keyValue(type: string | undefined, isThere: boolean): AttributeValue {
  if (type === "N") return { N: isThere ? "1" : "2" };
  return type === "B" ? { B: Buffer.from(isThere ? "written" : "never") } : { S: isThere ? "written" : "never-there" };
}

const CALLS: Readonly<Record<string, Call>> = {
  "dynamodb:GetItem": (session, to) =>
    client(session, to).send(new GetItemCommand({ TableName: tableOf(to), Key: keyOf(to, false) })),
  "dynamodb:BatchGetItem": (session, to) =>
    client(session, to).send(
      new BatchGetItemCommand({ RequestItems: { [tableOf(to)]: { Keys: [keyOf(to, false)] } } }),
    ),
  "dynamodb:Query": (session, to) =>
    client(session, to).send(
      new QueryCommand({
        TableName: tableOf(to),
        IndexName: indexOf(to),
        KeyConditionExpression: "#hash = :hash",
        ExpressionAttributeNames: { "#hash": to.facts.hash ?? "id" },
        ExpressionAttributeValues: { ":hash": keyValue(to.facts.hashType, false) },
      }),
    ),
  "dynamodb:Scan": (session, to) =>
    client(session, to).send(new ScanCommand({ TableName: tableOf(to), IndexName: indexOf(to), Limit: 1 })),
  "dynamodb:DescribeTable": (session, to) =>
    client(session, to).send(new DescribeTableCommand({ TableName: tableOf(to) })),
  "dynamodb:ListTagsOfResource": (session, to) =>
    client(session, to).send(new ListTagsOfResourceCommand({ ResourceArn: tableOf(to) })),
  "dynamodb:ConditionCheckItem": (session, to) => {
    const ConditionCheck = {
      TableName: tableOf(to),
      Key: keyOf(to, false),
      ConditionExpression: "attribute_not_exists(#hash)",
      ExpressionAttributeNames: { "#hash": to.facts.hash ?? "id" },
    };
    return client(session, to).send(new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck }] }));
  },
  "dynamodb:PutItem": (session, to) =>
    client(session, to).send(new PutItemCommand({ TableName: tableOf(to), Item: keyOf(to, true) })),
  "dynamodb:UpdateItem": (session, to) =>
    client(session, to).send(
      new UpdateItemCommand({
        TableName: tableOf(to),
        Key: keyOf(to, true),
        UpdateExpression: "SET #word = :word",
        ExpressionAttributeNames: { "#word": "word" },
        ExpressionAttributeValues: { ":word": { S: "written" } },
      }),
    ),
  "dynamodb:DeleteItem": (session, to) =>
    client(session, to).send(new DeleteItemCommand({ TableName: tableOf(to), Key: keyOf(to, false) })),
  "dynamodb:BatchWriteItem": (session, to) =>
    client(session, to).send(
      new BatchWriteItemCommand({
        RequestItems: { [tableOf(to)]: [{ PutRequest: { Item: keyOf(to, true) } }] },
      }),
    ),
  // nothing to change, and no policy: both are looked at after the permission
  "dynamodb:UpdateTable": (session, to) => client(session, to).send(new UpdateTableCommand({ TableName: tableOf(to) })),
  "dynamodb:PutResourcePolicy": (session, to) =>
    client(session, to).send(new PutResourcePolicyCommand({ ResourceArn: tableOf(to), Policy: "not a policy" })),
};

export const dynamodb: ServiceCalls = {
  calls: CALLS,
  authorised: ["ValidationException"],
  async found(owner, target) {
    const { Table } = await client(owner, target).send(new DescribeTableCommand({ TableName: tableOf(target) }));
    const types = new Map(Table?.AttributeDefinitions?.map((one) => [one.AttributeName, one.AttributeType ?? "S"]));
    const facts = (schema: readonly KeySchemaElement[] = []): Target["facts"] =>
      Object.fromEntries(
        schema.flatMap(({ AttributeName = "", KeyType }) => {
          const part = KeyType === "HASH" ? "hash" : "range";
          return [
            [part, AttributeName],
            [`${part}Type`, types.get(AttributeName) ?? "S"],
          ];
        }),
      );
    const indexes = [...(Table?.GlobalSecondaryIndexes ?? []), ...(Table?.LocalSecondaryIndexes ?? [])];
    return [
      { ...target, facts: facts(Table?.KeySchema) },
      ...indexes.map(({ IndexName, KeySchema }) => ({
        ...target,
        arn: `${target.arn}/index/${IndexName}`,
        facts: facts(KeySchema),
      })),
    ];
  },
};
