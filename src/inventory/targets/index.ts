import { groupBy } from "../../collections/group-by";
import { lazily, lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import { hasUnknown, unknownText } from "../../unknown/unknown-text";
import { byArn } from "../by-arn";
import type { Inventory, Target } from "../inventory";
import type { ResourceIndex } from "../resource-index";
import { knownText, nameAt, unlessAccountMissing } from "../values";
import { type Companions, companionsOf } from "./companions";
import { bucketKeyOf, keyAliasFor, keyFor } from "./encryption";
import { type KeyGrants, keyGrantsOf } from "./key-grants";
import { keyStateOf } from "./key-state";
import { type Keys, keysOf } from "./keys";
import { policyOf } from "./policies";
import { publicAccessOf } from "./public-access";
import { requesterPays } from "./request-payment";
import { SERVICES, type Service } from "./services";

const BY_NAME = new Map(SERVICES.map((service) => [service.service, service]));

/** The resources of the world that grants are on. */
export function targetsOf(
  resources: ResourceIndex,
): Pick<Inventory, "targets" | "targetByArn" | "targetsNear" | "keyArnOf"> {
  const companions = companionsOf(resources);
  const keys = keysOf(resources);
  const grantsOf = keyGrantsOf(resources, keys);
  const targets = SERVICES.flatMap((service) =>
    resources
      .managed(service.type)
      .map((resource) => targetOf(resources, resource, service, companions, keys, grantsOf)),
  );
  const nameOf = (target: Target) => nameFor(target.resource, BY_NAME.get(target.service));
  const index = byArn(targets, nameOf);
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
    targetsNear(resource) {
      const [, service] = /^arn:[^:*?]*:([a-z0-9-]+):/.exec(resource) ?? [];
      if (service === undefined) return targets;
      // S3 and DynamoDB put what is inside after a slash.
      const root = rootOf(service, resource);
      if (/[*?]|\$\{/.test(root)) return byService.get(service) ?? [];
      const named = index.named(root).filter((target) => target.service === service);
      const open = symbolic().get(service) ?? [];
      if (!hasUnknown(root)) return [...named, ...open];
      return named.some((target) => unlessAccountMissing(() => target.arn) === root)
        ? named
        : (byService.get(service) ?? []);
    },
    keyArnOf: keys.arnOf,
  };
}

function rootOf(service: string, arn: string): string {
  const root = service === "s3" ? /^[^/]*/ : /^[^/]*\/[^/]*/;
  return (service === "s3" || service === "dynamodb" ? root.exec(arn)?.[0] : undefined) ?? arn;
}

const nameFor = (resource: Resource, service: Service | undefined): string | undefined =>
  service && unlessAccountMissing(() => knownText(nameAt(resource, service.name)));

function targetOf(
  resources: ResourceIndex,
  resource: Resource,
  service: Service,
  companions: Companions,
  keys: Keys,
  grantsOf: KeyGrants,
): Target {
  const isKey = service.service === "kms";
  const isBucket = service.service === "s3";
  const inState = () => resources.stackOf(resource)?.kind === "state";
  return lazily<Target>({
    resource: () => resource,
    service: () => service.service,
    arn: () => knownText(nameAt(resource, "arn")) ?? unknownText(`${resource.stack}/${resource.address}.arn`),
    account: () => resource.account,
    region: () => resource.region,
    policy: () => policyOf(resources, resource, service, companions),
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
    grants: () => (isKey ? grantsOf(resource) : []),
  });
}
