import type { Layer } from "./model";

/** `account-a-primary`, `account-a`, `account-a-rest` */
export const stackName = (account: string, layer: Layer): string =>
  layer === "account" ? account : `${account}-${layer}`;
