import { roleArn } from "../aws";
import { type Config, createsNamespace, type Placement, placements } from "../config";
import type { Path } from "../rules";
import { type Addresses, addressesOf } from "./address";
import type { Account } from "./model";
import { actionsOf, type BucketGrant, type Verb } from "./permissions";
import { get, type PlacedBucket, type PlacedCluster, type Places } from "./places";
import type { PodIdentity, TrustSettings } from "./trust";

/** A role's name, where its account knows it, and where the configuration spells it. */
export interface NamedRole {
  readonly account: Account;
  readonly name: string;
  readonly arn: string;
  readonly path: Path;
}

/** A policy's name and where the configuration spells what it comes from. */
export interface NamedPolicy {
  readonly name: string;
  readonly path: Path;
}

/** One workload on one cluster: everything its documents are made from. */
export interface Access {
  readonly key: string;
  readonly address: Addresses;
  readonly cluster: PlacedCluster;
  readonly pod: PodIdentity & TrustSettings;
  readonly createNamespace: boolean;
  readonly createServiceAccount: boolean;
  readonly primaryRole: NamedRole & { readonly address: string; readonly shared: boolean };
  /** Absent where the primary role itself is granted everything. */
  readonly targetRole?: NamedRole;
  readonly assumePolicy?: NamedPolicy;
  /** Of the final role, one policy for each service and verb. */
  readonly grantPolicies: readonly (NamedPolicy & { readonly verb: Verb; readonly grants: readonly BucketGrant[] })[];
  readonly check?: {
    readonly kind: "pod" | "job";
    readonly name: string;
    readonly image: string;
    readonly buckets: readonly PlacedBucket[];
  };
}

export const accessesOf = (config: Config, places: Places): readonly Access[] =>
  placements(config).map((placement) => accessOf(config, places, placement));

function accessOf(config: Config, places: Places, placement: Placement): Access {
  const { key, addressSuffix, shared } = placement;
  const workload = checked(config.workloads[key]);
  const { confine, principal, sessionTags, verify, verifyImage } = config.defaults;
  const cluster = get(places.clusters, placement.cluster.text);
  const { namespace, serviceAccount } = workload;
  const address = addressesOf(key, { addressPrefix: workload.addressPrefix, suffix: addressSuffix });
  const primaryRole = primaryRoleOf(config, placement, cluster.account, address);
  const targetRole = targetRoleOf(places, placement);
  const buckets = grantsOf(places, placement);
  const kind = workload.verify ?? verify;
  const checkName = `${workload.addressPrefix === "" ? "" : `${key}-`}s3-access-test-${kind}`;
  return {
    key,
    address,
    cluster,
    pod: {
      cluster: { name: cluster.name, arn: cluster.arn, region: cluster.region, account: cluster.account.id },
      namespace,
      serviceAccount,
      confine: workload.confine ?? confine,
      principal: workload.principal ?? principal,
      sessionTags: workload.sessionTags ?? sessionTags,
    },
    createNamespace: createsNamespace(workload),
    createServiceAccount: workload.createServiceAccount,
    primaryRole: { ...primaryRole, shared },
    ...(targetRole ? { targetRole, assumePolicy: assumePolicyOf(placement, targetRole) } : {}),
    grantPolicies: grantPoliciesOf(placement, targetRole ?? primaryRole, buckets),
    ...(kind === "none"
      ? {}
      : {
          check: {
            kind,
            name: checkName,
            image: workload.verifyImage ?? verifyImage,
            buckets: listed(buckets).map((bucket) => get(places.buckets, bucket)),
          },
        }),
  };
}

/** A part that the checks of src/config have made sure of. */
function checked<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("unchecked configuration");
  return part;
}

const roleOf = (account: Account, name: string, path: Path): NamedRole => ({
  account,
  name,
  arn: roleArn(account, name),
  path,
});

function primaryRoleOf(config: Config, placement: Placement, account: Account, address: Addresses) {
  const { text, path } = checked(placement.primaryRole);
  if (!placement.shared) return { ...roleOf(account, text, path), address: address("primary_role") };
  const { name } = checked(config.primaryRoles[text]);
  return { ...roleOf(account, name, ["primaryRoles", text, "name"]), address: addressesOf(text, {})("primary_role") };
}

function targetRoleOf(places: Places, { target }: Placement): NamedRole | undefined {
  if (!target) return undefined;
  const { text, path } = checked(target.role);
  return roleOf(get(places.accounts, checked(target.account).text), text, path);
}

const assumePolicyOf = ({ assumePolicyName }: Placement, targetRole: NamedRole): NamedPolicy =>
  assumePolicyName
    ? { name: assumePolicyName.text, path: assumePolicyName.path }
    : { name: `allow-assume-${targetRole.name}`, path: targetRole.path };

function grantsOf(places: Places, { grants }: Placement): readonly BucketGrant[] {
  return grants.map((grant) => {
    const { read, write, actions, on } = checked(grant);
    const verb = read !== undefined ? "read" : write !== undefined ? "write" : "actions";
    const resource = checked(read ?? write ?? on);
    return {
      resource,
      verb,
      actions: actionsOf(verb, actions?.map(checked)),
      arn: get(places.buckets, resource).arn,
    };
  });
}

function grantPoliciesOf({ policyNames }: Placement, role: NamedRole, grants: readonly BucketGrant[]) {
  const verbs = [...new Set(grants.map(({ verb }) => verb))];
  return verbs.map((verb) => {
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

/** Keys of the buckets that may be listed, each once. */
const listed = (grants: readonly BucketGrant[]): readonly string[] => [
  ...new Set(grants.filter(({ actions }) => actions.includes("s3:ListBucket")).map(({ resource }) => resource)),
];
