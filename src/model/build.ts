import type { Config } from "../config";
import type { Problem } from "../rules";
import { type Access, accessesOf } from "./access";
import { reference } from "./address";
import { limits } from "./limits";
import type { AccountStack, Chain, Handover, Model, Policy, PrimaryStack, RestStack, Role, Stack } from "./model";
import { order } from "./order";
import { assumePolicy, grantPolicy } from "./permissions";
import { type Places, placesOf } from "./places";
import { primaryTrust, targetTrust } from "./trust";

/**
 * What a checked configuration asks for, stack by stack. Problems are those that only the whole
 * shows: names and documents that come out too long, and stacks that cannot be ordered.
 */
export function buildModel(config: Config): { readonly model: Model; readonly problems: readonly Problem[] } {
  const places = placesOf(config);
  const accesses = accessesOf(config, places);
  const accounts = [...places.accounts.keys()];
  const stacks: readonly Stack[] = [
    ...accounts.flatMap((account) => primaryStack(account, places, accesses)),
    ...accounts.flatMap((account) => accountStack(account, places, accesses)),
    ...accounts.flatMap((account) => restStack(account, places, accesses)),
  ];
  const ordered = order(stacks);
  return {
    model: { stacks: ordered.stacks, chains: accesses.map(chainOf) },
    problems: [...limits(accesses, stacks), ...ordered.problems],
  };
}

const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)];

function stackOf<L extends Stack["layer"]>(layer: L, key: string, places: Places, dependsOn: readonly string[]) {
  const account = places.accounts.get(key);
  if (!account) throw new Error(`no account ${key}`);
  return { name: nameOf(key, layer), layer, account, dependsOn: unique(dependsOn) };
}

const nameOf = (account: string, layer: Stack["layer"]): string =>
  layer === "account" ? account : `${account}-${layer}`;

/** Where a workload's primary role is made: apart from the rest where another account's trust may name it. */
const primaryStackOf = ({ primaryRole: { account }, targetRole }: Access): string =>
  nameOf(account.key, targetRole ? "primary" : "account");

/** Primary roles by address: a shared one trusts all its workloads. */
function primaryRolesOf(accesses: readonly Access[]): readonly Role[] {
  const roles = new Map<string, { name: string; pods: Access["pod"][] }>();
  for (const { primaryRole, pod } of accesses) {
    const role = roles.get(primaryRole.address) ?? { name: primaryRole.name, pods: [] };
    role.pods.push(pod);
    roles.set(primaryRole.address, role);
  }
  return [...roles].map(([address, { name, pods }]) => ({ address, name, trust: primaryTrust(pods) }));
}

function primaryStack(key: string, places: Places, accesses: readonly Access[]): readonly PrimaryStack[] {
  const own = accesses.filter((access) => primaryStackOf(access) === nameOf(key, "primary"));
  return own.length === 0 ? [] : [{ ...stackOf("primary", key, places, []), roles: primaryRolesOf(own) }];
}

function accountStack(key: string, places: Places, accesses: readonly Access[]): readonly AccountStack[] {
  const buckets = [...places.buckets.values()].flatMap(({ account, resource }) =>
    account.key === key && resource ? [resource] : [],
  );
  const targets = accesses.filter(({ targetRole }) => targetRole?.account.key === key);
  const own = accesses.filter(({ targetRole, primaryRole }) => !targetRole && primaryRole.account.key === key);
  if (buckets.length + targets.length + own.length === 0) return [];
  const roles = targets.map(({ address, targetRole, primaryRole, pod }) => ({
    address: address("target_role"),
    name: targetRole?.name ?? "",
    trust: targetTrust({ ...primaryRole.account, arn: primaryRole.arn }, pod),
  }));
  const named = targets.filter(({ pod }) => pod.principal === "role").map(primaryStackOf);
  return [
    {
      ...stackOf("account", key, places, named),
      buckets,
      roles: [...primaryRolesOf(own), ...roles],
      policies: [...own, ...targets].flatMap(grantPoliciesOf),
    },
  ];
}

/** The policies of a final role, which lies in the same stack. */
const grantPoliciesOf = ({ address, targetRole, primaryRole, grantPolicies }: Access): readonly Policy[] =>
  grantPolicies.map(({ verb, name, grants }) => ({
    address: address(`s3_${verb}_policy`),
    attachmentAddress: address(verb === "read" ? "target_role_attachment" : `s3_${verb}_attachment`),
    name,
    document: grantPolicy(grants),
    role: reference("aws_iam_role", targetRole ? address("target_role") : primaryRole.address, "name"),
  }));

