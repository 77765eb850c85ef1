import type { Service } from "./service";

/** Zones have no policies of their own: another account's roles get to none.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/access-control-overview.html */
export const ROUTE53: Service = {
  service: "route53",
  type: "aws_route53_zone",
  name: "zone_id",
  ids: ["zone_id", "id", "arn"],
};
