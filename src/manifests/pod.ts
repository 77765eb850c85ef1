import type { CheckObject, DeploymentObject, MountedConfig } from "../model";
import { script } from "./access-script";
import type { PodSpec } from "./pod-spec";

/** A text of the configuration as its reader takes it: YAML has it as it is, Terraform without meaning in `${`. */
export type Literal = (text: string) => string;

/**
 * Meets the restricted profile: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 * There is no preStop: the provider of Terraform has no sleep action (hashicorp/terraform-provider-kubernetes#2837) and an
 * image without a shell no program for it, so the program itself goes on accepting for its drain delay after SIGTERM.
 */
export const deploymentPod = (plan: DeploymentObject, literal: Literal, config = mounted(plan.awsConfig)): PodSpec => ({
  serviceAccountName: plan.serviceAccount,
  automountServiceAccountToken: false,
  terminationGracePeriodSeconds: plan.gracePeriodSeconds,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  ...(plan.replicas > 1 ? { topologySpreadConstraints: SPREAD_OVER.map((key) => spread(key, plan.labels)) } : {}),
  containers: [
    {
      name: plan.name,
      image: plan.image,
      ports: [
        { name: "http", containerPort: plan.port },
        ...(plan.probePort === undefined ? [] : [{ name: "probes", containerPort: plan.probePort }]),
      ],
      env: [
        ...Object.entries(plan.env).map(([name, value]) => ({ name, value: literal(value) })),
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

/** A pod that calls AWS as the workload and ends. */
export function checkPod({ image, calls, awsConfig, serviceAccount }: CheckObject): PodSpec {
  const { env, container, pod } = mounted(awsConfig);
  const variables = env.length > 0 ? { env } : {};
  return {
    serviceAccountName: serviceAccount,
    restartPolicy: "Never",
    containers: [{ name: "aws-cli", image, command: ["/bin/sh", "-c", script(calls)], ...variables, ...container }],
    ...pod,
  };
}

/**
 * Time-outs above Kubernetes' second, which a node short of CPU exceeds without the program being at fault. A start may
 * take a minute, during which the other probes wait:
 * https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
function probes({ liveness, readiness, probePort }: DeploymentObject) {
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
const spread = (topologyKey: string, labels: DeploymentObject["labels"]) => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: { matchLabels: labels },
  matchLabelKeys: ["pod-template-hash"],
});

const VOLUME = "aws-config";

/**
 * What a container and its pod have beside their own for the file, whose place SDKs find in AWS_CONFIG_FILE.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 */
const mounted = (config: MountedConfig | undefined) =>
  config
    ? {
        env: [{ name: "AWS_CONFIG_FILE", value: `${config.folder}/${config.file}` }],
        container: { volumeMounts: [{ name: VOLUME, mountPath: config.folder, readOnly: true }] },
        pod: { volumes: [{ name: VOLUME, configMap: { name: config.configMap } }] },
      }
    : { env: [], container: {}, pod: {} };
