export type { PolicyText } from "./policy-text";
export { resourceWords } from "./resource-words";
export { reviewOf } from "./review";
export * from "./stack-documents";
export type { Arguments, RootModule } from "./terraform-json";
export { inWords, type Reviewed, type ReviewedDocument } from "./words";
