import type { ServiceFacts } from "./service-facts";

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
export const SQS = {
  service: "sqs",
  arn: ({ partition, region, id }, name) => `arn:${partition}:sqs:${region}:${id}:${name}`,
  parts: { queue: "" },
} as const satisfies ServiceFacts;
