import type { Limits } from "../config";
import { type Access, isIrsa, isPodIdentity } from "./access";
import { terraformReference } from "./address";
import { annotationsOf } from "./irsa";
import type { Account, Handover, MountedConfig, Plan, RestStack } from "./model";
import { type InNamespace, inNamespaces } from "./placed-workload";
import { associationOf, assumePolicyOf } from "./pod-identity";
import type { EntryResource, ResolvedEntities } from "./resolved-entities";
import { policiesAwaited, resourcePoliciesIn } from "./resource-policies";
import { isRequest, stackName } from "./stack-name";
import { grantHoldersOf } from "./targets";
import { waitsFor } from "./waits";

/** What the clusters of an account need once the roles exist; none where no workload runs on them. */
export function restStack(
  account: Account,
  entities: ResolvedEntities,
  accesses: readonly Access[],
): readonly Plan<RestStack>[] {
  if (!account.managed) return [];
  const own = accesses.filter(({ cluster }) => cluster.account.key === account.key);
  const resourcePolicies = resourcePoliciesIn(account, entities, accesses);
  if (own.length === 0 && resourcePolicies.policies.length === 0) return [];
  const handovers = handoversOf(own);
  const byPodIdentity = own.filter(isPodIdentity);
  const placed = own.flatMap(inNamespaces);
  const namespaceOf = namespacesOf(placed);
  const roles = [
    ...byPodIdentity.map(({ primaryRole }) => primaryRole.stack),
    ...own.flatMap(grantHoldersOf).map(({ role }) => role.stack),
  ].filter((stack) => !isRequest(stack));
  const awaited = own
    .filter(({ check, deployment }) => check ?? deployment)
    .map((access) => policiesAwaited(access, entities));
  return [
    {
      name: stackName(account.key, "rest"),
      layer: "rest",
      account,
      ...waitsFor(
        ["roles", roles],
        ["outputs", handovers.map(({ from }) => stackName(from, "account"))],
        ["principals", resourcePolicies.roles],
        ["resources", resourcePolicies.made],
        ["policies", awaited.flatMap(({ stacks }) => stacks)],
      ),
      policies: byPodIdentity.flatMap(assumePolicyOf),
      resourcePolicies: resourcePolicies.policies,
      clusters: [...entities.clusters.values()].filter(({ key }) => own.some(({ cluster }) => cluster.key === key)),
      handovers,
      namespaces: placed
        .filter(({ namespace }) => namespace.create)
        .map(({ cluster, namespace: { name, address } }) => ({ address: address("app"), cluster: cluster.key, name })),
      configMaps: placed.flatMap((access) => configMapOf(access, namespaceOf(access))),
      serviceAccounts: placed
        .filter(({ createServiceAccount }) => createServiceAccount)
        .map((access) => ({
          address: access.namespace.address("app"),
          cluster: access.cluster.key,
          name: access.serviceAccount,
          namespace: namespaceOf(access),
          ...(isIrsa(access) || access.transition?.annotated ? { annotations: annotationsOf(access) } : {}),
        })),
      associations: byPodIdentity.flatMap(inNamespaces).map(associationOf),
      checks: placed.flatMap((access) => checkOf(access, entities, namespaceOf(access))),
      deployments: placed.flatMap((access) => deploymentOf(access, entities, namespaceOf(access))),
    },
  ];
}

/** The name of a workload's namespace: a reference where any workload of this stack creates it. */
function namespacesOf(accesses: readonly InNamespace<Access>[]): (access: InNamespace<Access>) => string {
  const id = ({ cluster, namespace }: InNamespace) => `${cluster.key}/${namespace.name}`;
  const created = new Map(
    accesses
      .filter(({ namespace }) => namespace.create)
      .map((access) => [
        id(access),
        terraformReference("kubernetes_namespace_v1", access.namespace.address("app"), "metadata[0].name"),
      ]),
  );
  return (access) => created.get(id(access)) ?? access.namespace.name;
}

