export { admit } from "./admit";
export type { ClusterPlace, PodSpec } from "./place";
export type { Outcome, Pod } from "./pod";
