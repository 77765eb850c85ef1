import { UnknownValue } from "../../unknown/unknown-value";
import { type Dictionary, isDictionary, type Value } from "../value";
import { itemsOf } from "./list-items";
import type { ManifestSource } from "./source";
import { isTemplate, withoutTemplates } from "./templates";

/** An object as a file has it. */
export interface ManifestObject {
  readonly value: Dictionary;
  readonly source: ManifestSource;
  /** Why it is not known whether it is there, or is as it is written. */
  readonly indefinite: UnknownValue | undefined;
  /** The line of the innermost known part on the way to `path`, and how much of the way that is. */
  place(path: readonly (string | number)[]): { readonly line: number; readonly depth: number };
}

/** A document that is no YAML. */
export interface UnreadDocument {
  readonly source: ManifestSource;
  readonly line: number;
  readonly why: UnknownValue;
}

const RENDER = "Give what helm template prints.";

/** The objects of a file, each element of a list by itself. What has no kind, such as a chart's values, is none. */
export function objectsIn(source: ManifestSource): {
  readonly objects: readonly ManifestObject[];
  readonly unread: readonly UnreadDocument[];
} {
  const objects: ManifestObject[] = [];
  const unread: UnreadDocument[] = [];
  for (const { text, line } of documentsOf(source.text)) {
    const templated = isTemplate(text) ? withoutTemplates(text, source.file) : undefined;
    const plain = templated ? templated.text : text;
    const read = plain === undefined ? undefined : parsed(plain);
    if (read === undefined || (templated?.isOpen && read.value === null)) {
      const reason = templated ? "it is a template that is not YAML by itself" : "it is not YAML";
      unread.push({ source, line, why: new UnknownValue("not-read", reason, { advice: RENDER }) });
      continue;
    }
    const indefinite = templated?.isOpen
      ? new UnknownValue("not-read", "a template decides what of it is there", { advice: RENDER })
      : source.changed;
    objects.push(
      ...elementsOf(read.value, []).map(({ value, at }) => ({
        value,
        source,
        indefinite,
        place: (path: readonly (string | number)[]) => {
          const found = read.find([...at, ...path]);
          return { line: line + found.line, depth: Math.max(0, found.depth - at.length) };
        },
      })),
    );
  }
  return { objects, unread };
}

/**
 * The documents of a file, each with the number of lines before it. A line may end as on Windows, and what stands on the line
 * of a separator is of the document that follows.
 * @see https://yaml.org/spec/1.2.2/#914-explicit-documents
 */
function documentsOf(text: string): readonly { readonly text: string; readonly line: number }[] {
  const documents: { text: string; line: number }[] = [];
  let from = 0;
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n?|\n/);
  const documentAt = (start: number, end: number): string =>
    lines
      .slice(start, end)
      .map((line, index) => (index === 0 ? line.replace(/^---(?=\s|$)/, "   ") : line))
      .join("\n");
  for (const [index, line] of [...lines, "---"].entries()) {
    if (!/^---(\s|$)/.test(line)) continue;
    documents.push({ text: documentAt(from, index), line: from });
    from = index;
  }
  return documents.filter((one) => one.text.split("\n").some((line) => /^\s*[^\s#]/.test(line)));
}

interface Parsed {
  readonly value: Value;
  /** Lines before the part, and how much of the way to it is there. */
  find(path: readonly (string | number)[]): { readonly line: number; readonly depth: number };
}

/** undefined where it is not YAML. */
function parsed(text: string): Parsed | undefined {
  const { LineCounter, parseDocument } = require("yaml") as typeof import("yaml");
  const counter = new LineCounter();
  const document = parseDocument(text, {
    merge: true,
    prettyErrors: false,
    logLevel: "silent",
    lineCounter: counter,
  });
  if (document.errors.length > 0) return undefined;
  try {
    return {
      value: document.toJS() as Value,
      find(path) {
        for (let depth = path.length; depth > 0; depth--) {
          const node = document.getIn(path.slice(0, depth), true) as { readonly range?: readonly number[] } | undefined;
          const [start] = node?.range ?? [];
          if (start !== undefined) return { line: counter.linePos(start).line, depth };
        }
        return { line: counter.linePos(document.contents?.range?.[0] ?? 0).line, depth: 0 };
      },
    };
  } catch {
    // aliases that expand without end
    return undefined;
  }
}

interface Element {
  readonly value: Dictionary;
  readonly at: readonly (string | number)[];
}

function elementsOf(value: Value, at: readonly (string | number)[]): readonly Element[] {
  if (!isDictionary(value)) return [];
  const { kind } = value;
  const items = itemsOf(value);
  if (items) return items.flatMap((one, index) => elementsOf(one, [...at, "items", index]));
  return kind === undefined ? [] : [{ value, at }];
}
