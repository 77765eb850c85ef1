export { type Binary, findBinary, programAt } from "./binary";
export { inOrder, type Step, type StepEnd } from "./in-order";
export type { Diagnostic } from "./messages";
export {
  type Counts,
  holdsResources,
  type PlanJson,
  type ResourceChange,
  resourcesIn,
  type StateJson,
  type StateResource,
} from "./plan-json";
export { type Ended, Processes } from "./processes";
export { type Result, RootModule, type Terraform, terraformEnvironment } from "./root-module";
