import { needing, type Service } from "./service";

/** DynamoDB decrypts the table's key for every action that reads or writes items.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
export const DYNAMODB: Service = {
  service: "dynamodb",
  type: "aws_dynamodb_table",
  name: "name",
  ids: ["arn"],
  taken: { what: "table", awsError: (name) => `ResourceInUseException: Table already exists: ${name}` },
  policy: { type: "aws_dynamodb_resource_policy", by: "resource_arn" },
  keyActions: needing(
    "GetItem BatchGetItem Query Scan PutItem UpdateItem DeleteItem BatchWriteItem ConditionCheckItem PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete",
    "kms:Decrypt",
  ),
};
