import {
  type Config,
  type PodIdentityPlacement,
  type RoleSettings,
  settingsOfShared,
  settingsOfWorkload,
} from "../config";
import { addressOfPart } from "./address";
import { type AwsConfig, awsConfigOf } from "./aws-config";
import { requestedRole, sharedRoleOf, targetRoleOf } from "./existing-roles";
import { withExtraTrust } from "./extra-trust";
import { type ManagedRole, managedRole, type PolicyName, policySettings, roleResource } from "./managed-role";
import type { Association, Policy, Role } from "./model";
import { assumePolicy } from "./permissions";
import {
  type GrantPolicy,
  grantPoliciesOf,
  type InNamespace,
  type PlacedWorkload,
  placedWorkload,
} from "./placed-workload";
import { type Condition, literal, type PolicyDocument } from "./policy";
import { entityAt, type ResolvedEntities } from "./resolved-entities";
import { NO_SETTINGS, roleSettings } from "./role-settings";
import { isRequest, stackName } from "./stack-name";
import { type NamedTarget, namedTarget } from "./targets";
import { type Transition, transitionOf } from "./transition";
import { primaryTrust, type TrustedPods, type TrustSettings, targetTrust } from "./trust";

/** A workload on a cluster that gets credentials by EKS Pod Identity. */
export interface PodIdentityAccess extends PlacedWorkload {
  readonly mechanism: "pod-identity";
  readonly pods: TrustedPods & TrustSettings;
  readonly primaryRole: ManagedRole;
  /** Absent where the primary role itself has the grants, or where there are several. */
  readonly targetRole?: ManagedRole;
  /** Several targets, each with a profile; empty where there is one or none. */
  readonly targets: readonly NamedTarget[];
  /** The file with these profiles. */
  readonly awsConfig?: AwsConfig;
  readonly assumePolicy?: PolicyName;
  /** The role that the pod's credentials are for. */
  readonly finalRole: ManagedRole;
  readonly grantPolicies: readonly GrantPolicy[];
  readonly sessionPolicy?: PolicyDocument;
  /** What it still has of IRSA, where it comes from there. */
  readonly transition?: Transition;
}

export function podIdentityAccess(
  config: Config,
  entities: ResolvedEntities,
  placement: PodIdentityPlacement,
): PodIdentityAccess {
  const { key, workload, target } = placement;
  const { confine, principal, sessionTags } = config.defaults;
  const placed = placedWorkload(config, entities, placement);
  const { address, cluster, namespaces, serviceAccount, grants } = placed;
  const targetRole = target && targetRoleOf(config, entities, placement, target, address);
  const targets = placement.targets.map((one) => namedTarget(config, entities, placement, one, address, grants));
  const hasTarget = targetRole !== undefined || targets.length > 0;
  const primaryRole = primaryRoleOf(config, entities, placement, placed, hasTarget);
  const finalRole = targetRole ?? primaryRole;
  const transition = transitionOf(placement, finalRole, cluster, address);
  return {
    mechanism: "pod-identity",
    ...placed,
    pods: {
      cluster: { name: cluster.name, arn: cluster.arn, region: cluster.region, account: cluster.account.id },
      namespaces: namespaces.map(({ name }) => name),
      serviceAccount,
      confine: workload.confine ?? confine,
      principal: workload.principal ?? principal,
      sessionTags: workload.sessionTags ?? sessionTags,
    },
    primaryRole,
    ...(targetRole ? { targetRole } : {}),
    targets,
    ...(targets.length > 0 ? { awsConfig: awsConfigOf({ key, ...workload }, targets) } : {}),
    ...(hasTarget ? { assumePolicy: assumePolicyName(placement, targetRole) } : {}),
    finalRole,
    grantPolicies: targets.length > 0 ? [] : grantPoliciesOf(placement, finalRole, grants),
    ...(workload.sessionPolicy ? { sessionPolicy: literal<PolicyDocument>(workload.sessionPolicy) } : {}),
    ...(transition ? { transition } : {}),
  };
}

/** In a stack of its own where there is a target role, whose trust may name it. */
function primaryRoleOf(
  config: Config,
  entities: ResolvedEntities,
  { key, workload, shared, cluster: on, primaryRole: { text, path, template } }: PodIdentityPlacement,
  { cluster, address }: PlacedWorkload,
  hasTarget: boolean,
) {
  const { account } = cluster;
  const stack = stackName(account.key, hasTarget ? "primary" : "account");
  const part = "primary_role";
  if (!shared) {
    const own = settingsOfWorkload<RoleSettings>(key, workload, on.text, "primary");
    const settings = roleSettings(config, { kind: "primary", account, address, own });
    return managedRole({ account, name: text, path, template, address: address(part), stack, settings });
  }
  const found = sharedRoleOf(entityAt(entities.primaryRoles, text));
  const ofRole = addressOfPart(text, {});
  const role = { account, name: found.name, path: ["primaryRoles", text, found.from], address: ofRole(part) };
  if (found.exists) return requestedRole({ ...role, settings: NO_SETTINGS }, found);
  const own = settingsOfShared<RoleSettings>(text, config.primaryRoles[text]);
  return managedRole({
    ...role,
    stack,
    settings: roleSettings(config, { kind: "primary", account, address: ofRole, own }),
  });
}

