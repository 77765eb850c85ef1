export { buildModel } from "./build";
export type * from "./model";
export { LAYERS } from "./model";
export type { PolicyDocument, Statement } from "./policy";
export { orderStacks } from "./stack-order";
