import type { DeploymentObject, WorkloadManifests } from "../model";
import { checkJobSpec, deploymentSpec, disruptionBudgetSpec, networkPolicySpec, serviceSpec } from "./specs";

/** An object as the API server takes it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: object;
  readonly data?: Readonly<Record<string, string>>;
}

/** The objects of a workload on one cluster, in an order in which they can be applied one after another. */
export const objectsOf = (workload: WorkloadManifests): readonly KubernetesObject[] => [
  ...workload.namespaces.map(({ name }) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
  ...workload.serviceAccounts.map((metadata) => ({ apiVersion: "v1", kind: "ServiceAccount", metadata })),
  ...workload.configMaps.map(({ name, namespace, file, text }) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace },
    data: { [file]: text },
  })),
  ...workload.deployments.flatMap(ofDeployment),
  ...workload.checks.map((check) => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: check.name, namespace: check.namespace, annotations: RUN_AGAIN },
    spec: { ...checkJobSpec(check), backoffLimit: RETRIES },
  })),
];

/** Who may call it is settled before its first pod runs. */
function ofDeployment(plan: DeploymentObject): readonly KubernetesObject[] {
  const { name, namespace, labels, ingress, service, replicas } = plan;
  const metadata = { name, namespace, labels };
  const object = (apiVersion: string, kind: string, spec: object) => ({ apiVersion, kind, metadata, spec });
  return [
    ...(ingress ? [object("networking.k8s.io/v1", "NetworkPolicy", networkPolicySpec(plan, ingress))] : []),
    object(
      "apps/v1",
      "Deployment",
      deploymentSpec(plan, (text) => text),
    ),
    ...(service ? [object("v1", "Service", serviceSpec(plan))] : []),
    ...(replicas > 1 ? [object("policy/v1", "PodDisruptionBudget", disruptionBudgetSpec(plan))] : []),
  ];
}

/**
 * A job's pods cannot be changed. Argo CD runs it after each sync in place of the one before, and reports a sync as failed
 * where it fails; Flux replaces it where it differs.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
 */
const RUN_AGAIN = {
  "argocd.argoproj.io/hook": "PostSync",
  "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
  "kustomize.toolkit.fluxcd.io/force": "enabled",
};

/** Nobody lets it wait for the association, and a pod admitted before that never gets credentials: the next one does. */
const RETRIES = 3;
