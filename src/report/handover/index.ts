export { type Handover, type HandoverRequest, type HandoverStep, handoverAsJson, handoverOf } from "./handover";
export type { FullModule, OwnerAccount } from "./owner-module";
export { handoverAsHtml, handoverAsMarkdown } from "./page";
export type { RoleUse, UsedGrant } from "./uses";
