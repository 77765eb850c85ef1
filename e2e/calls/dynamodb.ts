import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  type KeySchemaElement,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Call, ServiceCalls, Target } from "./call";
import type { Session } from "./session";

const client = (session: Session, { region }: Target): DynamoDBClient => session.client(DynamoDBClient, region);

/** A table of any account is named by its ARN. */
const tableOf = ({ arn }: Target): string => arn.split("/index/")[0] ?? arn;

const indexOf = ({ arn }: Target): string | undefined => arn.split("/index/")[1];

/** Attributes of a key; every one is a string in what is made here. */
const keyOf = ({ facts: { hash = "id", range } }: Target, value = "never-there") => ({
  [hash]: { S: value },
  ...(range === undefined ? {} : { [range]: { S: value } }),
});

const CALLS: Readonly<Record<string, Call>> = {
  "dynamodb:GetItem": (session, to) =>
    client(session, to).send(new GetItemCommand({ TableName: tableOf(to), Key: keyOf(to) })),
  "dynamodb:BatchGetItem": (session, to) =>
    client(session, to).send(new BatchGetItemCommand({ RequestItems: { [tableOf(to)]: { Keys: [keyOf(to)] } } })),
  "dynamodb:Query": (session, to) =>
    client(session, to).send(
      new QueryCommand({
        TableName: tableOf(to),
        IndexName: indexOf(to),
        KeyConditionExpression: "#hash = :hash",
        ExpressionAttributeNames: { "#hash": to.facts.hash ?? "id" },
        ExpressionAttributeValues: { ":hash": { S: "never-there" } },
      }),
    ),
  "dynamodb:Scan": (session, to) =>
    client(session, to).send(new ScanCommand({ TableName: tableOf(to), IndexName: indexOf(to), Limit: 1 })),
  "dynamodb:DescribeTable": (session, to) =>
    client(session, to).send(new DescribeTableCommand({ TableName: tableOf(to) })),
  "dynamodb:ListTagsOfResource": (session, to) =>
    client(session, to).send(new ListTagsOfResourceCommand({ ResourceArn: tableOf(to) })),
  "dynamodb:ConditionCheckItem": (session, to) => {
    const ConditionExpression = `attribute_not_exists(${to.facts.hash ?? "id"})`;
    const ConditionCheck = { TableName: tableOf(to), Key: keyOf(to), ConditionExpression };
    return client(session, to).send(new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck }] }));
  },
  "dynamodb:PutItem": (session, to) =>
    client(session, to).send(new PutItemCommand({ TableName: tableOf(to), Item: keyOf(to, "written") })),
  "dynamodb:UpdateItem": (session, to) =>
    client(session, to).send(new UpdateItemCommand({ TableName: tableOf(to), Key: keyOf(to, "written") })),
  "dynamodb:DeleteItem": (session, to) =>
    client(session, to).send(new DeleteItemCommand({ TableName: tableOf(to), Key: keyOf(to) })),
  "dynamodb:BatchWriteItem": (session, to) =>
    client(session, to).send(
      new BatchWriteItemCommand({
        RequestItems: { [tableOf(to)]: [{ PutRequest: { Item: keyOf(to, "written") } }] },
      }),
    ),
};

export const dynamodb: ServiceCalls = {
  calls: CALLS,
  authorised: [],
  async found(owner, target) {
    const { Table } = await client(owner, target).send(new DescribeTableCommand({ TableName: tableOf(target) }));
    const facts = (schema: readonly KeySchemaElement[] = []) =>
      Object.fromEntries(
        schema.map(({ AttributeName = "", KeyType }) => [KeyType === "HASH" ? "hash" : "range", AttributeName]),
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
