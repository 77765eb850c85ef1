export { admit } from "./admit";
export type { Outcome, Pod } from "./pod";
export type { ClusterPlace, PodSpec } from "./reference";
