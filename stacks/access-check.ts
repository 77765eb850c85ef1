import type { JobV1 } from "@cdktf/provider-kubernetes/lib/job-v1";
import { PodV1 } from "@cdktf/provider-kubernetes/lib/pod-v1";
import { checkJobSpec, checkPod } from "../src/manifests";
import type { AccessCheck } from "../src/model";
import type { ClusterInStack } from "./cluster";
import { constructId, withAddress } from "./element";
import { podForm } from "./pod-form";

/** A pod or job that proves the access from inside the cluster. */
export function accessCheck(where: ClusterInStack, check: AccessCheck): void {
  const make = check.kind === "pod" ? pod : job;
  const made = make(where, check);
  if (check.dependsOn.length > 0) made.dependsOn = [...check.dependsOn];
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
      spec: podForm(checkPod(check)),
      lifecycle: {
        ignoreChanges: ["spec[0].container[0].env", "spec[0].container[0].volume_mount", "spec[0].volume"],
      },
    }),
  );

/** Loaded only where there is a job: its classes are a quarter of the bundle. */
const jobV1 = (): typeof JobV1 => require("@cdktf/provider-kubernetes/lib/job-v1").JobV1;

/** Apply waits for the job and fails with it. */
function job({ stack, kubernetes }: ClusterInStack, check: AccessCheck): JobV1 {
  const { template, ...spec } = checkJobSpec(check);
  return withAddress(
    check.address,
    new (jobV1())(stack, constructId("kubernetes_job_v1", check.address), {
      provider: kubernetes,
      metadata: { name: check.name, namespace: check.namespace },
      waitForCompletion: true,
      spec: { ...spec, template: { ...template, spec: podForm(template.spec) } },
      timeouts: { create: "5m", update: "5m" },
    }),
  );
}
