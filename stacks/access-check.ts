import type { JobV1 } from "@cdktf/provider-kubernetes/lib/job-v1";
import { PodV1 } from "@cdktf/provider-kubernetes/lib/pod-v1";
import type { AccessCheck } from "../src/model";
import { script } from "./access-script";
import { mounted } from "./aws-config";
import type { ClusterInStack } from "./cluster";
import { constructId, withAddress } from "./element";

/** A pod or job that proves the access from inside the cluster. */
export function accessCheck(where: ClusterInStack, check: AccessCheck): void {
  const make = check.kind === "pod" ? pod : job;
  const made = make(where, check);
  if (check.dependsOn.length > 0) made.dependsOn = [...check.dependsOn];
}

function running({ image, calls, awsConfig, serviceAccount }: AccessCheck) {
  const { env, container, pod } = mounted(awsConfig);
  const variables = env.length > 0 ? { env } : {};
  return {
    serviceAccountName: serviceAccount,
    restartPolicy: "Never",
    container: [{ name: "aws-cli", image, command: ["/bin/sh", "-c", script(calls)], ...variables, ...container }],
    ...pod,
  };
}

/**
 * Apply ends once the pod runs or has run; its log shows the result. EKS adds environment and a
 * token volume at admission; without ignore_changes every plan would replace the pod for them.
 */
const pod = ({ stack, kubernetes }: ClusterInStack, check: AccessCheck): PodV1 =>
  withAddress(
    check.address,
    new PodV1(stack, constructId("kubernetes_pod_v1", check.address), {
      provider: kubernetes,
      metadata: { name: check.name, namespace: check.namespace },
      targetState: ["Running", "Succeeded"],
      spec: running(check),
      lifecycle: {
        ignoreChanges: ["spec[0].container[0].env", "spec[0].container[0].volume_mount", "spec[0].volume"],
      },
    }),
  );

/** Loaded only where there is a job: its classes are a quarter of the bundle. */
const jobV1 = (): typeof JobV1 => require("@cdktf/provider-kubernetes/lib/job-v1").JobV1;

/** Apply waits for the job and fails with it. */
const job = ({ stack, kubernetes }: ClusterInStack, check: AccessCheck): JobV1 =>
  withAddress(
    check.address,
    new (jobV1())(stack, constructId("kubernetes_job_v1", check.address), {
      provider: kubernetes,
      metadata: { name: check.name, namespace: check.namespace },
      waitForCompletion: true,
      spec: {
        backoffLimit: 0,
        template: { metadata: {}, spec: running(check) },
      },
      timeouts: { create: "5m", update: "5m" },
    }),
  );
