import { InputError } from "../terraform/source-location";
import type { Value } from "../terraform/value";
import type { Resource } from "../terraform/world";
import { unknownText } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";

export type Path = readonly (string | number)[];
/** A text, or why it is not known; undefined where nothing is set. */
export type Text = string | UnknownValue | undefined;
export type Block = { readonly [name: string]: Value };

/** `value` as a text. The provider takes an empty one as not set. */
export function textValue(value: Value | undefined): Text {
  if (value === null || value === undefined || value === "") return undefined;
  if (value instanceof UnknownValue || typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return new UnknownValue("no-value", "it is not a string");
}

export const textAt = (resource: Resource, ...path: Path): Text => textValue(resource.get(...path));

/** As `textAt`, with the text of an unknown value that has an origin, so that two uses of it are still one value. */
export function nameOrUnknown(value: Value | undefined): Text {
  const text = textValue(value);
  return text instanceof UnknownValue && text.origin !== undefined ? unknownText(text.origin) : text;
}

export const nameAt = (resource: Resource, ...path: Path): Text => nameOrUnknown(resource.get(...path));

/** What must be set, called `what`. */
export const required = (text: Text, what: string): string | UnknownValue =>
  text ?? new UnknownValue("no-value", `${what} is not set`);

export const knownText = (text: Text): string | undefined => (text instanceof UnknownValue ? undefined : text);

/** A boolean, which Terraform also takes as a text; undefined where nothing is set. */
export function flagAt(resource: Resource, ...path: Path): boolean | UnknownValue | undefined {
  const value = resource.get(...path);
  if (value === null) return undefined;
  if (value instanceof UnknownValue || typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  return new UnknownValue("no-value", "it is not a bool");
}

/** A list or set; undefined where nothing is set. */
export const listAt = (resource: Resource, ...path: Path): readonly Value[] | UnknownValue | undefined =>
  listOf(resource.get(...path));

export function listOf(value: Value | undefined): readonly Value[] | UnknownValue | undefined {
  if (value === null || value === undefined) return undefined;
  if (value instanceof UnknownValue) return value;
  return isList(value) ? value : [value];
}

/** Nested blocks; none where they are not known. */
export function blocksOf(value: Value | undefined): readonly Block[] {
  const list = listOf(value);
  return list === undefined || list instanceof UnknownValue ? [] : list.filter(isBlock);
}

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isBlock = (value: Value | undefined): value is Block =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof UnknownValue);

/** What `read` returns; undefined where what Terraform reads there is wrong, which is reported by itself. */
export function unlessWrong<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
