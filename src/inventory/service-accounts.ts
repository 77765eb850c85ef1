import { SERVICE_ACCOUNT_ANNOTATIONS, STS_AUDIENCE } from "../aws";
import { lazily, lazy } from "../collections/lazy";
import type { Resource } from "../terraform/world";
import type { UnknownValue } from "../unknown/unknown-value";
import { addOnAccountOf } from "./add-ons";
import type { ServiceAccount } from "./inventory";
import { issuerOfCluster } from "./issuers";
import { clusterNameOf, namespaceOf } from "./kubernetes";
import type { ResourceIndex } from "./resource-index";
import { accountIfKnown, nameAt, required, textAt, unlessAccountMissing } from "./values";

export const serviceAccountsOf = (resources: ResourceIndex): readonly ServiceAccount[] => [
  ...resources
    .managed("kubernetes_service_account", "kubernetes_service_account_v1")
    .map((resource) => serviceAccountOf(resources, resource)),
  ...resources.managed("aws_eks_addon").flatMap((resource) => addOnServiceAccount(resources, resource)),
];

/** EKS annotates the service account of an add-on with the role that the add-on is given. */
const addOnServiceAccount = (resources: ResourceIndex, resource: Resource): readonly ServiceAccount[] => {
  if (unlessAccountMissing(() => nameAt(resource, "service_account_role_arn") ?? null) === null) return [];
  const account = lazy(() => addOnAccountOf(resource));
  const clusterName = () => required(textAt(resource, "cluster_name"), "cluster_name");
  return [
    lazily<ServiceAccount>({
      resource: () => resource,
      clusterName,
      account: () => accountIfKnown(resource),
      region: () => resource.region,
      namespace: () => account().namespace,
      name: () => account().serviceAccount,
      roleArn: () => nameAt(resource, "service_account_role_arn"),
      audience: () => STS_AUDIENCE,
      issuer: () => issuerIn(clustersCalled(resources, resource, clusterName())),
    }),
  ];
};

function serviceAccountOf(resources: ResourceIndex, resource: Resource): ServiceAccount {
  const stack = resources.stackOf(resource);
  return lazily<ServiceAccount>({
    resource: () => resource,
    clusterName: () => clusterNameOf(resource),
    account: () => stack?.account ?? (resource.cluster && accountIfKnown(resource.cluster)),
    region: () => stack?.region ?? resource.cluster?.region,
    namespace: () => namespaceOf(resource),
    name: () => required(textAt(resource, "metadata", 0, "name"), "metadata.name"),
    roleArn: () => nameAt(resource, "metadata", 0, "annotations", SERVICE_ACCOUNT_ANNOTATIONS.role),
    audience: () =>
      textAt(resource, "metadata", 0, "annotations", SERVICE_ACCOUNT_ANNOTATIONS.audience) ?? STS_AUDIENCE,
    issuer: () => issuerFor(resources, resource),
  });
}

/** What the service account's cluster, or the clusters of that name, say; undefined where they say nothing or contradict each other. */
function issuerFor(resources: ResourceIndex, resource: Resource): string | undefined {
  return issuerIn(resource.cluster ? [resource.cluster] : clustersCalled(resources, resource, clusterNameOf(resource)));
}

function issuerIn(clusters: readonly Resource[]): string | undefined {
  const issuers = new Set(clusters.flatMap((cluster) => issuerOfCluster(cluster) ?? []));
  return issuers.size === 1 ? [...issuers][0] : undefined;
}

/** The stack's own clusters of that name, else those of the same account and region. */
function clustersCalled(
  resources: ResourceIndex,
  resource: Resource,
  name: string | UnknownValue,
): readonly Resource[] {
  const called = [...resources.managed("aws_eks_cluster"), ...resources.data("aws_eks_cluster")].filter(
    (cluster) => nameAt(cluster, "name") === name,
  );
  const own = called.filter(({ stack }) => stack === resource.stack);
  if (own.length > 0) return own;
  const { account, region } = resources.stackOf(resource) ?? {};
  return called.filter(
    (cluster) => account !== undefined && accountIfKnown(cluster) === account && cluster.region === region,
  );
}
