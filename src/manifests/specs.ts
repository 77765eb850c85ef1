import type { CheckObject, DeploymentObject, IngressRule, Peer } from "../model";
import { checkPod, deploymentPod, type Literal } from "./pod";

// What the objects are, in Kubernetes' own words. stacks/ puts them into the provider's.

export const deploymentSpec = (plan: DeploymentObject, literal: Literal) => ({
  replicas: plan.replicas,
  selector: { matchLabels: plan.labels },
  template: { metadata: { labels: plan.labels }, spec: deploymentPod(plan, literal) },
});

export const serviceSpec = ({ labels }: DeploymentObject) => ({
  selector: labels,
  ports: [{ name: "http", port: 80, targetPort: "http" }],
});

/**
 * Who may reach which port of its pods; the kubelet's probes always may.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export const networkPolicySpec = ({ labels }: DeploymentObject, ingress: readonly IngressRule[]) => ({
  podSelector: { matchLabels: labels },
  policyTypes: ["Ingress"],
  ingress: ingress.map(({ port, from }) => ({ ports: [{ port, protocol: "TCP" }], from: from.map(selectors) })),
});

/** A namespace goes by the label that Kubernetes itself gives each with its name. */
const selectors = ({ namespace, labels, cidr }: Peer) =>
  cidr === undefined
    ? {
        ...(namespace === undefined
          ? {}
          : { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }),
        ...(namespace === undefined || labels ? { podSelector: labels ? { matchLabels: labels } : {} } : {}),
      }
    : { ipBlock: { cidr } };

/** Nodes are drained one pod at a time; of one pod, which would never be evicted, there is none. */
export const disruptionBudgetSpec = ({ labels }: DeploymentObject) => ({
  maxUnavailable: 1,
  selector: { matchLabels: labels },
});

/** The script of the check tries again by itself, and what started it reports its end. */
export const checkJobSpec = (check: CheckObject) => ({
  backoffLimit: 0,
  template: { metadata: {}, spec: checkPod(check) },
});
