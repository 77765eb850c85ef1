export { createsNamespace } from "./checks";
export { jsonSchema } from "./json-schema";
export { nearest } from "./nearest";
export { type Placement, placements } from "./placement";
export { type ReadConfig, readConfig } from "./read";
export type { Config, Grant, Workload } from "./schema";
