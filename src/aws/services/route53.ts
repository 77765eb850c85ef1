import type { ServiceFacts } from "./service-facts";

/**
 * A zone's ARN names neither region nor account. Changes are asked for by ids that Route 53 makes, and zones are listed in
 * the whole account.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html
 */
export const ROUTE53 = {
  service: "route53",
  arn: ({ partition }, id) => `arn:${partition}:route53:::hostedzone/${id}`,
  parts: { hostedzone: "" },
  besides: { change: ({ partition }) => `arn:${partition}:route53:::change/*`, "": () => "*" },
} as const satisfies ServiceFacts;
