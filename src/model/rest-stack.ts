import { type Access, isPodIdentity } from "./access";
import { terraformReference } from "./address";
import {
  awsConfigOf,
  checkObjects,
  configMapObjects,
  deploymentObjects,
  namedResources,
  namespaceObjects,
  type ObjectNames,
  serviceAccountObjects,
} from "./kubernetes-objects";
import type { Account, Handover, Plan, RestStack } from "./model";
import { type InNamespace, inNamespaces } from "./placed-workload";
import { associationOf, assumePolicyOf } from "./pod-identity";
import type { ResolvedCluster, ResolvedEntities } from "./resolved-entities";
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
  const byTerraform = own.filter(({ objects }) => objects === "terraform");
  const handovers = handoversOf(byTerraform);
  const byPodIdentity = own.filter(isPodIdentity);
  const placed = byTerraform.flatMap(inNamespaces);
  const namesOf = namesIn(placed);
  const inEach = <T extends object>(
    make: (access: InNamespace<Access>, names: ObjectNames) => readonly T[],
    part: string | ((access: InNamespace<Access>) => string),
  ) =>
    placed.flatMap((access) =>
      make(access, namesOf(access)).map((object) => ({
        ...object,
        address: access.namespace.address(typeof part === "string" ? part : part(access)),
        cluster: access.cluster.key,
      })),
    );
  const roles = [
    ...byPodIdentity.map(({ primaryRole }) => primaryRole.stack),
    ...own
      .filter((access) => isPodIdentity(access) || access.objects === "terraform")
      .flatMap(grantHoldersOf)
      .map(({ role }) => role.stack),
  ].filter((stack) => !isRequest(stack));
  const awaited = byTerraform
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
      clusters: [...entities.clusters.values()]
        .filter(({ key }) => own.some(({ cluster }) => cluster.key === key))
        .map((cluster) => (byTerraform.some((access) => access.cluster === cluster) ? cluster : unreached(cluster))),
      handovers,
      namespaces: inEach(namespaceObjects, "app"),
      configMaps: inEach(configMapObjects, "aws_config"),
      serviceAccounts: inEach(serviceAccountObjects, "app"),
      associations: byPodIdentity.flatMap(inNamespaces).map(associationOf),
      checks: inEach(
        (access, names) =>
          checkObjects(access, names).map((check) => ({
            ...check,
            kind: access.check?.kind ?? "pod",
            dependsOn: awaitedBy(access, entities),
          })),
        ({ check }) => (check?.ofBuckets ? "s3_access_test" : "access_test"),
      ),
      deployments: inEach(
        (access, names) =>
          deploymentObjects(access, names).map((one) => ({ ...one, dependsOn: awaitedBy(access, entities) })),
        "app",
      ),
    },
  ];
}

/** A cluster in which Terraform makes nothing. */
const unreached = ({ kubernetes: _, ...cluster }: ResolvedCluster): RestStack["clusters"][number] => cluster;

/** What objects call each other by: references to those that the stack makes, be it for another workload. */
function namesIn(accesses: readonly InNamespace<Access>[]): (access: InNamespace<Access>) => ObjectNames {
  const id = ({ cluster, namespace }: InNamespace) => `${cluster.key}/${namespace.name}`;
  const nameOf = (type: string, address: string) => terraformReference(type, address, "metadata[0].name");
  const created = new Map(
    accesses
      .filter(({ namespace }) => namespace.create)
      .map((access) => [id(access), nameOf("kubernetes_namespace_v1", access.namespace.address("app"))]),
  );
  return (access) => {
    const { createServiceAccount, serviceAccount, namespace } = access;
    return {
      namespace: created.get(id(access)) ?? namespace.name,
      serviceAccount: createServiceAccount
        ? nameOf("kubernetes_service_account_v1", namespace.address("app"))
        : serviceAccount,
      configMap: awsConfigOf(access) && nameOf("kubernetes_config_map_v1", namespace.address("aws_config")),
    };
  };
}

const awaitedBy = (access: InNamespace<Access>, entities: ResolvedEntities): readonly string[] => [
  ...credentialsOf(access),
  ...policiesAwaited(access, entities).addresses,
];

/** What must exist when a pod is admitted, else it never gets credentials; for IRSA the service account, which the pod names anyway. */
const credentialsOf = (access: InNamespace<Access>): readonly string[] =>
  isPodIdentity(access) ? [`aws_eks_pod_identity_association.${access.namespace.address("cross_account")}`] : [];

/** The names that a stack's pods need from other stacks: a variable each, or one remote state for each account. */
function handoversOf(accesses: readonly Access[]): readonly Handover[] {
  const found = new Map<string, Handover>();
  for (const { handover } of accesses.flatMap(namedResources)) {
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
