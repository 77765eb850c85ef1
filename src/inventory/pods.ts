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

/** Pods and what makes pods. */
export const podsOf = (resources: ResourceIndex): readonly PodTemplate[] =>
  Object.entries(SPECS).flatMap(([type, spec]) =>
    resources.managed(type).map((resource) => podTemplate(resource, spec)),
  );

const podTemplate = (resource: Resource, spec: Path): PodTemplate =>
  lazily<PodTemplate>({
    resource: () => resource,
    clusterName: () => clusterNameOf(resource),
    namespace: () => namespaceOf(resource),
    serviceAccount: () => textAt(resource, ...spec, "service_account_name") ?? "default",
    label: () => resource.address,
  });
