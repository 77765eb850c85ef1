import type { ServiceFacts } from "./service-facts";

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
export const S3 = {
  service: "s3",
  // S3 names neither region nor account
  arn: ({ partition }, name) => `arn:${partition}:s3:::${name}`,
  parts: { object: "/*", bucket: "" },
} as const satisfies ServiceFacts;
