import type { ServiceFacts } from "./service-facts";

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export const DYNAMODB = {
  service: "dynamodb",
  arn: ({ partition, region, id }, name) => `arn:${partition}:dynamodb:${region}:${id}:table/${name}`,
  parts: { table: "", index: "/index/*" },
} as const satisfies ServiceFacts;
