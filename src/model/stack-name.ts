import type { Layer } from "./model";

/** `account-a-primary`, `account-a`, `account-a-rest` */
export const stackName = (account: string, layer: Layer): string =>
  layer === "account" ? account : `${account}-${layer}`;

/** No stack: what the owner of the account is asked for. */
export const requestName = (account: string): string => `handover/${account}`;
export const isRequest = (stack: string): boolean => stack.startsWith("handover/");
