export { createsNamespace, createsServiceAccount } from "./checks";
export { AUDIENCE, issuerOf, subjectOf } from "./issuer";
export { jsonSchema } from "./json-schema";
export { configurationMarkdown } from "./markdown";
export { nearest } from "./nearest";
export { type Placement, placements } from "./placement";
export { type ReadConfig, readConfig } from "./read";
export type { Config, ConfigInput, Grant, Workload } from "./schema";
