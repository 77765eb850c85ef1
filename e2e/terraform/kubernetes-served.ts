import type { KubernetesObject } from "../loader/kubernetes";

/** The kinds that stacks hold, by what they are called in paths. */
export const KINDS: ReadonlyMap<string, { readonly kind: string; readonly apiVersion: string }> = new Map([
  ["namespaces", { kind: "Namespace", apiVersion: "v1" }],
  ["serviceaccounts", { kind: "ServiceAccount", apiVersion: "v1" }],
  ["configmaps", { kind: "ConfigMap", apiVersion: "v1" }],
  ["pods", { kind: "Pod", apiVersion: "v1" }],
  ["services", { kind: "Service", apiVersion: "v1" }],
  ["deployments", { kind: "Deployment", apiVersion: "apps/v1" }],
  ["jobs", { kind: "Job", apiVersion: "batch/v1" }],
  ["networkpolicies", { kind: "NetworkPolicy", apiVersion: "networking.k8s.io/v1" }],
  ["poddisruptionbudgets", { kind: "PodDisruptionBudget", apiVersion: "policy/v1" }],
]);

/**
 * A stored object as the API server shows it: with defaults, and the state that its controller brings it to at once.
 * Containers do not run here: to get a pod's output, run it as a process.
 */
export function served(object: KubernetesObject, apiVersion: string): object {
  const spec = (object.spec ?? {}) as Readonly<Record<string, unknown>>;
  const metadata = { ...object.metadata, generation: 1, resourceVersion: "1" };
  return { apiVersion, ...object, metadata, ...controlled(object, spec) };
}

function controlled({ kind, metadata }: KubernetesObject, spec: Readonly<Record<string, unknown>>): object {
  switch (kind) {
    case "Namespace":
      return { status: { phase: "Active" } };
    case "Pod":
      return { status: { phase: spec.restartPolicy === "Never" ? "Succeeded" : "Running" } };
    case "Job": {
      const selector = { matchLabels: { "batch.kubernetes.io/controller-uid": metadata.uid } };
      return {
        spec: { selector, ...spec },
        status: { conditions: [{ type: "Complete", status: "True" }], succeeded: 1 },
      };
    }
    case "Deployment": {
      const { replicas = 1 } = spec;
      const counts = { replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas };
      return { spec: { ...spec, replicas }, status: { observedGeneration: 1, ...counts } };
    }
    case "Service": {
      const address = { clusterIP: "10.100.0.10", clusterIPs: ["10.100.0.10"] };
      const families = { ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack", internalTrafficPolicy: "Cluster" };
      return { spec: { ...address, ...families, ...spec }, status: { loadBalancer: {} } };
    }
    default:
      return {};
  }
}
