import type { ServiceFacts } from "./service-facts";

/**
 * Parameters; an ARN holds their name without the slash that it may begin with.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export const SSM = {
  service: "ssm",
  arn: ({ partition, region, id }, name) =>
    `arn:${partition}:ssm:${region}:${id}:parameter/${name.replace(/^\//, "").replace(/\/$/, "")}`,
  parts: { parameter: "" },
} as const satisfies ServiceFacts;
