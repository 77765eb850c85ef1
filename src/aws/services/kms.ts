import type { ServiceFacts } from "./service-facts";

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html */
export const KMS = {
  service: "kms",
  arn: ({ partition, region, id }, name) => `arn:${partition}:kms:${region}:${id}:key/${name}`,
  parts: { key: "" },
} as const satisfies ServiceFacts;
