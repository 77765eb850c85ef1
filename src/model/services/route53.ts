import { ROUTE53 } from "../../aws";
import type { ResourceMaps } from "../../config";
import { terraformReference } from "../address";
import type { ResolvedBy, ResourceEntry, ServiceModel } from "./service-model";

type ZoneMap = ResourceMaps["zone"];

/** A public zone to create. */
export interface ZonePlan {
  readonly kind: "zone";
  readonly address: string;
  readonly name: string;
  /** Names of the outputs with its id and its name servers, for who delegates to it. */
  readonly outputs: { readonly id: string; readonly nameServers: string };
}

const CHANGE = "route53:ChangeResourceRecordSets";

/**
 * Who changes records reads them before, and asks afterwards whether the change has come to all name servers.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/access-control-managing-permissions.html
 * Types and names: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html
 */
export const ROUTE53_ZONES: ServiceModel<ZoneMap, ZonePlan> = {
  facts: ROUTE53,
  resolve: resolveZone,
  verbs: { change: [CHANGE, "route53:ListResourceRecordSets", "route53:GetChange"] },
  keyActions: {},
  limited: (_, suffix, { types, names }, action) =>
    action !== CHANGE || (types === undefined && names === undefined)
      ? { suffix }
      : {
          suffix,
          condition: {
            ...(types ? { "ForAllValues:StringEquals": { [`${CHANGE}RecordTypes`]: given(types) } } : {}),
            ...(names ? { "ForAllValues:StringLike": { [`${CHANGE}NormalizedRecordNames`]: given(names) } } : {}),
          },
        },
  others: [CHANGE, "route53:DeleteHostedZone", "route53:ChangeTagsForResource", "route53:DisableHostedZoneDNSSEC"],
};

const given = (texts: readonly (string | undefined)[]): readonly string[] => texts.flatMap((text) => text ?? []);

function resolveZone({ map: { name, id }, account, address }: ResourceEntry<ZoneMap>): ResolvedBy<ZonePlan> {
  if (id !== undefined) return { arn: ROUTE53.arn(account, id), name };
  const plan: ZonePlan = {
    kind: "zone",
    address: address("zone"),
    name,
    outputs: { id: address("zone_id"), nameServers: address("zone_name_servers") },
  };
  const planned = { plan, address: `aws_route53_zone.${plan.address}` };
  return { planned, arn: terraformReference(planned.address, "arn"), name };
}
