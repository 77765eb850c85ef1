import type { NetworkPolicyV1 } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import type { PodDisruptionBudgetV1 } from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1";
import type { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import { disruptionBudgetSpec, networkPolicySpec, serviceSpec } from "../src/manifests";
import type { Deployment, IngressRule } from "../src/model";
import type { ClusterInStack } from "./cluster";
import { constructId, withAddress } from "./element";

/** Loaded only where there is one, like the Deployment itself. */
const serviceV1 = (): typeof ServiceV1 => require("@cdktf/provider-kubernetes/lib/service-v1").ServiceV1;
const networkPolicyV1 = (): typeof NetworkPolicyV1 =>
  require("@cdktf/provider-kubernetes/lib/network-policy-v1").NetworkPolicyV1;
const podDisruptionBudgetV1 = (): typeof PodDisruptionBudgetV1 =>
  require("@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1").PodDisruptionBudgetV1;

const metadataOf = ({ name, namespace, labels }: Deployment) => ({ name, namespace, labels });

export function service({ stack, kubernetes }: ClusterInStack, plan: Deployment) {
  const { selector, ports } = serviceSpec(plan);
  return withAddress(
    plan.address,
    new (serviceV1())(stack, constructId("kubernetes_service_v1", plan.address), {
      provider: kubernetes,
      metadata: metadataOf(plan),
      spec: { selector, port: ports },
    }),
  );
}

export function networkPolicy(
  { stack, kubernetes }: ClusterInStack,
  plan: Deployment,
  ingress: readonly IngressRule[],
) {
  const spec = networkPolicySpec(plan, ingress);
  const rules = spec.ingress.map(({ ports, from }) => ({
    ports: ports.map((one) => ({ ...one, port: `${one.port}` })),
    from,
  }));
  return withAddress(
    plan.address,
    new (networkPolicyV1())(stack, constructId("kubernetes_network_policy_v1", plan.address), {
      provider: kubernetes,
      metadata: metadataOf(plan),
      spec: { ...spec, ingress: rules },
    }),
  );
}

export function disruptionBudget({ stack, kubernetes }: ClusterInStack, plan: Deployment) {
  const { maxUnavailable, selector } = disruptionBudgetSpec(plan);
  return withAddress(
    plan.address,
    new (podDisruptionBudgetV1())(stack, constructId("kubernetes_pod_disruption_budget_v1", plan.address), {
      provider: kubernetes,
      metadata: metadataOf(plan),
      spec: { maxUnavailable: `${maxUnavailable}`, selector },
    }),
  );
}
