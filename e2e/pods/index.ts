export { admit } from "./admit";
export type { Outcome, Pod } from "./pod";
export type { ClusterReference, PodReference } from "./reference";
