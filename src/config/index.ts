export { createsNamespace, createsServiceAccount } from "./created-objects";
export { fits } from "./fields";
export { type Granted, grantedBy } from "./granted";
export { jsonSchema } from "./json-schema";
export { configurationMarkdown } from "./markdown";
export { serviceAccountSubject } from "./oidc";
export { type ReadConfig, readConfig } from "./read";
export type { Config, ConfigInput, Grant, Workload } from "./schema";
export { kindsOf, type Limits, type ResourceKind, type ResourceMaps, type Verb } from "./services";
export { closestMatch } from "./suggestion";
export {
  type IrsaPlacement,
  type PlacementTarget,
  type PodIdentityPlacement,
  type WorkloadPlacement,
  workloadPlacements,
} from "./workload-placement";