/** Of one target by its role, else by the workload. */
function assumePolicyName(
  { assumePolicyName, key, addressSuffix, target }: PodIdentityPlacement,
  targetRole: ManagedRole | undefined,
): PolicyName {
  if (assumePolicyName) return { name: assumePolicyName.text, path: assumePolicyName.path };
  if (targetRole) return { name: `allow-assume-${targetRole.name}${target?.ending ?? ""}`, path: targetRole.path };
  return { name: `allow-assume-targets-of-${key}${addressSuffix.replaceAll("_", "-")}`, path: ["workloads", key] };
}

/** The primary roles of a stack; a shared one trusts the pods of all its workloads. */
export function primaryRolesIn(stack: string, accesses: readonly PodIdentityAccess[]): readonly Role[] {
  const roles = new Map<string, { role: ManagedRole; pods: PodIdentityAccess["pods"][] }>();
  for (const { primaryRole, pods } of accesses) {
    if (primaryRole.stack !== stack) continue;
    const found = roles.get(primaryRole.address) ?? { role: primaryRole, pods: [] };
    found.pods.push(pods);
    roles.set(primaryRole.address, found);
  }
  return [...roles.values()].map(({ role, pods }) => {
    const { trust } = role.settings;
    const source: Condition = trust.sourceAccount ? { StringEquals: { "aws:SourceAccount": role.account.id } } : {};
    return { ...roleResource(role), trust: withExtraTrust(primaryTrust(pods), trust, source) };
  });
}

/** The target roles of a stack, and the stacks of the primary roles that their trusts name. */
export function targetRolesIn(stack: string, accesses: readonly PodIdentityAccess[]) {
  const targets = accesses
    .flatMap(({ targetRole, targets, primaryRole, pods }) => [
      ...(targetRole ? [{ role: targetRole, primaryRole, pods, assumedBy: "eks" as const }] : []),
      ...targets.map(({ role }) => ({ role, primaryRole, pods, assumedBy: "program" as const })),
    ])
    .filter(({ role }) => role.stack === stack);
  const roles = targets.map(({ role, primaryRole, pods, assumedBy }): Role => {
    const { trust } = role.settings;
    const { organization } = trust;
    const member: Condition = organization ? { StringEquals: { "aws:PrincipalOrgID": organization } } : {};
    const own = targetTrust({ ...primaryRole.account, arn: primaryRole.arn }, pods, assumedBy);
    return { ...roleResource(role), trust: withExtraTrust(own, trust, member) };
  });
  const named = targets.filter(({ pods }) => pods.principal === "role").map(({ primaryRole }) => primaryRole.stack);
  return { roles, dependsOn: named.filter((one) => !isRequest(one)) };
}

/** The permission of a primary role to assume its target role, or each of several. */
export function assumePolicyOf({
  address,
  primaryRole,
  targetRole,
  targets,
  assumePolicy: policy,
}: PodIdentityAccess): readonly Policy[] {
  if (!policy) return [];
  return [
    {
      address: address("assume_target_role_policy"),
      attachmentAddress: address("primary_role_attachment"),
      name: policy.name,
      document: assumePolicy(targetRole?.arn ?? targets.map(({ role }) => role.arn)),
      role: primaryRole.name,
      ...policySettings(primaryRole),
    },
  ];
}

export function associationOf(access: InNamespace<PodIdentityAccess>): Association {
  const { address, cluster, namespace, serviceAccount, pods, primaryRole, targetRole } = access;
  const { assumePolicy: policy, sessionPolicy } = access;
  return {
    address: namespace.address("cross_account"),
    cluster: cluster.key,
    namespace: namespace.name,
    serviceAccount,
    roleArn: primaryRole.arn,
    ...(targetRole ? { targetRoleArn: targetRole.arn } : {}),
    sessionTags: pods.sessionTags,
    ...(sessionPolicy ? { sessionPolicy } : {}),
    dependsOn: [
      ...(policy ? [`aws_iam_role_policy_attachment.${address("primary_role_attachment")}`] : []),
      ...(cluster.podIdentityAgent === "install" ? [`aws_eks_addon.${cluster.agentAddress}`] : []),
    ],
  };
}
