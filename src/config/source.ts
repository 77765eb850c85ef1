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
} from "yaml";
import type { Path, Problem } from "../rules";

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
}

/** A problem whose place is known without a path. */
export interface SyntaxProblem extends Position {
  readonly problem: Problem;
}

/** A YAML text with the places of everything in it. */
export class Source {
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed;

  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.lines, merge: true, prettyErrors: false });
  }

  /** What is wrong with the YAML itself. Duplicate keys are among it and leave the rest readable. */
  get problems(): readonly SyntaxProblem[] {
    return this.document.errors.map((error) => ({
      problem:
        error.code === "DUPLICATE_KEY"
          ? { rule: "duplicate-key", path: [], found: `${this.wordAt(error.pos[0])} a second time in one map` }
          : { rule: "yaml-syntax", path: [], found: lowerFirst(error.message.replace(/\s+/g, " ")) },
      ...this.at(error.pos[0]),
    }));
  }

  /** Whether values can be read in spite of the problems. */
  get readable(): boolean {
    return this.document.errors.every((error) => error.code === "DUPLICATE_KEY");
  }

  /** The document as plain data; null where it is empty. */
  get value(): unknown {
    return this.document.toJS();
  }

  /** Where `path` stands; where it does not exist, the nearest place above it that does. */
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
  written(path: Path): string | undefined {
    const node = this.document.getIn(path, true);
    return isScalar(node) ? node.source : undefined;
  }

  private at(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }

  private wordAt(offset: number): string {
    const node = findKey(this.document.contents, offset);
    return node === undefined ? "a key" : `"${node}"`;
  }
}

const start = (node: Node): number => node.range?.[0] ?? 0;

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The pair of a key; the last where a key stands twice, as its value is the one that counts. Merged maps (`<<`) included. */
function pairOf(items: readonly Pair[], key: string | number, document: Document): Pair | undefined {
  const named = items.findLast((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
  if (named) return named;
  for (const pair of items) {
    if (!isScalar(pair.key) || pair.key.value !== "<<") continue;
    const merged = isAlias(pair.value) ? pair.value.resolve(document) : pair.value;
    const found = isMap(merged) ? pairOf(merged.items, key, document) : undefined;
    if (found) return found;
  }
  return undefined;
}

function findKey(node: unknown, offset: number): string | undefined {
  if (!isCollection(node)) return undefined;
  for (const item of node.items as readonly unknown[]) {
    const { key, value } = isMap(node) ? (item as Pair) : { key: undefined, value: item };
    if (isScalar(key) && start(key) === offset) return String(key.value);
    const found = findKey(value, offset);
    if (found !== undefined) return found;
  }
  return undefined;
}
