import type { TerraformStack } from "cdktf";
import type { Plans, ResourceKind, ResourcePolicy } from "../../src/model";
import { ARN } from "./arn";
import { DYNAMODB } from "./dynamodb";
import { KMS } from "./kms";
import { ROUTE53 } from "./route53";
import { S3 } from "./s3";
import { SECRETS_MANAGER } from "./secretsmanager";
import { SNS } from "./sns";
import { SQS } from "./sqs";
import { SSM } from "./ssm";

/** How a resource of one kind is made, and its policy where it can have one. */
interface Maker<Plan> {
  resource(stack: TerraformStack, plan: Plan): void;
  policy?(stack: TerraformStack, policy: ResourcePolicy): void;
}

const MAKERS: { readonly [Kind in ResourceKind]: Maker<Plans[Kind]> } = {
  bucket: S3,
  table: DYNAMODB,
  queue: SQS,
  topic: SNS,
  secret: SECRETS_MANAGER,
  parameter: SSM,
  key: KMS,
  zone: ROUTE53,
  arn: ARN,
};

/** A resource, with the outputs of what other stacks may need of it. */
export function resource<Kind extends ResourceKind>(
  stack: TerraformStack,
  plan: Plans[Kind] & { readonly kind: Kind },
): void {
  MAKERS[plan.kind].resource(stack, plan);
}

/** A resource's policy. */
export const resourcePolicy = (stack: TerraformStack, policy: ResourcePolicy): void =>
  MAKERS[policy.kind].policy?.(stack, policy);
