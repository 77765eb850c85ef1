import { type ResourceFacts, textSet, unknownUntilApply } from "./resource-facts";

const zoneId = (subject: ResourceFacts): string => textSet(subject, "zone_id") ?? unknownUntilApply(subject, "zone_id");

/**
 * What is known of a hosted zone: the form of its ARN, which has neither region nor account.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html
 */
export const HOSTED_ZONE = {
  zone_id: zoneId,
  id: zoneId,
  arn: (subject: ResourceFacts) => `arn:${subject.partition}:route53:::hostedzone/${zoneId(subject)}`,
};
