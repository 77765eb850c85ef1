import { actionsOfTypes } from "../actions";
import type { ServiceFacts } from "./service-facts";

export { ANY_SERVICE, factsOfArn } from "./arn";
export { DYNAMODB } from "./dynamodb";
export { KMS } from "./kms";
export { ROUTE53 } from "./route53";
export { S3 } from "./s3";
export { SECRETS_MANAGER } from "./secretsmanager";
export type { ResourcePlace, ServiceFacts } from "./service-facts";
export { SNS } from "./sns";
export { SQS } from "./sqs";
export { SSM } from "./ssm";

/** The actions on a service's resources, on what is in them and on what is besides, spelled as AWS spells them. */
export const actionsOn = ({ service, parts, besides = {} }: ServiceFacts): readonly string[] =>
  actionsOfTypes(service, [...Object.keys(parts), ...Object.keys(besides)]);
