import { type Node, SyntaxProblem, type TemplatePart } from "./ast";
import type { Cursor } from "./cursor";

/** Where a template ends, and whether backslashes escape in it. */
export interface TemplateForm {
  readonly end: '"' | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
const PLAIN = /[^$%\\"]+/y;

/**
 * Reads a template up to its end: literal text with `${…}`, `%{…}`, and `$${` and `%%{` for these themselves.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings
 */
export function readTemplate(cursor: Cursor, { end }: TemplateForm, expression: (cursor: Cursor) => Node): Node {
  const parts: TemplatePart[] = [];
  let literal = "";
  let strip = false;
  const add = (text: string) => {
    literal += strip ? text.replace(/^\s+/, "") : text;
    if (literal !== "") strip = false;
  };
  const close = (left: boolean) => {
    const text = left ? literal.trimEnd() : literal;
    if (text !== "") parts.push(text);
    literal = "";
  };
  for (;;) {
    if (cursor.done) {
      if (end === undefined) break;
      throw cursor.problem('the closing "');
    }
    if (end !== undefined && cursor.looksAt(end)) {
      cursor.at++;
      break;
    }
    const plain = cursor.match(PLAIN);
    if (plain !== undefined) add(plain);
    else if (cursor.looksAt("$${") || cursor.looksAt("%%{")) {
      add(cursor.text.slice(cursor.at + 1, cursor.at + 3));
      cursor.at += 3;
    } else if (cursor.looksAt("${") || cursor.looksAt("%{")) {
      const directive = cursor.looksAt("%{");
      cursor.at += 2;
      const left = cursor.looksAt("~");
      if (left) cursor.at++;
      close(left);
      if (directive) skipDirective(cursor);
      else parts.push(interpolation(cursor, expression));
      if (directive) parts.push(undefined);
      strip = cursor.looksAt("~");
      if (strip) cursor.at++;
      if (!cursor.looksAt("}")) throw cursor.problem('"}"');
      cursor.at++;
    } else add(end !== undefined && cursor.looksAt("\\") ? escaped(cursor) : (cursor.text[cursor.at++] ?? ""));
  }
  close(false);
  const [only] = parts;
  if (parts.length === 0) return { kind: "literal", value: "" };
  if (parts.length > 1 || only === undefined) return { kind: "template", parts };
  return typeof only === "string" ? { kind: "literal", value: only } : only.node;
}

function interpolation(cursor: Cursor, expression: (cursor: Cursor) => Node): TemplatePart {
  const start = cursor.at;
  return cursor.within(false, () => {
    const node = expression(cursor);
    const source = cursor.text.slice(start, cursor.at).trim().replace(/\s+/g, " ");
    cursor.skip();
    if (cursor.looksAt(":") && /^[\w-]+$/.test(source))
      throw new SyntaxProblem(
        `found "\${${source}:", which is not an expression; a policy variable is written "$\${${source}:…}" in Terraform`,
      );
    return { source, node };
  });
}

/** Passes over a directive up to its closing brace, strings in it included. */
function skipDirective(cursor: Cursor): void {
  for (let quoted = false; !cursor.done; cursor.at++) {
    const [character] = cursor.text.slice(cursor.at, cursor.at + 1);
    if (quoted && character === "\\") cursor.at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === "}" || cursor.looksAt("~}"))) return;
  }
  throw cursor.problem('"}"');
}

function escaped(cursor: Cursor): string {
  const [, hex, short] =
    /^\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(cursor.text.slice(cursor.at, cursor.at + 10)) ?? [];
  const code = hex ?? short;
  if (code !== undefined) {
    cursor.at += code.length + 2;
    const point = Number.parseInt(code, 16);
    return point > 0x10ffff ? "\ufffd" : String.fromCodePoint(point);
  }
  const character = ESCAPES[cursor.text[cursor.at + 1] ?? ""];
  if (character === undefined) throw cursor.problem('an escape such as \\n or \\"');
  cursor.at += 2;
  return character;
}

const HEREDOC = /<<(-?)([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy;

/** The text of the heredoc that comes next, its indentation removed for `<<-`; undefined where none comes. */
export function readHeredoc(cursor: Cursor): string | undefined {
  const opening = cursor.match(HEREDOC);
  if (opening === undefined) return undefined;
  const [, dash, name] = /<<(-?)(\S+)/.exec(opening) ?? [];
  const lines: string[] = [];
  for (;;) {
    if (cursor.done) throw cursor.problem(`${name}, the end of the heredoc`);
    const end = cursor.text.indexOf("\n", cursor.at);
    const line = cursor.text.slice(cursor.at, end === -1 ? undefined : end);
    // the line break behind the closing name is not the heredoc's
    cursor.at = end === -1 ? cursor.text.length : end;
    if (line.trim() === name) break;
    cursor.at++;
    lines.push(line);
  }
  const indentation = dash ? Math.min(...lines.map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0)) : 0;
  return lines.map((line) => `${line.slice(indentation)}\n`).join("");
}
