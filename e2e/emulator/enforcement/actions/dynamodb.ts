import { partitionOf } from "../../partitions";
import type { Question } from "../../types";
import type { Asked } from "../enforcement";
import { type Access, accountInArn, accountOfCaller, actionOf, nonEmpty, one, unknown } from "./access";

const TABLE = new Set(
  `CreateTable DescribeTable UpdateTable DeleteTable GetItem PutItem UpdateItem DeleteItem Query Scan
   DescribeTimeToLive UpdateTimeToLive DescribeContinuousBackups UpdateContinuousBackups ListTagsOfResource TagResource
   UntagResource PutResourcePolicy GetResourcePolicy DeleteResourcePolicy DescribeKinesisStreamingDestination
   DescribeContributorInsights DescribeTableReplicaAutoScaling`.split(/\s+/),
);
const ACCOUNT = new Set(["ListTables", "DescribeLimits", "DescribeEndpoints"]);

/** The actions of a transaction's parts. */
const TRANSACT: Readonly<Record<string, string>> = {
  Get: "dynamodb:GetItem",
  Put: "dynamodb:PutItem",
  Update: "dynamodb:UpdateItem",
  Delete: "dynamodb:DeleteItem",
  ConditionCheck: "dynamodb:ConditionCheckItem",
};

type Item = Readonly<Record<string, { readonly TableName?: string }>>;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export function dynamodbAccess(asked: Asked): Access {
  const { operation, params, region } = asked;
  const own = accountOfCaller(asked.caller);
  const tableArn = (table: string) =>
    table.startsWith("arn:") ? table : `arn:${partitionOf(region)}:dynamodb:${region}:${own}:table/${table}`;
  const question = (action: string, table: string): Question => {
    const resource = tableArn(table);
    return { action, resource, resourceAccount: accountInArn(resource, own) };
  };
  const all = (questions: readonly Question[]): Access => ({
    account: questions[0]?.resourceAccount ?? own,
    questions,
  });
  if (ACCOUNT.has(operation)) return one(asked, "*", own);
  if (operation === "BatchGetItem" || operation === "BatchWriteItem")
    return all(Object.keys(params.RequestItems ?? {}).map((table) => question(actionOf(asked), table)));
  if (operation === "TransactGetItems" || operation === "TransactWriteItems") {
    const items = (params.TransactItems ?? []) as readonly Item[];
    const parts = items.flatMap((item) => Object.entries(item));
    return all(parts.map(([kind, { TableName }]) => question(TRANSACT[kind] ?? actionOf(asked), TableName ?? "")));
  }
  if (!TABLE.has(operation)) throw unknown(asked);
  const table = question(actionOf(asked), nonEmpty(params.TableName) ?? nonEmpty(params.ResourceArn) ?? "");
  const index = nonEmpty(params.IndexName);
  return all([index === undefined ? table : { ...table, resource: `${table.resource}/index/${index}` }]);
}
