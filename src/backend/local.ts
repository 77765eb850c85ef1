import type { RemoteState, Settings } from "./settings";

/** A file, whose path whoever synthesizes decides. */
export interface LocalBackend {
  readonly kind: "local";
}

/** @see https://developer.hashicorp.com/terraform/language/backend/local */
export const localSettings = (path: string): Settings => ({ backend: { local: { path } } });

export const localState = (path: string): RemoteState => ({ backend: "local", config: { path } });