function restStack(key: string, places: Places, accesses: readonly Access[]): readonly RestStack[] {
  const own = accesses.filter(({ cluster }) => cluster.account.key === key);
  if (own.length === 0) return [];
  const roles = own.flatMap((access) => [
    primaryStackOf(access),
    ...(access.targetRole ? [nameOf(access.targetRole.account.key, "account")] : []),
  ]);
  const handovers = handoversOf(own);
  const created = namespacesOf(own);
  const serviceAccounts = own.filter(({ createServiceAccount }) => createServiceAccount);
  return [
    {
      ...stackOf("rest", key, places, [...roles, ...handovers.map(({ from }) => nameOf(from, "account"))]),
      policies: own.flatMap(assumePoliciesOf),
      clusters: [...places.clusters.values()].filter(({ account }) => account.key === key),
      handovers,
      namespaces: own
        .filter(({ createNamespace }) => createNamespace)
        .map(({ address, cluster, pod }) => ({ address: address("app"), cluster: cluster.key, name: pod.namespace })),
      serviceAccounts: serviceAccounts.map((access) => ({
        address: access.address("app"),
        cluster: access.cluster.key,
        name: access.pod.serviceAccount,
        namespace: created(access),
      })),
      associations: own.map(({ address, cluster, pod, primaryRole, targetRole }) => ({
        address: address("cross_account"),
        cluster: cluster.key,
        namespace: pod.namespace,
        serviceAccount: pod.serviceAccount,
        roleArn: primaryRole.arn,
        ...(targetRole ? { targetRoleArn: targetRole.arn } : {}),
        sessionTags: pod.sessionTags,
        dependsOn: [
          ...(targetRole ? [`aws_iam_role_policy_attachment.${address("primary_role_attachment")}`] : []),
          ...(cluster.podIdentityAgent === "install" ? [`aws_eks_addon.${cluster.agentAddress}`] : []),
        ],
      })),
      checks: own.flatMap((access) => checkOf(access, created(access))),
    },
  ];
}

const assumePoliciesOf = ({ address, primaryRole, targetRole, assumePolicy: policy }: Access): readonly Policy[] =>
  targetRole && policy
    ? [
        {
          address: address("assume_target_role_policy"),
          attachmentAddress: address("primary_role_attachment"),
          name: policy.name,
          document: assumePolicy(targetRole.arn),
          role: primaryRole.name,
        },
      ]
    : [];

/** The name of a workload's namespace: a reference to it where this stack creates it, whoever asks for it. */
function namespacesOf(accesses: readonly Access[]): (access: Access) => string {
  const id = ({ cluster, pod }: Access) => `${cluster.key}/${pod.namespace}`;
  const created = new Map(
    accesses
      .filter(({ createNamespace }) => createNamespace)
      .map((access) => [id(access), reference("kubernetes_namespace_v1", access.address("app"), "metadata[0].name")]),
  );
  return (access) => created.get(id(access)) ?? access.pod.namespace;
}

const checkOf = (
  { address, cluster, pod, check, createServiceAccount }: Access,
  namespace: string,
): RestStack["checks"] =>
  check
    ? [
        {
          address: address("s3_access_test"),
          cluster: cluster.key,
          kind: check.kind,
          name: check.name,
          namespace,
          serviceAccount: createServiceAccount
            ? reference("kubernetes_service_account_v1", address("app"), "metadata[0].name")
            : pod.serviceAccount,
          image: check.image,
          buckets: check.buckets.map(({ name }) => name),
          dependsOn: [`aws_eks_pod_identity_association.${address("cross_account")}`],
        },
      ]
    : [];

/** What the checks of a stack need handed over: a variable each, or one remote state for each account. */
function handoversOf(accesses: readonly Access[]): readonly Handover[] {
  const found = new Map<string, Handover>();
  for (const { handover } of accesses.flatMap(({ check }) => check?.buckets ?? [])) {
    if (!handover) continue;
    const id = handover.kind === "variable" ? `var ${handover.variable}` : handover.address;
    const earlier = found.get(id);
    const merged =
      handover.kind === "remote-state" && earlier?.kind === "remote-state"
        ? { ...handover, outputs: unique([...earlier.outputs, ...handover.outputs]) }
        : handover;
    found.set(id, merged);
  }
  return [...found.values()];
}

const chainOf = ({ key, cluster, pod, primaryRole, targetRole, grantPolicies }: Access): Chain => ({
  id: `${cluster.name}/${pod.namespace}/${pod.serviceAccount}`,
  workload: key,
  mechanism: "pod-identity",
  primaryRoleArn: primaryRole.arn,
  ...(targetRole ? { targetRoleArn: targetRole.arn } : {}),
  confine: pod.confine,
  grants: grantPolicies.flatMap(({ grants }) => grants.map(({ resource, actions }) => ({ resource, actions }))),
});
