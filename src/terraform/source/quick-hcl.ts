import { type Node, SyntaxProblem } from "../expression/ast";
import { Cursor } from "../expression/cursor";
import { expression } from "../expression/parse";
import { jsonForm, sorted } from "./json-form";

/**
 * Reads HCL to what hcl2json makes of it; undefined for what Terraform refuses and for rare forms, which are left to
 * hcl2json. Its WebAssembly takes longer to start than most configurations to prove, and ten times as long for each line.
 */
export function quickHcl(text: string): unknown {
  if (/[\r\0]/.test(text) || text !== text.normalize("NFC")) return undefined;
  // a heredoc ends with a line of its name, not with the file
  if (/\n[ \t]*[\p{L}_][\p{L}\p{N}_-]*$/u.test(text)) return undefined;
  try {
    return new Reader(text).file();
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
}

/** What a body holds by type and label: lists of blocks, and below labels more of it. */
type Blocks = Map<string, Blocks | unknown[]>;

const LABEL = /"[^"\\$%\n]*"/y;

/** @see https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#structural-elements */
class Reader {
  private readonly sources = new Map<Node, string>();
  private readonly cursor: Cursor;

  constructor(text: string) {
    this.cursor = new Cursor(text, this.sources);
  }

  file(): unknown {
    return this.cursor.within(true, () => this.body(() => this.cursor.done));
  }

  /** Arguments and blocks, each on lines of its own. */
  private body(ended: () => boolean): unknown {
    const { cursor } = this;
    const blocks: Blocks = new Map();
    const values = new Map<string, unknown>();
    for (;;) {
      while (cursor.take("\n"));
      if (ended()) return bodyOf(blocks, values);
      const name = this.name();
      if (!cursor.take("=")) this.block(blocks, name);
      else if (values.has(name)) throw cursor.problem("each argument once");
      else values.set(name, this.value());
      cursor.skip();
      if (!cursor.looksAt("\n") && !cursor.done) throw cursor.problem("the end of the line");
    }
  }

  private block(blocks: Blocks, type: string): void {
    const { cursor } = this;
    const names = [type];
    while (!cursor.take("{")) names.push(cursor.match(LABEL)?.slice(1, -1) ?? this.name());
    const body = cursor.take("\n") ? this.body(() => cursor.take("}")) : this.line();
    const label = names.pop() ?? type;
    let holder = blocks;
    for (const name of names) {
      const below: Blocks | unknown[] = holder.get(name) ?? new Map();
      if (Array.isArray(below)) throw cursor.problem("as many labels as before");
      holder.set(name, below);
      holder = below;
    }
    const list = holder.get(label) ?? [];
    if (!Array.isArray(list)) throw cursor.problem("as many labels as before");
    list.push(body);
    holder.set(label, list);
  }

  /** What a block on a single line holds: one argument at most. */
  private line(): unknown {
    const { cursor } = this;
    if (cursor.take("}")) return {};
    const name = this.name();
    cursor.expect("=");
    const values = new Map([[name, this.value()]]);
    cursor.expect("}");
    return bodyOf(new Map(), values);
  }

  private name(): string {
    const name = this.cursor.identifier();
    if (name === undefined) throw this.cursor.problem("an argument or block");
    return name;
  }

  private value(): unknown {
    this.sources.clear();
    return jsonForm(expression(this.cursor), this.sources);
  }
}

/** An argument counts before blocks of its name. */
const bodyOf = (blocks: Blocks, values: ReadonlyMap<string, unknown>): unknown =>
  sorted([...[...blocks].map(([name, one]) => [name, blocksOf(one)] as const), ...values]);

const blocksOf = (blocks: Blocks | unknown[]): unknown =>
  Array.isArray(blocks) ? blocks : sorted([...blocks].map(([name, one]) => [name, blocksOf(one)] as const));
