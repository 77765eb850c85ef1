import { type AccountScope, isAbout, type ServiceFacts } from "../../aws";
import { groupBy } from "../../collections/group-by";
import { kindsOf, type Limits, type ResourceKind, type ResourceMaps } from "../../config";
import { type ArnPlan, anyArn } from "./arn";
import { DYNAMODB_TABLES, type TablePlan } from "./dynamodb";
import { type KeyPlan, KMS_KEYS } from "./kms";
import { ROUTE53_ZONES, type ZonePlan } from "./route53";
import { type BucketPlan, S3_BUCKETS } from "./s3";
import { SECRETS, type SecretPlan } from "./secretsmanager";
import type { Reach, ResolvedBy, ResourceEntry, ServiceModel } from "./service-model";
import { SNS_TOPICS, type TopicPlan } from "./sns";
import { type QueuePlan, SQS_QUEUES } from "./sqs";
import { type ParameterPlan, SSM_PARAMETERS } from "./ssm";

export type { ResourceKind };

/** What is to be created of each kind of resource. */
export interface Plans {
  readonly bucket: BucketPlan;
  readonly table: TablePlan;
  readonly queue: QueuePlan;
  readonly topic: TopicPlan;
  readonly secret: SecretPlan;
  readonly parameter: ParameterPlan;
  readonly key: KeyPlan;
  readonly zone: ZonePlan;
  readonly arn: ArnPlan;
}

type Models<Kinds extends ResourceKind> = { readonly [Kind in Kinds]: ServiceModel<ResourceMaps[Kind], Plans[Kind]> };

const NAMED: Models<Exclude<ResourceKind, "arn">> = {
  bucket: S3_BUCKETS,
  table: DYNAMODB_TABLES,
  queue: SQS_QUEUES,
  topic: SNS_TOPICS,
  secret: SECRETS,
  parameter: SSM_PARAMETERS,
  key: KMS_KEYS,
  zone: ROUTE53_ZONES,
};

const SERVICES: Models<ResourceKind> = { ...NAMED, arn: anyArn(Object.values(NAMED)) };

/** A resource to create. */
export type PlannedResource = Plans[ResourceKind];

/** What all resources of a kind have in common. */
export type ResourceService = Omit<ServiceModel<never, PlannedResource>, "resolve" | "serviceOf">;

/** A resource of a configuration, with its service. */
export interface ResolvedResource extends ResolvedBy<PlannedResource> {
  readonly kind: ResourceKind;
  readonly service: ResourceService;
}

type Maps = { readonly [Kind in ResourceKind]?: ResourceMaps[Kind] | undefined };

/** The resource that a checked entry with one map describes. */
export function resolveResource(maps: Maps, around: Omit<ResourceEntry<never>, "map">): ResolvedResource {
  const [kind] = kindsOf(maps);
  if (kind === undefined) throw new Error("unchecked resource");
  return resolveKind(kind, maps, around);
}

function resolveKind<Kind extends ResourceKind>(
  kind: Kind,
  maps: Maps,
  around: Omit<ResourceEntry<never>, "map">,
): ResolvedResource {
  const service = SERVICES[kind];
  const map: ResourceMaps[Kind] | undefined = maps[kind];
  if (map === undefined) throw new Error(`unchecked ${kind}`);
  return { ...service.resolve({ ...around, map }), kind, service: service.serviceOf?.(map) ?? service };
}

/** What actions of a grant reach: those of them that fit a type of resource, and where. */
export interface GrantPart extends Reach {
  readonly type: string;
  readonly actions: readonly string[];
}

/** Each action on the types of resource that it fits, since on others it would allow nothing. */
export const partsOf = (
  { service: { facts, limited }, areas, account }: Parted,
  actions: readonly string[],
  limits: Limits,
): readonly GrantPart[] => [
  ...Object.entries(facts.parts).flatMap(([type, suffix], index, types): readonly GrantPart[] => {
    const same = types.slice(0, index).filter(([, earlier]) => earlier === suffix);
    const fitting = actions.filter(
      (action) => isAbout(action, type) && !same.some(([earlier]) => isAbout(action, earlier)),
    );
    if (areas)
      return areas
        .map((area) => ({ type, actions: fitting.filter(area.reaches), suffix: area.suffix }))
        .filter((part) => part.actions.length > 0);
    const reach = (action: string): Reach => limited?.(type, suffix, limits, action) ?? { suffix };
    return [...groupBy(fitting, (action) => JSON.stringify(reach(action))).values()].flatMap((alike) =>
      alike[0] === undefined ? [] : [{ type, actions: alike, ...reach(alike[0]) }],
    );
  }),
  ...Object.entries<(account: AccountScope) => string>(facts.besides ?? {}).flatMap(
    ([type, arnIn]): readonly GrantPart[] => {
      const fitting = actions.filter((action) => isAbout(action, type));
      return fitting.length === 0 ? [] : [{ type, actions: fitting, suffix: "", besides: arnIn(account) }];
    },
  ),
];

interface Parted extends Pick<ResolvedResource, "areas"> {
  readonly service: { readonly facts: ServiceFacts } & Pick<ResourceService, "limited">;
  readonly account: AccountScope;
}
