import type { Deployment } from "../src/model";
import { mounted } from "./aws-config";
import { escapeTemplates } from "./element";

/**
 * Meets the restricted profile: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 * There is no preStop: the provider has no sleep action (hashicorp/terraform-provider-kubernetes#2837) and an image
 * without a shell no program for it, so the program itself goes on accepting for its drain delay after SIGTERM.
 */
export const podSpec = (plan: Deployment, config = mounted(plan.awsConfig)) => ({
  serviceAccountName: plan.serviceAccount,
  automountServiceAccountToken: false,
  terminationGracePeriodSeconds: plan.gracePeriodSeconds,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  ...(plan.replicas > 1 ? { topologySpreadConstraint: SPREAD_OVER.map((key) => spread(key, plan.labels)) } : {}),
  container: [
    {
      name: plan.name,
      image: plan.image,
      port: [
        { name: "http", containerPort: plan.port },
        ...(plan.probePort === undefined ? [] : [{ name: "probes", containerPort: plan.probePort }]),
      ],
      env: [
        ...Object.entries(plan.env).map(([name, value]) => ({ name, value: escapeTemplates(value) })),
        ...Object.entries(plan.bucketEnv).map(([name, value]) => ({ name, value })),
        ...config.env,
      ],
      ...config.container,
      ...probes(plan),
      resources: { requests: { cpu: plan.cpu, memory: plan.memory }, limits: { memory: plan.memory } },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
    },
  ],
  ...config.pod,
});

/**
 * Time-outs above Kubernetes' second, which a node short of CPU exceeds without the program being at fault. A start may
 * take a minute, during which the other probes wait:
 * https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
function probes({ liveness, readiness, probePort }: Deployment) {
  const httpGet = (path: string) => ({ path, port: probePort === undefined ? "http" : "probes" });
  return {
    startupProbe: { httpGet: httpGet(liveness), periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 30 },
    livenessProbe: { httpGet: httpGet(liveness), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    readinessProbe: { httpGet: httpGet(readiness), periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 },
  };
}

const SPREAD_OVER = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"];

/**
 * Evenly where there is room; a pod still starts where there is none. Counted by the pods of one revision, else a
 * roll-out is spread by the pods that it replaces:
 * https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
 */
const spread = (topologyKey: string, labels: Deployment["labels"]) => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: [{ matchLabels: labels }],
  matchLabelKeys: ["pod-template-hash"],
});