/** The name of a workload's service account: a reference where this stack creates it. */
const serviceAccountOf = ({ createServiceAccount, serviceAccount, namespace }: InNamespace): string =>
  createServiceAccount
    ? terraformReference("kubernetes_service_account_v1", namespace.address("app"), "metadata[0].name")
    : serviceAccount;

/** The AWS config file of a workload with several targets. */
function configMapOf(access: InNamespace<Access>, namespace: string): RestStack["configMaps"] {
  if (!isPodIdentity(access) || !access.awsConfig) return [];
  const { configMap: name, file, text } = access.awsConfig;
  return [
    { address: access.namespace.address("aws_config"), cluster: access.cluster.key, name, namespace, file, text },
  ];
}

function mountedConfigOf(access: InNamespace<Access>): { readonly awsConfig?: MountedConfig } {
  if (!isPodIdentity(access) || !access.awsConfig) return {};
  const { folder, file } = access.awsConfig;
  const made = access.namespace.address("aws_config");
  const configMap = terraformReference("kubernetes_config_map_v1", made, "metadata[0].name");
  return { awsConfig: { configMap, folder, file } };
}

function checkOf(access: InNamespace<Access>, entities: ResolvedEntities, namespace: string): RestStack["checks"] {
  if (!access.check) return [];
  const { calls, ofBuckets, ...check } = access.check;
  return [
    {
      ...check,
      address: access.namespace.address(ofBuckets ? "s3_access_test" : "access_test"),
      cluster: access.cluster.key,
      namespace,
      serviceAccount: serviceAccountOf(access),
      calls: calls.flatMap(({ resource, limits, profile }) =>
        callOn(resource, limits).map((call) => (profile === undefined ? call : `${call} --profile ${profile}`)),
      ),
      ...mountedConfigOf(access),
      dependsOn: [...credentialsOf(access), ...policiesAwaited(access, entities).addresses],
    },
  ];
}

const callOn = ({ service, region, ...resource }: EntryResource, limits: Limits): readonly string[] =>
  service.check ? [service.check.call({ ...resource, region: region ?? resource.account.region }, limits)] : [];

/** What must exist when a pod is admitted, else it never gets credentials; for IRSA the service account, which the pod names anyway. */
const credentialsOf = (access: InNamespace<Access>): readonly string[] =>
  isPodIdentity(access) ? [`aws_eks_pod_identity_association.${access.namespace.address("cross_account")}`] : [];

const deploymentOf = (
  access: InNamespace<Access>,
  entities: ResolvedEntities,
  namespace: string,
): RestStack["deployments"] =>
  access.deployment
    ? [
        {
          ...access.deployment,
          address: access.namespace.address("app"),
          cluster: access.cluster.key,
          namespace,
          serviceAccount: serviceAccountOf(access),
          ...mountedConfigOf(access),
          bucketEnv: Object.fromEntries(access.deployment.bucketEnv.map(([name, bucket]) => [name, bucket.name])),
          dependsOn: [...credentialsOf(access), ...policiesAwaited(access, entities).addresses],
        },
      ]
    : [];

/** The names that a stack's pods need from other stacks: a variable each, or one remote state for each account. */
function handoversOf(accesses: readonly Access[]): readonly Handover[] {
  const found = new Map<string, Handover>();
  const resources = accesses.flatMap(({ check, deployment }) => [
    ...(check?.calls ?? []).map(({ resource }) => resource),
    ...(deployment?.bucketEnv ?? []).map(([, resource]) => resource),
  ]);
  for (const { handover } of resources) {
    if (!handover) continue;
    const id = handover.kind === "variable" ? `var ${handover.variable}` : handover.address;
    const earlier = found.get(id);
    const merged =
      handover.kind === "remote-state" && earlier?.kind === "remote-state"
        ? { ...handover, outputs: [...new Set([...earlier.outputs, ...handover.outputs])] }
        : handover;
    found.set(id, merged);
  }
  return [...found.values()];
}
