import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import type { Clients } from "../../moto/clients";
import { orNothing } from "../../moto/or-nothing";
import { partitionOf } from "../../partitions";
import type { Question } from "../../types";
import type { Asked } from "../enforcement";
import { type Access, accountInArn, accountOfCaller, actionOf, nonEmpty, one, unknown } from "./access";
import type { KmsAccess } from "./kms";
import { viaService } from "./via-service";

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

/** What reads or writes items: the table's key is decrypted for it in its caller's name. */
const OF_ITEMS = /^dynamodb:(?:(?:Get|Put|Update|Delete|BatchGet|BatchWrite|ConditionCheck)Item|Query|Scan)$/;

/**
 * Tables, their indexes, and the keys that encrypt both.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export class DynamodbAccess {
  constructor(
    private readonly clients: Clients,
    private readonly kms: KmsAccess,
  ) {}

  async of(asked: Asked): Promise<Access> {
    const { account, questions } = dynamodbAccess(asked);
    const tables = new Set(
      questions.flatMap(({ action, resource }) => (OF_ITEMS.test(action) ? tableOf(resource) : [])),
    );
    const ofKeys = await Promise.all([...tables].map((table) => this.#ofKey(asked, table)));
    return { account, questions: [...questions, ...ofKeys.flat()] };
  }

  async #ofKey(asked: Asked, table: string): Promise<readonly Question[]> {
    const account = accountInArn(table, accountOfCaller(asked.caller));
    const TableName = table.split("/")[1] ?? "";
    const question = new DescribeTableCommand({ TableName });
    const described = await orNothing(this.clients.dynamodb(account, asked.region).send(question));
    const key = described?.Table?.SSEDescription?.KMSMasterKeyArn;
    if (!key) return [];
    const context = { "aws:dynamodb:tableName": TableName, "aws:dynamodb:subscriberId": account };
    return viaService(this.kms, asked, ["kms:Decrypt"], { key, account, context });
  }
}

const tableOf = (arn: string): string => arn.split("/").slice(0, 2).join("/");

/**
 * What a request needs of its tables and indexes.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
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
