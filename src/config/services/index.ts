import { z } from "zod";
import { actionsOn } from "../../aws";
import { entryReference } from "../text-types";
import { anyArn } from "./arn";
import { DYNAMODB_TABLE } from "./dynamodb";
import { KMS_KEY } from "./kms";
import { ROUTE53_ZONE, type Route53Limits } from "./route53";
import { S3_BUCKET, type S3Limits } from "./s3";
import { SECRETS_MANAGER_SECRET } from "./secretsmanager";
import type { DraftOf, DraftResource, ServiceConfig } from "./service-config";
import { SNS_TOPIC } from "./sns";
import { SQS_QUEUE } from "./sqs";
import { SSM_PARAMETERS } from "./ssm";

export type { DraftResource } from "./service-config";
export { kmsKeyIn, placeOfKeyArn } from "./service-key";

/** The services that have maps of their own, by the key of these in a resource. */
const NAMED = {
  bucket: S3_BUCKET,
  table: DYNAMODB_TABLE,
  queue: SQS_QUEUE,
  topic: SNS_TOPIC,
  secret: SECRETS_MANAGER_SECRET,
  parameter: SSM_PARAMETERS,
  key: KMS_KEY,
  zone: ROUTE53_ZONE,
};

/** The services, by the key in a resource. */
const SERVICES = { ...NAMED, arn: anyArn(Object.values(NAMED)) };

/** What a grant can be limited by, whatever its service. */
export interface Limits extends S3Limits, Route53Limits {}

type Services = typeof SERVICES;
/** The key of a service's map in a resource: `bucket`. */
export type ResourceKind = keyof Services;
/** What a grant may do to a resource, beside actions by name: `read`. */
export type Verb = { [Kind in ResourceKind]: keyof Services[Kind]["verbs"] }[ResourceKind];
/** The maps of a checked resource, of which it has one. */
export type ResourceMaps = { readonly [Kind in ResourceKind]: z.output<Services[Kind]["schema"]> };
type DraftMaps = { readonly [Kind in ResourceKind]: DraftOf<Services[Kind]["schema"]> };
/** The maps that a draft's resource has. */
type SomeMaps = { readonly [Kind in ResourceKind]?: DraftMaps[Kind] | undefined };

export const RESOURCE_KINDS = Object.keys(SERVICES) as readonly ResourceKind[];
const CONFIGS: Readonly<Record<ResourceKind, Omit<ServiceConfig, "resourceOf">>> = SERVICES;
const READERS: { readonly [Kind in ResourceKind]: { resourceOf(map: DraftMaps[Kind]): DraftResource } } = SERVICES;

/** The key of a resource's map by the name of its service: `table` for `dynamodb`. */
export const kindOfService = (service: string): ResourceKind | undefined =>
  RESOURCE_KINDS.find((kind) => CONFIGS[kind].facts.service === service.toLowerCase());

/** The maps that a resource may have, for its form. */
export const resourceMaps = Object.fromEntries(
  RESOURCE_KINDS.map((kind) => [kind, CONFIGS[kind].schema.optional()]),
) as unknown as { readonly [Kind in ResourceKind]: z.ZodOptional<Services[Kind]["schema"]> };

/** A grant of a part of a resource: the resource's key behind that of its service's map, and the limits. */
export type LimitedGrant = { readonly [Kind in ResourceKind]?: string | undefined } & Limits;
type GrantValue = z.ZodType<string | LimitedGrant, string | LimitedGrant>;

export const VERBS = [
  ...new Set(RESOURCE_KINDS.flatMap((kind) => Object.keys(CONFIGS[kind].verbs))),
] as readonly string[] as readonly Verb[];

/** The verbs that a grant may have, for its form. */
export const grantVerbs = Object.fromEntries(VERBS.map((verb) => [verb, grantVerb(verb)])) as {
  readonly [Name in Verb]: z.ZodOptional<GrantValue>;
};

function grantVerb(verb: Verb): z.ZodOptional<GrantValue> {
  const having = RESOURCE_KINDS.flatMap((kind) => {
    const config = CONFIGS[kind].verbs[verb];
    return config ? [{ kind, ...config }] : [];
  });
  const limited = having.flatMap(({ kind, limits }) =>
    limits ? [z.strictObject({ [kind]: entryReference.describe("Key of a resource."), ...limits })] : [],
  );
  const meant = having.map(({ kind, actions }) => `${actions} of a ${kind}`).join("; ");
  return (z.union([entryReference, ...limited]) as GrantValue)
    .optional()
    .describe(`Key of a resource. Grants ${meant}.${limited.length > 0 ? " A map limits it to a part." : ""}`);
}

/** A resource of a draft, with what is known of its service. */
export interface ServiceResource
  extends Omit<DraftResource, "of">,
    Pick<ServiceConfig, "facts" | "verbs" | "resourcePolicy" | "verifiedBy"> {
  readonly kind: ResourceKind;
  /** The actions that may be granted by name. */
  actions(): readonly string[];
}

/** The kinds of resource that a draft's resource has maps of. */
export const kindsOf = (resource: SomeMaps): readonly ResourceKind[] =>
  RESOURCE_KINDS.filter((kind) => resource[kind] !== undefined);

/** A draft's resource as its service sees it; undefined where it has the map of none. */
export function serviceResource(resource: SomeMaps | undefined): ServiceResource | undefined {
  const [kind] = resource ? kindsOf(resource) : [];
  return kind && resource && ofKind(kind, resource);
}

function ofKind<Kind extends ResourceKind>(kind: Kind, resource: SomeMaps): ServiceResource | undefined {
  const map = resource[kind];
  if (map === undefined) return undefined;
  const { resourcePolicy, verifiedBy } = CONFIGS[kind];
  const { of: { facts, verbs } = CONFIGS[kind], ...read } = READERS[kind].resourceOf(map);
  return {
    ...read,
    kind,
    facts,
    verbs,
    resourcePolicy,
    ...(verifiedBy === undefined ? {} : { verifiedBy }),
    actions: () => actionsOn(facts),
  };
}
