import type { Value } from "../terraform/value";
import type { Resource } from "../terraform/world";
import { hasUnknown, readable } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import type { Document } from "./inventory";
import { type Path, textValue } from "./values";

/** The document at `path` of `resource`. */
export const documentAt = (resource: Resource, label: string, ...path: Path): Document =>
  documentOf(resource.get(...path), resource, label, ...path);

/** `value` as a document, which stands at `path` of `resource`. */
export const documentOf = (value: Value | undefined, resource: Resource, label: string, ...path: Path): Document => ({
  text: value === "" ? value : jsonOf(textValue(value) ?? new UnknownValue("no-value", `${path.join(".")} is not set`)),
  location: resource.location(...path),
  label,
  written: writtenAt(resource, path),
  ...(resource.mode === "data" ? { readOnly: true } : {}),
});

function writtenAt(resource: Resource, path: Path): string | undefined {
  const written = resource.written?.(...path);
  return typeof written === "string" ? written : undefined;
}

/** The document at `path`; undefined where there is none. */
export function optionalDocumentAt(resource: Resource, label: string, ...path: Path): Document | undefined {
  const text = textValue(resource.get(...path));
  return text === undefined ? undefined : documentOf(text, resource, label, ...path);
}

/** A document of which only `reason` is known. */
export const unknownDocument = (resource: Resource, label: string, unknown: UnknownValue, ...path: Path): Document => ({
  text: unknown,
  location: resource.location(...path),
  label,
});

/** An unknown value may be a whole document or a part of its syntax; what it says is then as unknown. */
function jsonOf(text: string | UnknownValue): string | UnknownValue {
  if (text instanceof UnknownValue || !hasUnknown(text)) return text;
  try {
    JSON.parse(text);
    return text;
  } catch {
    return new UnknownValue("after-apply", `${readable(text)} is known only after apply`, {
      advice: "Prove the state after apply.",
    });
  }
}
