import { type Inserted, type Node, SyntaxProblem, type TemplatePart } from "./ast";
import type { Cursor } from "./cursor";

/** Where a template ends, and whether backslashes escape in it. */
export interface TemplateForm {
  readonly end: '"' | undefined;
  /** Whether the indentation that all lines have is removed. */
  readonly flush?: boolean;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
const PLAIN = /[^$%\\"]+/y;

/**
 * Reads a template up to its end: literal text with `${…}`, `%{…}`, and `$${` and `%%{` for these themselves.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings
 */
export function readTemplate(cursor: Cursor, form: TemplateForm, expression: Expression): Node {
  const { parts, directive } = new TemplateReader(cursor, form, expression).whole();
  if (directive !== undefined) throw new SyntaxProblem(`found %{ ${directive} }, expected the if or for that it ends`);
  const [only] = parts;
  if (parts.length === 0) return { kind: "literal", value: "" };
  if (parts.length > 1 || only === undefined) return { kind: "template", parts };
  if (typeof only === "string") return { kind: "literal", value: only };
  return only.isDirective ? { kind: "template", parts } : only.node;
}

type Expression = (cursor: Cursor) => Node;

/** Parts up to the template's end, or to a directive that ends or divides what holds them. */
interface Section {
  readonly parts: readonly TemplatePart[];
  readonly directive: "else" | "endif" | "endfor" | undefined;
}

/** A line of literal text, or what is left of it. */
interface Line {
  text: string;
}

/** Literal text: lines that stand in one place among `parts`. */
interface Literal {
  readonly parts: TemplatePart[];
  readonly at: number;
  readonly lines: readonly Line[];
}

/**
 * Reads a template's parts; the strip markers `~` take blanks from the literal text beside them. HCL's scanner ends such a
 * text with its line, so that no marker reaches further than one line break, but for those that a quoted text escapes. What
 * the markers have left of the lines is what indentation is counted in.
 * @see https://github.com/hashicorp/hcl/blob/main/hclsyntax/parser_template.go
 */
class TemplateReader {
  private strip = false;
  private readonly literals: Literal[] = [];
  /** Lines of literal text in their order; undefined for what stands between them. */
  private readonly tokens: (Line | undefined)[] = [];

  constructor(
    private readonly cursor: Cursor,
    private readonly form: TemplateForm,
    private readonly expression: Expression,
  ) {}

  /** All of the template. */
  whole(): Section {
    const section = this.read();
    if (this.form.flush) flush(this.tokens);
    for (const { parts, at, lines } of [...this.literals].reverse()) {
      // an escape may be of a mark for the letter before it
      const text = lines
        .map((line) => line.text)
        .join("")
        .normalize("NFC");
      parts.splice(at, 1, ...(text === "" ? [] : [text]));
    }
    return section;
  }

  private read(): Section {
    const { cursor, form } = this;
    const parts: TemplatePart[] = [];
    let lines: Line[] = [];
    const byLine = form.end === undefined;
    const add = (text: string) => {
      for (const one of byLine ? text.split(/(?<=\n)/) : [text]) {
        const last = lines.at(-1);
        if (last && !(byLine && last.text.endsWith("\n"))) last.text += one;
        else lines.push({ text: one });
      }
    };
    const close = (left: boolean) => {
      const [first, last] = [lines[0], lines.at(-1)];
      if (first && this.strip) first.text = first.text.trimStart();
      if (last && left) last.text = last.text.trimEnd();
      if (first) {
        this.literals.push({ parts, at: parts.length, lines });
        this.tokens.push(...lines);
        parts.push("");
      }
      lines = [];
    };
    for (;;) {
      if (cursor.done) {
        if (form.end === undefined) break;
        throw cursor.problem('the closing "');
      }
      if (form.end !== undefined && cursor.looksAt(form.end)) {
        cursor.at++;
        break;
      }
      const plain = cursor.match(PLAIN);
      if (form.end !== undefined && plain?.includes("\n")) throw cursor.problem("no line break in a quoted text");
      if (plain !== undefined) add(plain);
      else if (cursor.looksAt("$${") || cursor.looksAt("%%{")) {
        add(cursor.text.slice(cursor.at + 1, cursor.at + 3));
        cursor.at += 3;
      } else if (cursor.looksAt("${") || cursor.looksAt("%{")) {
        const isDirective = cursor.looksAt("%{");
        cursor.at += 2;
        const left = cursor.looksAt("~");
        if (left) cursor.at++;
        close(left);
        this.tokens.push(undefined);
        const part = isDirective ? this.directive() : interpolation(cursor, this.expression);
        if (typeof part === "string") return { parts, directive: part };
        if (!isDirective) this.close();
        parts.push(part);
      } else add(form.end !== undefined && cursor.looksAt("\\") ? escaped(cursor) : (cursor.text[cursor.at++] ?? ""));
    }
    close(false);
    return { parts, directive: undefined };
  }

  /** Passes over the closing brace. */
  private close(): void {
    const { cursor } = this;
    this.strip = cursor.looksAt("~");
    if (this.strip) cursor.at++;
    if (!cursor.looksAt("}")) throw cursor.problem('"}"');
    cursor.at++;
  }

  /** A whole `if` or `for`, or the name of what ends or divides one. */
  private directive(): Inserted | "else" | "endif" | "endfor" {
    const { cursor } = this;
    const start = cursor.at;
    const within = <T>(read: () => T): T => cursor.within(false, read);
    const name = within(() => cursor.identifier());
    if (name === "else" || name === "endif" || name === "endfor") {
      within(() => cursor.skip());
      this.close();
      return name;
    }
    const node = name === "if" ? this.ifDirective() : name === "for" ? this.forDirective() : undefined;
    if (!node) throw cursor.problem("if, else, endif, for or endfor");
    return { source: sourceBetween(cursor, start), node, isDirective: true };
  }

  private ifDirective(): Node {
    const test = this.opening(() => this.expression(this.cursor));
    const first = this.read();
    const second = first.directive === "else" ? this.read() : undefined;
    this.ended(second ?? first, "endif");
    return {
      kind: "conditional",
      test,
      yes: textOf(first),
      no: second ? textOf(second) : { kind: "literal", value: "" },
    };
  }

  private forDirective(): Node {
    const { cursor } = this;
    const name = (): string => {
      const found = cursor.identifier();
      if (found === undefined) throw cursor.problem("a name");
      return found;
    };
    const { names, over } = this.opening(() => {
      const first = name();
      const names = cursor.take(",") ? [first, name()] : [first];
      if (name() !== "in") throw cursor.problem('"in"');
      return { names, over: this.expression(cursor) };
    });
    const body = this.read();
    this.ended(body, "endfor");
    const rows: Node = { kind: "for", names, over, value: textOf(body), group: false };
    return {
      kind: "call",
      name: "join",
      args: [{ kind: "literal", value: "" }, rows],
      sources: ["", ""],
      expand: false,
    };
  }

  /** What stands in a directive's braces. */
  private opening<T>(read: () => T): T {
    const found = this.cursor.within(false, () => {
      const value = read();
      this.cursor.skip();
      return value;
    });
    this.close();
    return found;
  }

  private ended({ directive }: Section, expected: string): void {
    if (directive !== expected) throw this.cursor.problem(`%{ ${expected} }`);
  }
}

/** What a section inserts is a text, even if it is one interpolation. */
const textOf = ({ parts }: Section): Node => ({ kind: "template", parts });

/** What was read since `start`, blanks made one. */
export const sourceBetween = (cursor: Cursor, start: number): string =>
  cursor.text.slice(start, cursor.at).trim().replace(/\s+/g, " ");

function interpolation(cursor: Cursor, expression: Expression): Inserted {
  const start = cursor.at;
  return cursor.within(false, () => {
    const node = expression(cursor);
    const source = sourceBetween(cursor, start);
    cursor.skip();
    if (cursor.looksAt(":") && /^[\w-]+$/.test(source))
      throw new SyntaxProblem(
        `found "\${${source}:", which is not an expression; a policy variable is written "$\${${source}:…}" in Terraform`,
      );
    return { source, node };
  });
}

function escaped(cursor: Cursor): string {
  const [, hex, short] =
    /^\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(cursor.text.slice(cursor.at, cursor.at + 10)) ?? [];
  const code = hex ?? short;
  if (code !== undefined) {
    cursor.at += code.length + 2;
    const point = Number.parseInt(code, 16);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) throw cursor.problem("the code of a character");
    return String.fromCodePoint(point);
  }
  const character = ESCAPES[cursor.text[cursor.at + 1] ?? ""];
  if (character === undefined) throw cursor.problem('an escape such as \\n or \\"');
  cursor.at += 2;
  return character;
}

const HEREDOC = /<<(-?)([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy;

/** The text of the heredoc that comes next, and whether it is written `<<-`; undefined where none comes. */
export function readHeredoc(cursor: Cursor): { readonly text: string; readonly flush: boolean } | undefined {
  const opening = cursor.match(HEREDOC);
  if (opening === undefined) return undefined;
  const [, dash, name] = /<<(-?)(\S+)/.exec(opening) ?? [];
  const lines: string[] = [];
  for (;;) {
    if (cursor.done) throw cursor.problem(`${name}, the end of the heredoc`);
    const end = cursor.text.indexOf("\n", cursor.at);
    const line = cursor.text.slice(cursor.at, end === -1 ? undefined : end);
    // hcl2json closes with a brace, on the same line, what it makes of an expression that ends in a heredoc
    const closed = end === -1 && line.trimStart() === `${name}}`;
    // the line break behind the closing name is not the heredoc's
    cursor.at = end === -1 ? cursor.text.length - (closed ? 1 : 0) : end;
    if (closed || line.trim() === name) break;
    cursor.at++;
    lines.push(line);
  }
  return { text: lines.map((line) => `${line}\n`).join(""), flush: dash === "-" };
}

/** Removes the indentation that all lines have; those of blanks only neither count nor lose any. */
function flush(tokens: readonly (Line | undefined)[]): void {
  const indented: Line[] = [];
  let least = Number.POSITIVE_INFINITY;
  let begins = true;
  for (const token of tokens) {
    const blanks = token ? token.text.length - token.text.trimStart().length : 0;
    const isBlank = token !== undefined && blanks === token.text.length && token.text.endsWith("\n");
    if (begins && !isBlank) {
      least = Math.min(least, blanks);
      if (token) indented.push(token);
    }
    begins = token?.text.endsWith("\n") ?? false;
  }
  for (const line of indented) line.text = line.text.slice(least);
}
