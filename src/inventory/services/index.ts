import { DYNAMODB } from "./dynamodb";
import { ELASTIC_FILE_SYSTEM } from "./elasticfilesystem";
import { KMS } from "./kms";
import { ROUTE53 } from "./route53";
import { S3 } from "./s3";
import { SECRETS_MANAGER } from "./secretsmanager";
import type { Service } from "./service";
import { SNS } from "./sns";
import { SQS } from "./sqs";
import { SSM } from "./ssm";

export type { Service } from "./service";

/** The services whose resources are read. */
export const SERVICES: readonly Service[] = [
  S3,
  SQS,
  SNS,
  SECRETS_MANAGER,
  DYNAMODB,
  ELASTIC_FILE_SYSTEM,
  SSM,
  ROUTE53,
  KMS,
];
