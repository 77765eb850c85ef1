import { lazily } from "../collections/lazy";
import type { Resource } from "../terraform/world";
import type { PodTemplate } from "./inventory";
import { clusterNameOf, namespaceOf } from "./kubernetes";
import type { ResourceIndex } from "./resource-index";
import { type Path, textAt } from "./values";

const TEMPLATE = ["spec", 0, "template", 0, "spec", 0] as const;

/** Where the pod's spec lies, by kind. */
const SPECS: Readonly<Record<string, Path>> = {
  kubernetes_pod: ["spec", 0],
  kubernetes_pod_v1: ["spec", 0],
  kubernetes_deployment: TEMPLATE,
  kubernetes_deployment_v1: TEMPLATE,
  kubernetes_stateful_set: TEMPLATE,
  kubernetes_stateful_set_v1: TEMPLATE,
  kubernetes_daemonset: TEMPLATE,
  kubernetes_daemon_set_v1: TEMPLATE,
  kubernetes_job: TEMPLATE,
  kubernetes_job_v1: TEMPLATE,
  kubernetes_replication_controller: TEMPLATE,
  kubernetes_replication_controller_v1: TEMPLATE,
  kubernetes_cron_job: ["spec", 0, "job_template", 0, ...TEMPLATE],
  kubernetes_cron_job_v1: ["spec", 0, "job_template", 0, ...TEMPLATE],
};

/** The same in manifests. */
const MANIFEST_SPECS: Readonly<Record<string, Path>> = {
  Pod: ["spec"],
  ...Object.fromEntries(
    ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"].map((kind) => [
      kind,
      ["spec", "template", "spec"],
    ]),
  ),
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
};

/** Pods and what makes pods. */
export const podsOf = (resources: ResourceIndex): readonly PodTemplate[] => [
  ...Object.entries(SPECS).flatMap(([type, spec]) =>
    resources.managed(type).map((resource) => podTemplate(resource, spec)),
  ),
  ...resources
    .managed("kubernetes_manifest")
    .filter((resource) => resources.stackOf(resource)?.kind === "manifests")
    .flatMap(podOfManifest),
];

function podOfManifest(resource: Resource): readonly PodTemplate[] {
  const kind = textAt(resource, "manifest", "kind");
  const spec = typeof kind === "string" && Object.hasOwn(MANIFEST_SPECS, kind) ? MANIFEST_SPECS[kind] : undefined;
  if (!spec) return [];
  const at = (name: string) => textAt(resource, "manifest", ...spec, name);
  return [
    lazily<PodTemplate>({
      resource: () => resource,
      clusterName: () => clusterNameOf(resource),
      namespace: () => textAt(resource, "manifest", "metadata", "namespace") ?? "default",
      // the older name is still taken: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
      serviceAccount: () => at("serviceAccountName") ?? at("serviceAccount") ?? "default",
      label: () => resource.address,
    }),
  ];
}

const podTemplate = (resource: Resource, spec: Path): PodTemplate =>
  lazily<PodTemplate>({
    resource: () => resource,
    clusterName: () => clusterNameOf(resource),
    namespace: () => namespaceOf(resource),
    serviceAccount: () => textAt(resource, ...spec, "service_account_name") ?? "default",
    label: () => resource.address,
  });
