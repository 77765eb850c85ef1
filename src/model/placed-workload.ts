import { groupBy } from "../collections/group-by";
import {
  type Config,
  createsNamespace,
  createsServiceAccount,
  grantedBy,
  type Objects,
  objectsOf,
  type Workload,
  type WorkloadPlacement,
} from "../config";
import { type AddressOfPart, addressOfPart } from "./address";
import { type PlacedDeployment, placedDeployment } from "./deployment";
import type { Preset } from "./helm-chart";
import { keyUse } from "./key-use";
import type { ManagedRole, PolicyName } from "./managed-role";
import type { GrantOf } from "./permissions";
import { type EntryResource, entityAt, type ResolvedCluster, type ResolvedEntities } from "./resolved-entities";
import { partsOf } from "./services";
import { stackName } from "./stack-name";

/** A workload on a cluster, as far as it does not depend on the mechanism. */
export interface PlacedWorkload {
  /** Key of the workload. */
  readonly key: string;
  /** Of its roles and their policies. */
  readonly address: AddressOfPart;
  readonly cluster: ResolvedCluster;
  /** Those whose pods use its roles. */
  readonly namespaces: readonly PlacedNamespace[];
  readonly serviceAccount: string;
  /** Who makes its objects in the cluster. */
  readonly objects: Objects;
  readonly preset?: Preset;
  readonly createServiceAccount: boolean;
  readonly grants: readonly GrantOf[];
  readonly check?: PlacedCheck;
  readonly deployment?: PlacedDeployment;
}

/** A namespace with what belongs to it alone. */
export interface PlacedNamespace {
  readonly name: string;
  readonly create: boolean;
  readonly address: AddressOfPart;
}

/** A workload in one of its namespaces. */
export type InNamespace<W extends PlacedWorkload = PlacedWorkload> = W & { readonly namespace: PlacedNamespace };

export const inNamespaces = <W extends PlacedWorkload>(placed: W): readonly InNamespace<W>[] =>
  placed.namespaces.map((namespace) => ({ ...placed, namespace }));

export interface PlacedCheck {
  readonly kind: "pod" | "job";
  readonly name: string;
  readonly image: string;
  /** What it calls, and how limited. */
  readonly calls: readonly (Pick<GrantOf, "limits" | "profile"> & { readonly resource: EntryResource })[];
  /** Whether all of them are on buckets. */
  readonly ofBuckets: boolean;
}

/** A policy of a final role: all grants of one service and verb. */
export interface GrantPolicy extends PolicyName, Pick<GrantOf, "service" | "verb"> {
  readonly grants: readonly GrantOf[];
}

export function placedWorkload(
  config: Config,
  entities: ResolvedEntities,
  placement: WorkloadPlacement,
): PlacedWorkload {
  const { key, workload, addressSuffix } = placement;
  const { serviceAccount, addressPrefix } = workload;
  const grants = allGrantsOf(entities, placement);
  const cluster = entityAt(entities.clusters, placement.cluster.text);
  const objects = objectsOf(config, workload, cluster.key);
  const isMade = objects !== "none";
  const check = isMade ? checkOf(config, entities, workload, key, grants, objects) : undefined;
  const deployment = isMade ? workload.deployment : undefined;
  return {
    key,
    address: addressOfPart(key, { addressPrefix, suffix: addressSuffix }),
    cluster,
    namespaces: placement.namespaces.map(({ text, addressSuffix: suffix }) => ({
      name: text,
      create: isMade && createsNamespace(workload, text),
      address: addressOfPart(key, { addressPrefix, suffix }),
    })),
    serviceAccount,
    objects,
    ...(workload.preset === undefined ? {} : { preset: workload.preset }),
    createServiceAccount: isMade && createsServiceAccount(workload),
    grants,
    ...(check ? { check } : {}),
    ...(deployment ? { deployment: placedDeployment(entities, cluster, deployment, { key, grants }) } : {}),
  };
}

const allGrantsOf = (entities: ResolvedEntities, placement: WorkloadPlacement): readonly GrantOf[] =>
  placement.targets.length > 0
    ? placement.targets.flatMap((target) =>
        grantsOf(entities, target).map((grant) => ({ ...grant, profile: target.key })),
      )
    : grantsOf(entities, placement);

function grantsOf(entities: ResolvedEntities, { grants }: Pick<WorkloadPlacement, "grants">): readonly GrantOf[] {
  return grants.map((grant) => {
    const granted = grantedBy(grant);
    if (!granted) throw new Error("unchecked grant");
    const { verb, limits } = granted;
    const resource = entityAt(entities.resources, granted.resource);
    const { key, account, service, arn, planned } = resource;
    const actions = verb === "actions" ? (grant.actions ?? []) : (service.verbs[verb] ?? []);
    return {
      resource: key,
      service: service.facts.service,
      verb,
      arn,
      on: planned ? `${stackName(account.key, "account")}/${planned.address}` : arn,
      limits,
      parts: partsOf(resource, actions, limits),
      ...keyUse(resource, actions),
    };
  });
}

/** The policies of the final role `role`, in the order in which their services and verbs are first granted. */
export function grantPoliciesOf(
  { policyNames }: Pick<WorkloadPlacement, "policyNames">,
  role: ManagedRole,
  grants: readonly GrantOf[],
): readonly GrantPolicy[] {
  const names = policyNames?.names;
  return [...groupBy(grants, ({ service, verb }) => `${service}-${verb}`)].flatMap(([policy, together]) => {
    const [first] = together;
    if (!first) return [];
    const given = typeof names === "string" ? names : names?.[policy];
    return [
      {
        service: first.service,
        verb: first.verb,
        grants: together,
        name: given ?? `${role.name}-${policy}`,
        path:
          given === undefined || !policyNames
            ? role.path
            : [...policyNames.path, ...(typeof names === "string" ? [] : [policy])],
      },
    ];
  });
}

function checkOf(
  { defaults }: Config,
  entities: ResolvedEntities,
  workload: Workload,
  key: string,
  grants: readonly GrantOf[],
  objects: Objects,
): PlacedCheck | undefined {
  const wanted = workload.verify ?? defaults.verify;
  if (wanted === "none") return undefined;
  // what reconciles manifests takes a pod that has ended for one that is missing
  const kind = objects === "manifests" ? "job" : wanted;
  const called = grants
    .map(({ resource, ...grant }) => ({ ...grant, resource: entityAt(entities.resources, resource) }))
    .filter(({ resource, parts }) =>
      parts.some(({ actions }) => actions.includes(resource.service.check?.action ?? "")),
    );
  const calls = new Map(
    called.map(({ resource, limits, profile }) => [
      `${profile} ${resource.key} ${JSON.stringify(limits)}`,
      { resource, limits, ...(profile === undefined ? {} : { profile }) },
    ]),
  );
  const ofBuckets = called.every(({ resource }) => resource.kind === "bucket");
  return {
    kind,
    name: `${workload.addressPrefix === "" ? "" : `${key}-`}${ofBuckets ? "s3-" : ""}access-test-${kind}`,
    image: workload.verifyImage ?? defaults.verifyImage,
    calls: [...calls.values()],
    ofBuckets,
  };
}
