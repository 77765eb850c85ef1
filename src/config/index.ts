export { createsNamespace, createsServiceAccount } from "./created-objects";
export { fits } from "./fields";
export { jsonSchema } from "./json-schema";
export { configurationMarkdown } from "./markdown";
export { serviceAccountSubject } from "./oidc";
export { type ReadConfig, readConfig } from "./read";
export type { Config, ConfigInput, Grant, Workload } from "./schema";
export { closestMatch } from "./suggestion";
export {
  type IrsaPlacement,
  type PlacementTarget,
  type PodIdentityPlacement,
  type WorkloadPlacement,
  workloadPlacements,
} from "./workload-placement";
