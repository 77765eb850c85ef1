import { z } from "zod";
import { ROUTE53 } from "../../aws";
import { problemIf } from "../problem-if";
import * as t from "../text-types";
import type { ServiceConfig } from "./service-config";
import { uselessHandover } from "./service-names";

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html */
const RECORD_TYPES = [
  ..."A AAAA CAA CNAME DS HTTPS MX NAPTR NS PTR SOA SPF SRV SSHFP SVCB TLSA TXT".split(" "),
] as const;

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html */
const LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
const zoneName = t.textMatching("zone-name", new RegExp(`^(?=.{1,255}$)${LABEL}(\\.${LABEL})*$`));
const zoneId = t.textMatching("zone-id", /^Z[A-Z0-9]{1,31}$/);
/**
 * As Route 53 compares them: in lower case, without the dot at the end, other characters as octal codes.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html
 */
const recordName = t.textMatching("record-name", /^(?!.*\.$)([a-z0-9_.*?-]|\\[0-7]{3}){1,255}$/);

/** Limits of a grant on a zone. */
export interface Route53Limits {
  /** Types of records that may be changed. */
  readonly types?: readonly (string | undefined)[] | undefined;
  /** What the names of records that may be changed match. */
  readonly names?: readonly (string | undefined)[] | undefined;
}

const schema = z
  .strictObject({
    name: zoneName.describe("Name of the domain, such as `example.com`."),
    id: zoneId.optional().describe("Id of a zone that exists. Default: a public zone is created."),
  })
  .describe("A hosted zone of Route 53. Zones have no policies: the role that is granted one is in its account.");

const limits = {
  types: z
    .array(z.enum(RECORD_TYPES))
    .min(1, "too-few")
    .optional()
    .describe("Types of records that may be changed. Default: all."),
  names: z
    .array(recordName)
    .min(1, "too-few")
    .optional()
    .describe(
      "Names of records that may be changed, `*` for any text, such as `_acme-challenge.*`: in lower case, `\\052` for a `*` itself. Default: all.",
    ),
};

export const ROUTE53_ZONE = {
  facts: ROUTE53,
  schema,
  verbs: {
    change: { actions: "route53:ChangeResourceRecordSets, route53:ListResourceRecordSets, route53:GetChange", limits },
  },
  resourcePolicy: false,
  resourceOf: ({ id }) => ({
    isCreated: id === undefined,
    ...(id === undefined
      ? {}
      : { name: { text: id, of: "zone", within: "partition", rule: "resource-name-taken", path: ["id"] } }),
    check: (entry) => [
      ...uselessHandover(entry, "zone"),
      ...problemIf(entry.region !== undefined, {
        rule: "no-effect",
        path: [...entry.path.slice(0, -1), "region"],
        at: "key",
        found: "region of a zone, which is of all regions",
      }),
    ],
  }),
} as const satisfies ServiceConfig<typeof schema>;
