import { actionsOfTypes } from "../actions";
import type { ServiceFacts } from "./service-facts";

export { DYNAMODB } from "./dynamodb";
export { KMS } from "./kms";
export { S3 } from "./s3";
export { SECRETS_MANAGER } from "./secretsmanager";
export type { ResourcePlace, ServiceFacts } from "./service-facts";
export { SNS } from "./sns";
export { SQS } from "./sqs";
export { SSM } from "./ssm";

/** The actions on a service's resources and on what is in them, spelled as AWS spells them. */
export const actionsOn = ({ service, parts }: ServiceFacts): readonly string[] =>
  actionsOfTypes(service, Object.keys(parts));
