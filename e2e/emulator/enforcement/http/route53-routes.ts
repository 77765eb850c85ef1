import { XMLParser } from "fast-xml-parser";
import { AwsError } from "../../types";
import type { Request } from "./request";
import { type Route, routeIn } from "./routes";

/**
 * The operations of Route 53 behind its API's version.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53.html
 */
const ROUTES: readonly Route[] = [
  ["GET", "/hostedzone", "ListHostedZones"],
  ["POST", "/hostedzone", "CreateHostedZone"],
  ["GET", "/hostedzone/{Id}", "GetHostedZone"],
  ["POST", "/hostedzone/{Id}", "UpdateHostedZoneComment"],
  ["DELETE", "/hostedzone/{Id}", "DeleteHostedZone"],
  ["GET", "/hostedzone/{Id}/rrset", "ListResourceRecordSets"],
  ["POST", "/hostedzone/{Id}/rrset", "ChangeResourceRecordSets"],
  ["GET", "/hostedzone/{Id}/dnssec", "GetDNSSEC"],
  ["GET", "/hostedzonesbyname", "ListHostedZonesByName"],
  ["GET", "/hostedzonecount", "GetHostedZoneCount"],
  ["GET", "/change/{Id}", "GetChange"],
  ["GET", "/tags/{ResourceType}/{ResourceId}", "ListTagsForResource"],
  ["POST", "/tags/{ResourceType}/{ResourceId}", "ChangeTagsForResource"],
  ["POST", "/tags/{ResourceType}", "ListTagsForResources"],
];

const VERSION = "/2013-04-01";
const LISTS = new Set(["Change", "ResourceId", "ResourceRecord"]);
const PARSER = new XMLParser({ parseTagValue: false, ignoreDeclaration: true, isArray: (name) => LISTS.has(name) });

/**
 * The operation of a Route 53 request, with what its path, its query string and its body hold; lists as their elements,
 * such as `ChangeBatch.Changes.Change`.
 * @throws AwsError NotImplemented
 */
export function route53RouteOf(request: Request): {
  readonly operation: string;
  readonly params: Readonly<Record<string, unknown>>;
} {
  const { method, path } = request;
  const routed = path.startsWith(`${VERSION}/`) ? routeIn(ROUTES, method, path.slice(VERSION.length)) : undefined;
  if (!routed)
    throw new AwsError("NotImplemented", `${method} ${path} is no Route 53 request that is known here.`, 501);
  const [body = {}] = Object.values(request.body.length > 0 ? PARSER.parse(request.body) : {});
  return {
    operation: routed.operation,
    params: { ...Object.fromEntries(request.query), ...(body as object), ...routed.params },
  };
}
