import { type Dictionary, isDictionary, isList, type Value } from "../value";

/**
 * The objects in a list of objects, undefined for what is none. Those in a list of one kind, such as ServiceAccountList, need
 * not say their kind.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#collections
 */
export function itemsOf({ apiVersion = null, kind = null, items = null }: Dictionary): readonly Value[] | undefined {
  if (typeof kind !== "string" || !kind.endsWith("List") || !isList(items)) return undefined;
  if (kind === "List") return items;
  return items.map((one) => (isDictionary(one) ? { apiVersion, kind: kind.slice(0, -"List".length), ...one } : one));
}
