export { asJson, type JsonOptions } from "./json";
export { asText, type TextOptions } from "./text";
