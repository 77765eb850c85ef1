import type { ServiceFacts } from "./service-facts";

/**
 * A secret's ARN ends in a hyphen and six characters that Secrets Manager chooses. AWS's advice for policies is a `?` for
 * each: `-*` would be secrets of longer names too.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html#iam-resources
 */
export const SECRETS_MANAGER = {
  service: "secretsmanager",
  arn: ({ partition, region, id }, name) => `arn:${partition}:secretsmanager:${region}:${id}:secret:${name}-??????`,
  parts: { Secret: "" },
  besides: { "": () => "*" },
} as const satisfies ServiceFacts;
