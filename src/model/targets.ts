import type { Config, PlacementNamedTarget, WorkloadPlacement } from "../config";
import type { AddressOfPart } from "./address";
import { targetRoleOf } from "./existing-roles";
import type { ManagedRole } from "./managed-role";
import type { GrantOf } from "./permissions";
import { type GrantPolicy, grantPoliciesOf } from "./placed-workload";
import type { ResolvedEntities } from "./resolved-entities";

/** A role with grants. */
export interface GrantHolder {
  readonly role: ManagedRole;
  readonly address: AddressOfPart;
  readonly grantPolicies: readonly GrantPolicy[];
}

/**
 * One of several targets: EKS hands the primary role's credentials to the pod, whose program assumes this role by a
 * profile of its AWS config file.
 */
export interface NamedTarget extends GrantHolder {
  /** The target's key, and the profile's name. */
  readonly profile: string;
}

/** `address` is the workload's, `grants` are those of all its targets. */
export function namedTarget(
  config: Config,
  entities: ResolvedEntities,
  of: WorkloadPlacement,
  placement: PlacementNamedTarget,
  address: AddressOfPart,
  grants: readonly GrantOf[],
): NamedTarget {
  const { key: profile, target } = placement;
  const addressOfTarget: AddressOfPart = (part) => address(`${profile}_${part}`);
  const role = targetRoleOf(config, entities, of, target, addressOfTarget, profile);
  const own = grants.filter((grant) => grant.profile === profile);
  return { profile, role, address: addressOfTarget, grantPolicies: grantPoliciesOf(placement, role, own) };
}

/** The role that a grant of a workload belongs to. */
export const roleOfGrant = (
  { finalRole, targets = [] }: Pick<Holding, "finalRole" | "targets">,
  { profile }: GrantOf,
): ManagedRole => targets.find((one) => one.profile === profile)?.role ?? finalRole;

interface Holding extends Pick<GrantHolder, "address" | "grantPolicies"> {
  readonly finalRole: ManagedRole;
  readonly targets?: readonly NamedTarget[];
}

/** The roles that a workload's grants belong to: its several targets, or its final role. */
export const grantHoldersOf = ({ finalRole, address, grantPolicies, targets = [] }: Holding): readonly GrantHolder[] =>
  targets.length > 0 ? targets : [{ role: finalRole, address, grantPolicies }];
