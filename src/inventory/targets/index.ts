import { groupBy } from "../../collections/group-by";
import { kept } from "../../collections/kept";
import { lazily, lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import { hasUnknown, unknownText } from "../../unknown/unknown-text";
import { byArn } from "../by-arn";
import type { Inventory, Target } from "../inventory";
import { type OldIds, oldIdsOf } from "../replaced";
import type { ResourceIndex } from "../resource-index";
import { SERVICES, type Service } from "../services";
import { tagsInAws } from "../tags";
import { knownText, nameAt, unlessWrong } from "../values";
import { type Companions, companionsOf } from "./companions";
import { bucketKeyOf, keyAliasFor, keyFor } from "./encryption";
import { type KeyAliases, keyAliasesOf } from "./key-aliases";
import { type KeyGrants, keyGrantsOf } from "./key-grants";
import { keyStateOf } from "./key-state";
import { type Keys, keysOf } from "./keys";
import { namedOnly } from "./named-only";
import { policyOf } from "./policies";
import { publicAccessOf } from "./public-access";
import { type NameClashes, nameClashes, refusalOf } from "./refused-targets";
import { requesterPays } from "./request-payment";

const BY_NAME = new Map(SERVICES.map((service) => [service.service, service]));

/** The resources of the world that grants are on. */
export function targetsOf(
  resources: ResourceIndex,
): Pick<Inventory, "targets" | "targetByArn" | "targetsNear" | "keyArnOf" | "isKeyLookedUp" | "deletedAt"> {
  const companions = companionsOf(resources);
  const keys = keysOf(resources);
  const known = {
    resources,
    companions,
    keys,
    oldIds: oldIdsOf(resources),
    clash: nameClashes(resources),
    grantsOf: keyGrantsOf(resources, keys),
    aliasesOf: keyAliasesOf(resources, keys),
  };
  const hasPolicy = (one: Resource, service: Service) =>
    service.policy && companions.of(one, service, service.policy.type, service.policy.by) !== undefined;
  const made = SERVICES.flatMap((service) =>
    readOf(resources, service)
      .filter((one) => !service.openByDefault || hasPolicy(one, service))
      .map((resource) => targetOf(known, resource, service)),
  );
  const named = SERVICES.flatMap((service) => namedOnly(service, companions, keys, known.oldIds));
  const names = new Map(named.map(({ target, name }) => [target, name]));
  const targets = [...made, ...names.keys()];
  const nameOf = (target: Target) => names.get(target) ?? nameFor(target.resource, BY_NAME.get(target.service));
  const index = byArn(targets, nameOf);
  const deleted = lazy(
    () =>
      new Map(
        SERVICES.flatMap(({ type }) => resources.outdated(type)).map(
          (one) => [unlessWrong(() => knownText(nameAt(one, "arn"))), one] as const,
        ),
      ),
  );
  const byService = groupBy(targets, ({ service }) => service);
  const symbolic = lazy(() =>
    groupBy(
      targets.filter((target) => hasUnknown(nameOf(target) ?? "")),
      ({ service }) => service,
    ),
  );
  return {
    targets,
    targetByArn: index.find,
    targetsNear: kept((resource) => {
      const [, service] = /^arn:[^:*?]*:([a-z0-9-]+):/.exec(resource) ?? [];
      if (service === undefined) return targets;
      // S3 and DynamoDB put what is inside after a slash.
      const root = rootOf(service, resource);
      if (/[*?]|\$\{/.test(root)) return byService.get(service) ?? [];
      const called = index.named(root).filter((target) => target.service === service);
      const open = symbolic().get(service) ?? [];
      if (!hasUnknown(root)) return [...called, ...open];
      return called.some((target) => unlessWrong(() => target.arn) === root) ? called : (byService.get(service) ?? []);
    }),
    keyArnOf: keys.arnOf,
    isKeyLookedUp: keys.isLookedUp,
    deletedAt: (arn) => (deleted().has(arn) && index.find(arn) === undefined ? deleted().get(arn) : undefined),
  };
}

function rootOf(service: string, arn: string): string {
  const root = service === "s3" ? /^[^/]*/ : /^[^/]*\/[^/]*/;
  return (service === "s3" || service === "dynamodb" ? root.exec(arn)?.[0] : undefined) ?? arn;
}

const readOf = (resources: ResourceIndex, { type, reads }: Service): readonly Resource[] => {
  const all = resources.managed(type);
  return reads ? all.filter((resource) => unlessWrong(() => reads(resource)) === true) : all;
};

/** As an ARN ends in it: of a parameter the last level of its name. */
const nameFor = (resource: Resource, service: Service | undefined): string | undefined => {
  const name = service && unlessWrong(() => knownText(nameAt(resource, service.name)));
  return service?.service === "ssm" ? name?.replace(/^.*\//s, "") : name;
};

/** What is found out about the world once. */
interface Known {
  readonly resources: ResourceIndex;
  readonly companions: Companions;
  readonly keys: Keys;
  readonly oldIds: OldIds;
  readonly clash: NameClashes;
  readonly grantsOf: KeyGrants;
  readonly aliasesOf: KeyAliases;
}

function targetOf(known: Known, resource: Resource, service: Service): Target {
  const { resources, companions, keys, oldIds, clash, grantsOf, aliasesOf } = known;
  const isKey = service.service === "kms";
  const isBucket = service.service === "s3";
  const inState = () => resources.stackOf(resource)?.kind === "state";
  return lazily<Target>({
    resource: () => resource,
    service: () => service.service,
    arn: () => knownText(nameAt(resource, "arn")) ?? unknownText(`${resource.stack}/${resource.address}.arn`),
    account: () => resource.account,
    region: () => resource.region,
    policy: () => policyOf(resources, resource, service, companions, oldIds),
    policyOnly: () => false,
    keyShown: () => true,
    refusal: () => refusalOf(resource, service, companions, clash),
    publicAccess: () =>
      isBucket
        ? publicAccessOf(
            resource,
            service,
            companions,
            inState(),
            resources.managed("aws_s3_account_public_access_block"),
          )
        : undefined,
    key: () => keyFor(resource, service, companions, keys),
    keyAlias: () => keyAliasFor(resource, service, companions),
    bucketKey: () => (isBucket ? bucketKeyOf(resource, service, companions) : undefined),
    requesterPays: () => isBucket && requesterPays(resource, service, companions),
    keyState: () => (isKey ? keyStateOf(resource) : undefined),
    aliases: () => (isKey ? aliasesOf(resource) : []),
    grants: () => (isKey ? grantsOf(resource) : []),
    tags: () => (service.tagged ? tagsInAws(resource) : undefined),
  });
}
