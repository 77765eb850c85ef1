import { InputError } from "../terraform/source-location";
import { opaque, Unresolved } from "../terraform/unresolved";
import { type Resource, Unknown, type Value } from "../terraform/world";

export type Path = readonly (string | number)[];
/** A text, or why it is not known; undefined where nothing is set. */
export type Text = string | Unknown | undefined;
export type Block = { readonly [name: string]: Value };

/** `value` as a text. The provider takes an empty one as not set. */
export function textValue(value: Value | undefined): Text {
  if (value === null || value === undefined || value === "") return undefined;
  if (value instanceof Unknown || typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return new Unknown("it is not a text");
}

export const textAt = (resource: Resource, ...path: Path): Text => textValue(resource.get(...path));

/** As `textAt`, with a symbol for what is unknown but has a name, so that two uses of it are still one value. */
export function nameOrUnknown(value: Value | undefined): Text {
  const text = textValue(value);
  return text instanceof Unresolved && text.origin !== undefined ? opaque(text.origin) : text;
}

export const nameAt = (resource: Resource, ...path: Path): Text => nameOrUnknown(resource.get(...path));

/** What must be set, called `what`. */
export const required = (text: Text, what: string): string | Unknown => text ?? new Unknown(`${what} is not set`);

export const knownText = (text: Text): string | undefined => (text instanceof Unknown ? undefined : text);

/** A boolean, which Terraform also takes as a text; undefined where nothing is set. */
export function flagAt(resource: Resource, ...path: Path): boolean | Unknown | undefined {
  const value = resource.get(...path);
  if (value === null) return undefined;
  if (value instanceof Unknown || typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  return new Unknown("it is not a boolean");
}

/** A list or set; undefined where nothing is set. */
export const listAt = (resource: Resource, ...path: Path): readonly Value[] | Unknown | undefined =>
  listOf(resource.get(...path));

export function listOf(value: Value | undefined): readonly Value[] | Unknown | undefined {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Unknown) return value;
  return isList(value) ? value : [value];
}

/** Nested blocks; none where they are not known. */
export function blocksOf(value: Value | undefined): readonly Block[] {
  const list = listOf(value);
  return list === undefined || list instanceof Unknown ? [] : list.filter(isBlock);
}

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isBlock = (value: Value | undefined): value is Block =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unknown);

/** What `read` returns; undefined where it needs an account that nothing tells. */
export function unlessAccountMissing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

export const accountIfKnown = (resource: Resource): string | undefined => unlessAccountMissing(() => resource.account);
