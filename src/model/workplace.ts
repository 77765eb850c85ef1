import { type Config, createsNamespace, createsServiceAccount, type Placement, type Workload } from "../config";
import { type Addresses, addressesOf } from "./address";
import type { Deployment } from "./model";
import { actionsOf, type BucketGrant, type Verb } from "./permissions";
import { get, type PlacedBucket, type PlacedCluster, type Places } from "./places";
import type { MadeRole, NamedPolicy } from "./roles";
import { stackName } from "./stack-name";

/** What a workload on a cluster has whatever its mechanism. */
export interface Workplace {
  /** Key of the workload. */
  readonly key: string;
  readonly address: Addresses;
  readonly cluster: PlacedCluster;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly createNamespace: boolean;
  readonly createServiceAccount: boolean;
  readonly grants: readonly BucketGrant[];
  readonly check?: Check;
  readonly deployment?: WorkplaceDeployment;
}

/** A Deployment as the configuration wants it, and the buckets whose names its variables hold. */
export interface WorkplaceDeployment
  extends Pick<
    Deployment,
    "name" | "image" | "replicas" | "labels" | "port" | "env" | "liveness" | "readiness" | "cpu" | "memory" | "service"
  > {
  readonly bucketEnv: readonly (readonly [string, PlacedBucket])[];
}

export interface Check {
  readonly kind: "pod" | "job";
  readonly name: string;
  readonly image: string;
  readonly buckets: readonly PlacedBucket[];
}

/** A policy of a final role: all grants of one service and verb. */
export interface GrantPolicy extends NamedPolicy {
  readonly verb: Verb;
  readonly grants: readonly BucketGrant[];
}

export function workplaceOf(config: Config, places: Places, placement: Placement): Workplace {
  const { key, addressSuffix } = placement;
  const workload = workloadOf(config, placement);
  const { namespace, serviceAccount, addressPrefix } = workload;
  const grants = grantsOf(places, placement);
  const check = checkOf(config, places, workload, key, grants);
  return {
    key,
    address: addressesOf(key, { addressPrefix, suffix: addressSuffix }),
    cluster: get(places.clusters, placement.cluster.text),
    namespace,
    serviceAccount,
    createNamespace: createsNamespace(workload),
    createServiceAccount: createsServiceAccount(workload),
    grants,
    ...(check ? { check } : {}),
    ...(workload.deployment ? { deployment: deploymentOf(places, workload.deployment, key, grants) } : {}),
  };
}

export const workloadOf = (config: Config, { key }: Placement): Workload => checked(config.workloads[key]);

/** A part that the checks of src/config have made sure of. */
export function checked<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("unchecked configuration");
  return part;
}

function grantsOf(places: Places, { grants }: Placement): readonly BucketGrant[] {
  return grants.map((grant) => {
    const { read, write, actions, on } = checked(grant);
    const verb = read !== undefined ? "read" : write !== undefined ? "write" : "actions";
    const resource = checked(read ?? write ?? on);
    const bucket = get(places.buckets, resource);
    return { resource, verb, actions: actionsOf(verb, actions?.map(checked)), arn: bucket.arn, on: onOf(bucket) };
  });
}

const onOf = ({ account, resource, arn }: PlacedBucket): string =>
  resource ? `${stackName(account.key, "account")}/aws_s3_bucket.${resource.address}` : arn;

/** The policies of the final role `role`, in the order in which their verbs are first granted. */
export function grantPoliciesOf({ policyNames }: Placement, role: MadeRole, grants: readonly BucketGrant[]) {
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
  places: Places,
  workload: Workload,
  key: string,
  grants: readonly BucketGrant[],
): Check | undefined {
  const kind = workload.verify ?? defaults.verify;
  if (kind === "none") return undefined;
  const listed = new Set(
    grants.filter(({ actions }) => actions.includes("s3:ListBucket")).map(({ resource }) => resource),
  );
  return {
    kind,
    name: `${workload.addressPrefix === "" ? "" : `${key}-`}s3-access-test-${kind}`,
    image: workload.verifyImage ?? defaults.verifyImage,
    buckets: [...listed].map((resource) => get(places.buckets, resource)),
  };
}

function deploymentOf(
  places: Places,
  { serviceAccountName: _, bucketEnv, ...deployment }: NonNullable<Workload["deployment"]>,
  key: string,
  grants: readonly BucketGrant[],
): WorkplaceDeployment {
  const name = deployment.name ?? key;
  const [bucket, ...more] = new Set(grants.map(({ resource }) => resource));
  const usual = bucket !== undefined && more.length === 0 && deployment.env?.BUCKET_NAME === undefined;
  const variables = bucketEnv ?? (usual ? { BUCKET_NAME: bucket } : {});
  return {
    ...deployment,
    name,
    labels: deployment.labels ?? { app: name },
    env: deployment.env ?? {},
    bucketEnv: Object.entries(variables).map(([variable, resource]) => [variable, get(places.buckets, resource)]),
  };
}
