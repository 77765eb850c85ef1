/**
 * Services whose resources resource control policies apply to, at the date of this list; a policy that names another
 * is saved and has no effect there.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services
 */
const CONTROLLED: ReadonlySet<string> = new Set([
  "aoss",
  "cognito-identity",
  "cognito-idp",
  "ecr",
  "kms",
  "logs",
  "s3",
  "secretsmanager",
  "sqs",
  "sts",
]);

/** Services that have been announced for some regions or resources only. */
const PARTLY_CONTROLLED: ReadonlySet<string> = new Set(["dynamodb"]);

/** Whether resource control policies apply to resources of `service`; undefined where that is not certain. */
export const controlledByRcp = (service: string): boolean | undefined =>
  PARTLY_CONTROLLED.has(service) ? undefined : CONTROLLED.has(service);
