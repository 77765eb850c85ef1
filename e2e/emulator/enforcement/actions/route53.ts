import { partitionOf } from "../../partitions";
import type { Question } from "../../types";
import type { Asked } from "../enforcement";
import { type Access, accountOfCaller, actionOf, unknown } from "./access";

/** Operations by the type of their resource. */
const ABOUT: Readonly<Record<string, string>> = {
  "*": "ListHostedZones ListHostedZonesByName GetHostedZoneCount CreateHostedZone",
  hostedzone: `GetHostedZone UpdateHostedZoneComment DeleteHostedZone ListResourceRecordSets ChangeResourceRecordSets
    GetDNSSEC`,
  change: "GetChange",
  tags: "ListTagsForResource ListTagsForResources ChangeTagsForResource",
};

const KIND = new Map(Object.entries(ABOUT).flatMap(([kind, names]) => names.split(/\s+/).map((name) => [name, kind])));

/**
 * Where each partition's one endpoint is, which requests are then for.
 * https://docs.aws.amazon.com/general/latest/gr/r53.html
 */
const HOME: Readonly<Record<string, string>> = {
  aws: "us-east-1",
  "aws-cn": "cn-northwest-1",
  "aws-us-gov": "us-gov-west-1",
};

/**
 * Route 53 serves one account, the caller's: zones have no policies of their own.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html
 */
export function route53Access(asked: Asked): Access {
  const kind = KIND.get(asked.operation);
  if (!kind) throw unknown(asked);
  const account = accountOfCaller(asked.caller);
  const partition = partitionOf(asked.region);
  const context = {
    "aws:RequestedRegion": HOME[partition] ?? asked.region,
    ...(asked.operation === "ChangeResourceRecordSets" ? changesOf(asked) : {}),
  };
  const questions = resourcesOf(asked, kind).map(
    (name): Question => ({
      action: actionOf(asked),
      resource: name === "*" ? "*" : `arn:${partition}:route53:::${name}`,
      resourceAccount: account,
      context,
    }),
  );
  return { account, questions };
}

/** The ends of the ARNs that a request is about. */
function resourcesOf({ params }: Asked, kind: string): readonly string[] {
  if (kind === "*") return ["*"];
  if (kind !== "tags") return [`${kind}/${withoutType(params.Id)}`];
  const ids = (params.ResourceIds as { readonly ResourceId?: readonly string[] } | undefined)?.ResourceId;
  return (ids ?? [params.ResourceId]).map((id) => `${params.ResourceType}/${withoutType(id)}`);
}

/** Ids may be given as answers have them: `/hostedzone/Z1`, `/change/C1`. */
const withoutType = (id: unknown): string => String(id).split("/").at(-1) ?? "";

interface Change {
  readonly Action?: string;
  readonly ResourceRecordSet?: { readonly Name?: string; readonly Type?: string };
}

/**
 * The keys of a change of records, one value for each change.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html
 */
function changesOf({ params }: Asked): Readonly<Record<string, readonly string[]>> {
  const batch = params.ChangeBatch as { readonly Changes?: { readonly Change?: readonly Change[] } } | undefined;
  const changes = batch?.Changes?.Change ?? [];
  const of = (value: (change: Change) => string): readonly string[] => [...new Set(changes.map(value))];
  return {
    "route53:ChangeResourceRecordSetsActions": of(({ Action = "" }) => Action),
    "route53:ChangeResourceRecordSetsNormalizedRecordNames": of(({ ResourceRecordSet }) =>
      normalized(ResourceRecordSet?.Name ?? ""),
    ),
    "route53:ChangeResourceRecordSetsRecordTypes": of(({ ResourceRecordSet }) => ResourceRecordSet?.Type ?? ""),
  };
}

/** In lower case, without the dot at its end, and other characters than a-z, 0-9, `-`, `_` and `.` as `\ooo`. */
const normalized = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/\\[0-7]{3}|[^a-z0-9_.-]/g, (found) =>
      found.length === 4 ? found : `\\${found.charCodeAt(0).toString(8).padStart(3, "0")}`,
    );
