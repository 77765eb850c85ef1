import {
  type Config,
  createsNamespace,
  createsServiceAccount,
  type PlacementTarget,
  type Workload,
  type WorkloadPlacement,
} from "../config";
import { type AddressOfPart, addressOfPart } from "./address";
import { type PlacedDeployment, placedDeployment } from "./deployment";
import { type ManagedRole, managedRole, type PolicyName } from "./managed-role";
import { actionsOfVerb, type BucketGrant, type Verb } from "./permissions";
import { entityAt, type ResolvedBucket, type ResolvedCluster, type ResolvedEntities } from "./resolved-entities";
import { stackName } from "./stack-name";

/** A workload on a cluster, as far as it does not depend on the mechanism. */
export interface PlacedWorkload {
  /** Key of the workload. */
  readonly key: string;
  readonly address: AddressOfPart;
  readonly cluster: ResolvedCluster;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly createNamespace: boolean;
  readonly createServiceAccount: boolean;
  readonly grants: readonly BucketGrant[];
  readonly check?: PlacedCheck;
  readonly deployment?: PlacedDeployment;
}

export interface PlacedCheck {
  readonly kind: "pod" | "job";
  readonly name: string;
  readonly image: string;
  readonly buckets: readonly ResolvedBucket[];
}

/** A policy of a final role: all grants of one service and verb. */
export interface GrantPolicy extends PolicyName {
  readonly verb: Verb;
  readonly grants: readonly BucketGrant[];
}

export function placedWorkload(
  config: Config,
  entities: ResolvedEntities,
  placement: WorkloadPlacement,
): PlacedWorkload {
  const { key, workload, addressSuffix } = placement;
  const { namespace, serviceAccount, addressPrefix } = workload;
  const grants = grantsOf(entities, placement);
  const check = checkOf(config, entities, workload, key, grants);
  const cluster = entityAt(entities.clusters, placement.cluster.text);
  const { deployment } = workload;
  return {
    key,
    address: addressOfPart(key, { addressPrefix, suffix: addressSuffix }),
    cluster,
    namespace,
    serviceAccount,
    createNamespace: createsNamespace(workload),
    createServiceAccount: createsServiceAccount(workload),
    grants,
    ...(check ? { check } : {}),
    ...(deployment ? { deployment: placedDeployment(entities, cluster, deployment, { key, grants }) } : {}),
  };
}

function grantsOf(entities: ResolvedEntities, { grants }: WorkloadPlacement): readonly BucketGrant[] {
  return grants.map(({ read, write, actions, on }) => {
    const verb = read !== undefined ? "read" : write !== undefined ? "write" : "actions";
    const bucket = entityAt(entities.buckets, read ?? write ?? on);
    return {
      resource: bucket.key,
      verb,
      actions: actionsOfVerb(verb, actions),
      arn: bucket.arn,
      on: terraformTargetOf(bucket),
    };
  });
}

const terraformTargetOf = ({ account, resource, arn }: ResolvedBucket): string =>
  resource ? `${stackName(account.key, "account")}/aws_s3_bucket.${resource.address}` : arn;

/** The role of `target`, which the stack of its account makes. */
export function targetRoleOf(
  entities: ResolvedEntities,
  { account: { text: key }, role }: PlacementTarget,
  address: AddressOfPart,
): ManagedRole {
  const account = entityAt(entities.accounts, key);
  const stack = stackName(account.key, "account");
  return managedRole({ account, name: role.text, path: role.path, address: address("target_role"), stack });
}

/** The policies of the final role `role`, in the order in which their verbs are first granted. */
export function grantPoliciesOf({ policyNames }: WorkloadPlacement, role: ManagedRole, grants: readonly BucketGrant[]) {
  const verbs = [...new Set(grants.map(({ verb }) => verb))];
  return verbs.map((verb): GrantPolicy => {
    const names = policyNames?.names;
    const given = typeof names === "string" ? names : names?.[`s3-${verb}`];
    return {
      verb,
      grants: grants.filter((grant) => grant.verb === verb),
      name: given ?? `${role.name}-s3-${verb}`,
      path:
        given === undefined || !policyNames
          ? role.path
          : [...policyNames.path, ...(typeof names === "string" ? [] : [`s3-${verb}`])],
    };
  });
}

function checkOf(
  { defaults }: Config,
  entities: ResolvedEntities,
  workload: Workload,
  key: string,
  grants: readonly BucketGrant[],
): PlacedCheck | undefined {
  const kind = workload.verify ?? defaults.verify;
  if (kind === "none") return undefined;
  const listed = new Set(
    grants.filter(({ actions }) => actions.includes("s3:ListBucket")).map(({ resource }) => resource),
  );
  return {
    kind,
    name: `${workload.addressPrefix === "" ? "" : `${key}-`}s3-access-test-${kind}`,
    image: workload.verifyImage ?? defaults.verifyImage,
    buckets: [...listed].map((resource) => entityAt(entities.buckets, resource)),
  };
}
