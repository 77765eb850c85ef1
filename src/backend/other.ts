import type { Settings } from "./settings";

/** Any backend of Terraform, by its type. */
export interface OtherBackend {
  readonly kind: "other";
  readonly type: string;
  readonly settings: Settings;
}

/** @see https://developer.hashicorp.com/terraform/language/backend */
export const otherSettings = ({ type, settings }: OtherBackend): Settings => ({ backend: { [type]: settings } });
