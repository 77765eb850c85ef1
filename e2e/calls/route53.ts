import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  GetHostedZoneCountCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand,
  ListTagsForResourcesCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { type Call, endOf, type ServiceCalls, type Target } from "./call";
import type { Session } from "./session";

const client = (session: Session, { region }: Target): Route53Client => session.client(Route53Client, region);

const idOf = (to: Target): string => endOf(to).split("/")[1] ?? "";

/** As controllers do: the challenge of a certificate. */
const change: Call = (session, to) =>
  client(session, to).send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: idOf(to),
      ChangeBatch: {
        Changes: [
          {
            Action: "UPSERT",
            ResourceRecordSet: {
              Name: `_acme-challenge.${to.facts.name ?? "example"}`,
              Type: "TXT",
              TTL: 60,
              ResourceRecords: [{ Value: '"word"' }],
            },
          },
        ],
      },
    }),
  );

const CALLS: Readonly<Record<string, Call>> = {
  "route53:ChangeResourceRecordSets": change,
  "route53:ListResourceRecordSets": (session, to) =>
    client(session, to).send(new ListResourceRecordSetsCommand({ HostedZoneId: idOf(to) })),
  "route53:GetHostedZone": (session, to) => client(session, to).send(new GetHostedZoneCommand({ Id: idOf(to) })),
  "route53:ListTagsForResource": (session, to) =>
    client(session, to).send(new ListTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId: idOf(to) })),
  "route53:ListTagsForResources": (session, to) =>
    client(session, to).send(new ListTagsForResourcesCommand({ ResourceType: "hostedzone", ResourceIds: [idOf(to)] })),
  "route53:GetChange": (session, to) => client(session, to).send(new GetChangeCommand({ Id: idOf(to) })),
  "route53:ListHostedZones": (session, to) => client(session, to).send(new ListHostedZonesCommand({})),
  "route53:ListHostedZonesByName": (session, to) => client(session, to).send(new ListHostedZonesByNameCommand({})),
  "route53:GetHostedZoneCount": (session, to) => client(session, to).send(new GetHostedZoneCountCommand({})),
};

export const route53: ServiceCalls = {
  calls: CALLS,
  authorised: [],
  /** A zone, and a change of it. */
  async found(owner, target) {
    const { HostedZone } = await client(owner, target).send(new GetHostedZoneCommand({ Id: idOf(target) }));
    const change = { ...target, arn: target.arn.replace(/hostedzone\/.*$/, "change/C0123456789") };
    return [{ ...target, facts: { name: HostedZone?.Name ?? "" } }, change];
  },
};
