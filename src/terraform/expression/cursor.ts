import { type Node, SyntaxProblem } from "./ast";

const BLANKS: ReadonlySet<string> = new Set([" ", "\t", "\r"]);
const LINE = /[^\n]*/y;
const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const DIGITS = /\d+/y;

/** A place in a text that moves forward over tokens. */
export class Cursor {
  at = 0;
  /** Whether a line break separates, as between the items of an object. */
  private lines = false;
  private depth = 0;
  /** Where the last token ended, and where what follows it was passed over to. */
  private end = 0;
  private skipped = -1;

  constructor(
    readonly text: string,
    /** Filled with the source text of each expression, where that is asked for. */
    readonly sources?: Map<Node, string>,
  ) {}

  /** Whether a line break separates here. */
  get separated(): boolean {
    return this.lines;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** Passes over blanks, comments and, where they do not separate, line breaks. */
  skip(): void {
    if (this.at !== this.skipped) this.end = this.at;
    for (;;) {
      while (BLANKS.has(this.text[this.at] ?? "")) this.at++;
      if (this.looksAt("#") || this.looksAt("//")) this.match(LINE);
      else if (this.looksAt("/*")) this.comment();
      else if (!this.lines && this.looksAt("\n")) this.at++;
      else break;
    }
    this.skipped = this.at;
  }

  /** What `read` returns, its source text noted; unless `whole`, what "${…}" or a test is all of keeps that of its own. */
  noted(read: () => Node, whole = false): Node {
    if (!this.sources) return read();
    this.skip();
    const start = this.at;
    const node = read();
    if (whole || !this.sources.has(node))
      this.sources.set(node, this.text.slice(start, this.at === this.skipped ? this.end : this.at));
    return node;
  }

  private comment(): void {
    const end = this.text.indexOf("*/", this.at);
    if (end === -1) throw this.problem("the end of a comment");
    this.at = end + 2;
  }

  looksAt(token: string): boolean {
    return this.text.startsWith(token, this.at);
  }

  /** Whether `token` comes next; passes over it if so. */
  take(token: string): boolean {
    this.skip();
    if (!this.looksAt(token)) return false;
    this.at += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) throw this.problem(`"${token}"`);
  }

  identifier(): string | undefined {
    this.skip();
    return this.match(IDENTIFIER);
  }

  /** The identifier that comes next, without passing over it. */
  peekIdentifier(): string | undefined {
    const { at } = this;
    const found = this.identifier();
    this.at = at;
    return found;
  }

  number(): number | undefined {
    this.skip();
    const found = this.match(NUMBER);
    return found === undefined ? undefined : Number(found);
  }

  digits(): number | undefined {
    const found = this.match(DIGITS);
    return found === undefined ? undefined : Number(found);
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return undefined;
    const start = this.at;
    this.at = pattern.lastIndex;
    return this.text.slice(start, this.at);
  }

  /** What `read` returns, with line breaks separating or not. */
  within<T>(lines: boolean, read: () => T): T {
    const before = this.lines;
    if (++this.depth > 400) throw new SyntaxProblem("found an expression nested more than 400 deep, expected less");
    this.lines = lines;
    const result = read();
    this.lines = before;
    this.depth--;
    return result;
  }

  problem(expected: string): SyntaxProblem {
    const rest = this.text.slice(this.at, this.at + 20).split("\n", 1)[0];
    return new SyntaxProblem(`found ${rest ? `"${rest}"` : "its end"}, expected ${expected}`);
  }
}
