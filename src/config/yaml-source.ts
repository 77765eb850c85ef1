import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from "yaml";
import type { Path, Problem } from "../rules";
import { joinDuplicates, repeatedKeys } from "./duplicate-keys";

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
}

/** A problem whose position is known without a path. */
export interface SyntaxProblem extends Position {
  readonly problem: Problem;
}

/** A YAML text with the position of every key and value. */
export class YamlSource {
  /** Syntax errors: the first one, as the rest follow from it, and all duplicate keys. */
  readonly problems: readonly SyntaxProblem[];
  /** The document as plain data; null where it is empty, undefined where it cannot be read. */
  readonly value: unknown;
  /** Keys that stand several times in their map. What is under them is a guess. */
  private readonly duplicates: readonly Path[];
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed;

  constructor(private readonly text: string) {
    this.document = parseDocument(text, {
      lineCounter: this.lines,
      merge: true,
      uniqueKeys: false,
      prettyErrors: false,
    });
    const repeated = repeatedKeys(this.document.contents);
    this.duplicates = repeated.length > 0 ? joinDuplicates(this.document.contents) : [];
    const read = this.brokenBy() ?? this.read();
    this.value = "value" in read ? read.value : undefined;
    this.problems = [
      ...repeated.map(
        ({ offset, name }): SyntaxProblem => ({
          problem: { rule: "duplicate-key", path: [], found: `"${name}" a second time in one map` },
          ...this.at(offset),
        }),
      ),
      ...("value" in read ? [] : [read]),
    ];
  }

  /** The first reason why the document cannot be read as YAML 1.2; a warning of the library counts, as it then guesses. */
  private brokenBy(): SyntaxProblem | undefined {
    const { errors, warnings, directives } = this.document;
    if (directives?.yaml.explicit && directives.yaml.version !== "1.2")
      return this.syntax(`%YAML ${directives.yaml.version}, which reads some values differently`, 0);
    const [broken] = [...errors, ...warnings];
    return broken && this.syntax(MESSAGES[broken.code] ?? broken.message, broken.pos[0]);
  }

  /** The data, or the alias or merge that cannot be resolved, which only reading it shows. */
  private read(): { readonly value: unknown } | SyntaxProblem {
    const compound = compoundKeyAt(this.document);
    if (compound !== undefined) return this.syntax("a map or list as a key", compound);
    try {
      return { value: this.document.toJS() };
    } catch (error) {
      return this.syntax((error as Error).message, danglingAt(this.document) ?? 0);
    }
  }

  private syntax(message: string, offset: number): SyntaxProblem {
    const found = message.charAt(0).toLowerCase() + message.slice(1).replace(/\s+/g, " ");
    const at = this.at(offset);
    const hidden = /[\u00a0\u200b\u202f\u3000\ufeff]/.exec(this.text.split("\n")[at.line - 1] ?? "")?.[0];
    const seen =
      hidden === undefined ? "" : `; the line holds a character that only looks like a space (U+${hexOf(hidden)})`;
    return { problem: { rule: "yaml-syntax", path: [], found: `${found}${seen}` }, ...at };
  }

  /** The position of `path`; where it does not exist, that of its nearest ancestor that does. */
  position(path: Path, what: "key" | "value" = "value"): Position {
    let node: unknown = this.document.contents;
    let offset = isNode(node) ? start(node) : 0;
    for (const [index, step] of path.entries()) {
      if (isAlias(node)) node = node.resolve(this.document);
      const pair = isMap(node) ? pairOf(node.items, step, this.document) : undefined;
      const next = pair ? pair.value : isCollection(node) ? node.get(step, true) : undefined;
      if (!pair && next === undefined) break;
      const key = pair && isNode(pair.key) ? start(pair.key) : undefined;
      const wanted = index === path.length - 1 && what === "key" ? key : isNode(next) ? start(next) : key;
      offset = wanted ?? key ?? offset;
      node = next;
    }
    return this.at(offset);
  }

  /** The text of a scalar as it was written, such as `0123` for the number 123; undefined for anything else. */
  scalarText(path: Path): string | undefined {
    const node = this.document.getIn(path, true);
    return isScalar(node) ? node.source : undefined;
  }

  /** Whether a path leads to or through a key that stands several times in its map. */
  isDuplicated(path: Path): boolean {
    return this.duplicates.some((keys) => keys.every((key, index) => String(path[index]) === String(key)));
  }

  private at(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }
}

/** Replace messages that are about the library. */
const MESSAGES: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: "a second document; several documents in one file",
};

const hexOf = (character: string): string => character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");

const start = (node: Node): number => node.range?.[0] ?? 0;

/** The pair of a key, in merged maps (`<<`) too; the last one of a duplicate key, whose value counts. */
function pairOf(items: readonly Pair[], key: string | number, document: Document): Pair | undefined {
  const named = items.findLast((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
  if (named) return named;
  for (const pair of items) {
    if (!isMerge(pair)) continue;
    const merged = isAlias(pair.value) ? pair.value.resolve(document) : pair.value;
    const found = isMap(merged) ? pairOf(merged.items, key, document) : undefined;
    if (found) return found;
  }
  return undefined;
}

const isMerge = ({ key }: Pair): boolean => isScalar(key) && key.source === "<<";

/** Offset of a key that is not a scalar. */
function compoundKeyAt(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Pair: (_, { key }) => {
      if (!isCollection(key)) return undefined;
      found = start(key);
      return visit.BREAK;
    },
  });
  return found;
}

/** Offset of an alias without an anchor before it, or of a merged value that is not a map. */
function danglingAt(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document)) return undefined;
      found = start(alias);
      return visit.BREAK;
    },
    Pair: (_, pair) => {
      const source = isAlias(pair.value) ? pair.value.resolve(document) : pair.value;
      if (!isMerge(pair) || isCollection(source)) return undefined;
      found = isNode(pair.value) ? start(pair.value) : undefined;
      return visit.BREAK;
    },
  });
  return found;
}
