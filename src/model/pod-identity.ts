import type { Config, PodIdentityPlacement } from "../config";
import { addressOfPart } from "./address";
import { requestedRole, sharedRoleOf, targetRoleOf } from "./existing-roles";
import { type ManagedRole, managedRole, type PolicyName } from "./managed-role";
import type { Association, Policy, Role } from "./model";
import { assumePolicy } from "./permissions";
import { type GrantPolicy, grantPoliciesOf, type PlacedWorkload, placedWorkload } from "./placed-workload";
import { entityAt, type ResolvedEntities } from "./resolved-entities";
import { isRequest, stackName } from "./stack-name";
import { primaryTrust, type TrustedPod, type TrustSettings, targetTrust } from "./trust";

/** A workload on a cluster that gets credentials by EKS Pod Identity. */
export interface PodIdentityAccess extends PlacedWorkload {
  readonly mechanism: "pod-identity";
  readonly pod: TrustedPod & TrustSettings;
  readonly primaryRole: ManagedRole;
  /** Absent where the primary role itself has the grants. */
  readonly targetRole?: ManagedRole;
  readonly assumePolicy?: PolicyName;
  /** The role that the pod's credentials are for. */
  readonly finalRole: ManagedRole;
  readonly grantPolicies: readonly GrantPolicy[];
}

export function podIdentityAccess(
  config: Config,
  entities: ResolvedEntities,
  placement: PodIdentityPlacement,
): PodIdentityAccess {
  const { workload, target } = placement;
  const { confine, principal, sessionTags } = config.defaults;
  const placed = placedWorkload(config, entities, placement);
  const { address, cluster, namespace, serviceAccount, grants } = placed;
  const targetRole = target && targetRoleOf(entities, target, address);
  const primaryRole = primaryRoleOf(entities, placement, placed, targetRole !== undefined);
  const finalRole = targetRole ?? primaryRole;
  return {
    mechanism: "pod-identity",
    ...placed,
    pod: {
      cluster: { name: cluster.name, arn: cluster.arn, region: cluster.region, account: cluster.account.id },
      namespace,
      serviceAccount,
      confine: workload.confine ?? confine,
      principal: workload.principal ?? principal,
      sessionTags: workload.sessionTags ?? sessionTags,
    },
    primaryRole,
    ...(targetRole ? { targetRole, assumePolicy: assumePolicyName(placement, targetRole) } : {}),
    finalRole,
    grantPolicies: grantPoliciesOf(placement, finalRole, grants),
  };
}

/** In a stack of its own where there is a target role, whose trust may name it. */
function primaryRoleOf(
  entities: ResolvedEntities,
  placement: PodIdentityPlacement,
  { cluster, address }: PlacedWorkload,
  hasTarget: boolean,
) {
  const { text, path } = placement.primaryRole;
  const { account } = cluster;
  const stack = stackName(account.key, hasTarget ? "primary" : "account");
  if (!placement.shared) return managedRole({ account, name: text, path, address: address("primary_role"), stack });
  const shared = sharedRoleOf(entityAt(entities.primaryRoles, text));
  const at = ["primaryRoles", text, shared.from];
  const role = { account, name: shared.name, path: at, address: addressOfPart(text, {})("primary_role") };
  return shared.exists ? requestedRole(role, shared) : managedRole({ ...role, stack });
}

const assumePolicyName = ({ assumePolicyName, target }: PodIdentityPlacement, targetRole: ManagedRole): PolicyName =>
  assumePolicyName
    ? { name: assumePolicyName.text, path: assumePolicyName.path }
    : { name: `allow-assume-${targetRole.name}${target?.ending ?? ""}`, path: targetRole.path };

/** The primary roles of a stack; a shared one trusts the pods of all its workloads. */
export function primaryRolesIn(stack: string, accesses: readonly PodIdentityAccess[]): readonly Role[] {
  const roles = new Map<string, { name: string; pods: PodIdentityAccess["pod"][] }>();
  for (const { primaryRole, pod } of accesses) {
    if (primaryRole.stack !== stack) continue;
    const role = roles.get(primaryRole.address) ?? { name: primaryRole.name, pods: [] };
    role.pods.push(pod);
    roles.set(primaryRole.address, role);
  }
  return [...roles].map(([address, { name, pods }]) => ({ address, name, trust: primaryTrust(pods) }));
}

/** The target roles of a stack, and the stacks of the primary roles that their trusts name. */
export function targetRolesIn(stack: string, accesses: readonly PodIdentityAccess[]) {
  const targets = accesses.filter(({ targetRole }) => targetRole?.stack === stack);
  const roles = targets.map(({ finalRole: { address, name }, primaryRole, pod }): Role => {
    const trust = targetTrust({ ...primaryRole.account, arn: primaryRole.arn }, pod);
    return { address, name, trust };
  });
  const named = targets.filter(({ pod }) => pod.principal === "role").map(({ primaryRole }) => primaryRole.stack);
  return { roles, dependsOn: named.filter((one) => !isRequest(one)) };
}

/** The permission of a primary role to assume its target role. */
export function assumePolicyOf({
  address,
  primaryRole,
  targetRole,
  assumePolicy: policy,
}: PodIdentityAccess): readonly Policy[] {
  if (!targetRole || !policy) return [];
  return [
    {
      address: address("assume_target_role_policy"),
      attachmentAddress: address("primary_role_attachment"),
      name: policy.name,
      document: assumePolicy(targetRole.arn),
      role: primaryRole.name,
    },
  ];
}

export function associationOf(access: PodIdentityAccess): Association {
  const { address, cluster, namespace, serviceAccount, pod, primaryRole, targetRole } = access;
  return {
    address: address("cross_account"),
    cluster: cluster.key,
    namespace,
    serviceAccount,
    roleArn: primaryRole.arn,
    ...(targetRole ? { targetRoleArn: targetRole.arn } : {}),
    sessionTags: pod.sessionTags,
    dependsOn: [
      ...(targetRole ? [`aws_iam_role_policy_attachment.${address("primary_role_attachment")}`] : []),
      ...(cluster.podIdentityAgent === "install" ? [`aws_eks_addon.${cluster.agentAddress}`] : []),
    ],
  };
}
