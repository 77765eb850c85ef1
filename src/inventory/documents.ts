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
  expression: expressionAt(resource, path),
  origin: (sought) => resource.origin?.(path, sought),
  ...(resource.mode === "data" ? { readOnly: true } : {}),
});

function expressionAt(resource: Resource, path: Path): string | undefined {
  const expression = resource.expressionAt?.(...path);
  return typeof expression === "string" ? expression : undefined;
}

/** The document at `path`; undefined where there is none. */
export function optionalDocumentAt(resource: Resource, label: string, ...path: Path): Document | undefined {
  const text = textValue(resource.get(...path));
  return text === undefined ? undefined : documentOf(text, resource, label, ...path);
}

/** `document`, of which `unknown` keeps one from knowing that AWS holds it as it is written. */
export const notSettled = (document: Document, unknown: UnknownValue): Document => ({
  ...document,
  text: unknown,
  written: typeof document.text === "string" ? document.text : document.written,
});

/** With what is written where apply leaves it as AWS has it. */
export function settled(document: Document, resource: Resource, ...path: Path): Document {
  if (!(document.text instanceof UnknownValue)) return document;
  const written = resource.written(...path);
  return typeof written === "string" ? { ...document, written } : document;
}

/** A document of which only `reason` is known. */
export const unknownDocument = (resource: Resource, label: string, unknown: UnknownValue, ...path: Path): Document => ({
  text: unknown,
  location: resource.location(...path),
  label,
});

/** An unknown value may be a whole document or a part of its syntax; its content is then unknown too. */
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
