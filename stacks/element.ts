import type { TerraformElement } from "cdktf";

/**
 * Gives an element the Terraform address that the model chose, instead of one that cdktf derives
 * (which drops characters and so can merge two elements into one).
 */
export function withAddress<T extends TerraformElement>(address: string, element: T): T {
  element.overrideLogicalId(address);
  return element;
}

/** A construct id unique in the stack: type and address. */
export const constructId = (type: string, address: string): string => `${type}.${address}`;

/** Text that Terraform takes literally: template markers are escaped. */
export const escapeTemplates = (text: string): string => text.replace(/[$%](?=\{)/g, "$&$&");
