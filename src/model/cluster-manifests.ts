import { groupBy } from "../collections/group-by";
import type { Problem } from "../rules";
import type { Access } from "./access";
import { chartValues, helmChart } from "./helm-chart";
import {
  awsConfigOf,
  checkObjects,
  configMapObjects,
  deploymentObjects,
  isAnnotated,
  literalNames,
  namedResources,
  namespaceObjects,
  serviceAccountObjects,
} from "./kubernetes-objects";
import type { ClusterManifests, NamespaceChart, WorkloadManifests } from "./manifests";
import { type InNamespace, inNamespaces } from "./placed-workload";

/** What is written as YAML for each cluster, and what cannot be: a manifest has no value that only apply knows. */
export function clusterManifests(accesses: readonly Access[]): {
  readonly manifests: readonly ClusterManifests[];
  readonly problems: readonly Problem[];
} {
  const written = accesses.filter(({ objects }) => objects === "manifests");
  const byCluster = groupBy(written, ({ cluster }) => cluster.key);
  return {
    manifests: [...byCluster.values()].flatMap((onCluster) =>
      onCluster.slice(0, 1).map(
        ({ cluster: { key, name, arn } }): ClusterManifests => ({
          cluster: { key, name, arn },
          workloads: [...groupBy(onCluster, (access) => access.key)].map(([workload, own]) =>
            workloadManifests(workload, own.flatMap(inNamespaces)),
          ),
        }),
      ),
    ),
    problems: written.flatMap(openNames),
  };
}

const workloadManifests = (key: string, placed: readonly InNamespace<Access>[]): WorkloadManifests => {
  const each = <T>(make: (access: InNamespace<Access>, names: ReturnType<typeof literalNames>) => readonly T[]) =>
    placed.flatMap((access) => make(access, literalNames(access)));
  return {
    key,
    namespaces: each(namespaceObjects),
    configMaps: each(configMapObjects),
    serviceAccounts: each(serviceAccountObjects),
    checks: each(checkObjects),
    deployments: each(deploymentObjects),
    charts: each(chartOf),
  };
};

/** The program of a workload without a Deployment is installed by a chart, as a rule. */
function chartOf(access: InNamespace<Access>): readonly NamespaceChart[] {
  if (access.deployment) return [];
  const { cluster, serviceAccount } = access;
  const { name: namespace } = access.namespace;
  const role = isAnnotated(access) ? access.finalRole.arn : undefined;
  const helm = helmChart({ ...access, namespace }, role);
  return [
    {
      namespace,
      pod: `${cluster.name}/${namespace}/${serviceAccount}`,
      ...(helm ? { chart: helm.chart, keepEmpty: helm.keepEmpty } : {}),
      values: chartValues(access, role, awsConfigOf(access)),
    },
  ];
}

/** Names that apply makes, which Terraform could hand to objects of its own. */
const openNames = (access: Access): readonly Problem[] =>
  [...new Set(namedResources(access).filter(({ handover }) => handover !== undefined))].map((resource) => ({
    rule: "manifest-open-name",
    path: ["workloads", access.key],
    at: "key" as const,
    found: `the name of resource ${resource.key}, which apply makes, in the manifests of ${access.key}`,
    fix: `Give resources.${resource.key}.${resource.kind} a name: in place of the prefix:, or write kubernetes: terraform here.`,
  }));
