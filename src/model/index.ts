export { buildModel } from "./build";
export type * from "./model";
export { LAYERS } from "./model";
export { order } from "./order";
export type { PolicyDocument, Statement } from "./policy";
