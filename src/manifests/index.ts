export { CLUSTER_ANNOTATION, type ManifestFile, manifestFiles, manifestFolder } from "./files";
export { type KubernetesObject, objectsOf } from "./objects";
export type { Literal } from "./pod";
export { checkPod, deploymentPod } from "./pod";
export type { PodSpec } from "./pod-spec";
export { checkJobSpec, deploymentSpec, disruptionBudgetSpec, networkPolicySpec, serviceSpec } from "./specs";
