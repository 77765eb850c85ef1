import type { ServiceFacts } from "./service-facts";

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */
export const SNS = {
  service: "sns",
  arn: ({ partition, region, id }, name) => `arn:${partition}:sns:${region}:${id}:${name}`,
  parts: { topic: "" },
} as const satisfies ServiceFacts;
