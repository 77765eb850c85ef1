import { hasUnknown } from "../../unknown/unknown-text";
import { objectsIn } from "./documents";
import type { ManifestSource } from "./source";
import type { Sources } from "./sources";

/** Groups of ACK's and Crossplane's objects, wherever a text has them. */
const OF_CONTROLLERS = /services\.k8s\.aws|upbound\.io|crossplane\.io/;

/**
 * Whether a controller may make something in AWS of `sources`, which concerns other clusters than the one that they are
 * applied to: an association names its cluster itself.
 */
export const mayMakeInAws = ({ files, unread }: Sources): boolean => unread.length > 0 || files.some(mayBeOfController);

function mayBeOfController(source: ManifestSource): boolean {
  if (OF_CONTROLLERS.test(source.text)) return true;
  const { objects, unread } = objectsIn(source);
  const isOpen = (value: unknown) => typeof value !== "string" || hasUnknown(value);
  return unread.length > 0 || objects.some(({ value }) => isOpen(value.apiVersion) || isOpen(value.kind));
}
