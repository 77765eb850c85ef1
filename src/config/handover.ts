import type { Draft } from "./draft";

type Written = NonNullable<Draft["defaults"]>["backend"];

/** What a file says of the backends of an account; undefined where it says nothing. */
export const backendAt = (config: Draft, account: string | undefined): Written =>
  config.accounts?.[account ?? ""]?.backend ?? config.defaults?.backend;

/** Whether no other stack can read states of a backend, so that a variable hands over what is in them. */
export const isUnreadable = (backend: Written): boolean =>
  backend === "none" || (typeof backend === "object" && backend.other !== undefined);
