import type { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import type { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import type { Deployment } from "../src/model";
import type { ClusterInStack } from "./cluster";
import { constructId, escapeTemplates, withAddress } from "./element";

/** Loaded only where there is a deployment: their classes are as large as all others together. */
const deploymentV1 = (): typeof DeploymentV1 => require("@cdktf/provider-kubernetes/lib/deployment-v1").DeploymentV1;
const serviceV1 = (): typeof ServiceV1 => require("@cdktf/provider-kubernetes/lib/service-v1").ServiceV1;

/** A workload's Deployment and, on request, a Service on port 80. Apply waits for the roll-out. */
export function deployment(where: ClusterInStack, plan: Deployment): void {
  const { stack, kubernetes } = where;
  const { name, namespace, labels, replicas } = plan;
  const made = new (deploymentV1())(stack, constructId("kubernetes_deployment_v1", plan.address), {
    provider: kubernetes,
    metadata: { name, namespace, labels },
    spec: {
      replicas: `${replicas}`,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec(plan) },
    },
  });
  if (plan.dependsOn.length > 0) made.dependsOn = [...plan.dependsOn];
  withAddress(plan.address, made);
  if (plan.service) service(where, plan);
}

/** Meets the restricted profile: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
const podSpec = (plan: Deployment) => ({
  serviceAccountName: plan.serviceAccount,
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  container: [
    {
      name: plan.name,
      image: plan.image,
      port: [{ name: "http", containerPort: plan.port }],
      env: [
        ...Object.entries(plan.env).map(([name, value]) => ({ name, value: escapeTemplates(value) })),
        ...Object.entries(plan.bucketEnv).map(([name, value]) => ({ name, value })),
      ],
      livenessProbe: { httpGet: { path: plan.liveness, port: "http" } },
      readinessProbe: { httpGet: { path: plan.readiness, port: "http" } },
      resources: { requests: { cpu: plan.cpu, memory: plan.memory }, limits: { memory: plan.memory } },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
    },
  ],
});

const service = ({ stack, kubernetes }: ClusterInStack, { address, name, namespace, labels }: Deployment): ServiceV1 =>
  withAddress(
    address,
    new (serviceV1())(stack, constructId("kubernetes_service_v1", address), {
      provider: kubernetes,
      metadata: { name, namespace, labels },
      spec: { selector: labels, port: [{ name: "http", port: 80, targetPort: "http" }] },
    }),
  );
