import type { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { deploymentSpec } from "../src/manifests";
import type { Deployment } from "../src/model";
import type { ClusterInStack } from "./cluster";
import { disruptionBudget, networkPolicy, service } from "./deployment-access";
import { constructId, escapeTemplates, withAddress } from "./element";
import { podForm } from "./pod-form";

/** Loaded only where there is a deployment: their classes are as large as all others together. */
const deploymentV1 = (): typeof DeploymentV1 => require("@cdktf/provider-kubernetes/lib/deployment-v1").DeploymentV1;

/** A workload's Deployment and what belongs to it. Apply waits for the roll-out. */
export function deployment(where: ClusterInStack, plan: Deployment): void {
  const { stack, kubernetes } = where;
  const { name, namespace, labels } = plan;
  const { replicas, template, ...spec } = deploymentSpec(plan, escapeTemplates);
  const made = new (deploymentV1())(stack, constructId("kubernetes_deployment_v1", plan.address), {
    provider: kubernetes,
    metadata: { name, namespace, labels },
    spec: { ...spec, replicas: `${replicas}`, template: { ...template, spec: podForm(template.spec) } },
  });
  withAddress(plan.address, made);
  if (plan.ingress) networkPolicy(where, plan, plan.ingress);
  // who may call it is settled before its first pod runs
  const policy = plan.ingress ? [`kubernetes_network_policy_v1.${plan.address}`] : [];
  if (plan.dependsOn.length + policy.length > 0) made.dependsOn = [...plan.dependsOn, ...policy];
  if (plan.service) service(where, plan);
  if (replicas > 1) disruptionBudget(where, plan);
}
