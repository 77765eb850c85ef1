export { asJson, type JsonOptions } from "./json";
export { asSarif, type SarifOptions } from "./sarif";
export { asText, type TextOptions } from "./text";
export { asExplanation } from "./text-explain";
