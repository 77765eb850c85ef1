import type { NetworkPolicyV1 } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import type { PodDisruptionBudgetV1 } from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1";
import type { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import type { Deployment, IngressRule, Peer } from "../src/model";
import type { ClusterInStack } from "./cluster";
import { constructId, withAddress } from "./element";

/** Loaded only where there is one, like the Deployment itself. */
const serviceV1 = (): typeof ServiceV1 => require("@cdktf/provider-kubernetes/lib/service-v1").ServiceV1;
const networkPolicyV1 = (): typeof NetworkPolicyV1 =>
  require("@cdktf/provider-kubernetes/lib/network-policy-v1").NetworkPolicyV1;
const podDisruptionBudgetV1 = (): typeof PodDisruptionBudgetV1 =>
  require("@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1").PodDisruptionBudgetV1;

export const service = ({ stack, kubernetes }: ClusterInStack, { address, name, namespace, labels }: Deployment) =>
  withAddress(
    address,
    new (serviceV1())(stack, constructId("kubernetes_service_v1", address), {
      provider: kubernetes,
      metadata: { name, namespace, labels },
      spec: { selector: labels, port: [{ name: "http", port: 80, targetPort: "http" }] },
    }),
  );

/**
 * Who may reach which port of its pods; the kubelet's probes always may.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export const networkPolicy = (
  { stack, kubernetes }: ClusterInStack,
  { address, name, namespace, labels }: Deployment,
  ingress: readonly IngressRule[],
) =>
  withAddress(
    address,
    new (networkPolicyV1())(stack, constructId("kubernetes_network_policy_v1", address), {
      provider: kubernetes,
      metadata: { name, namespace, labels },
      spec: {
        podSelector: { matchLabels: labels },
        policyTypes: ["Ingress"],
        ingress: ingress.map(({ port, from }) => ({
          ports: [{ port: `${port}`, protocol: "TCP" }],
          from: from.map(selectors),
        })),
      },
    }),
  );

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

/** Nodes are drained one pod at a time. */
export const disruptionBudget = (
  { stack, kubernetes }: ClusterInStack,
  { address, name, namespace, labels }: Deployment,
) =>
  withAddress(
    address,
    new (podDisruptionBudgetV1())(stack, constructId("kubernetes_pod_disruption_budget_v1", address), {
      provider: kubernetes,
      metadata: { name, namespace, labels },
      spec: { maxUnavailable: "1", selector: { matchLabels: labels } },
    }),
  );
