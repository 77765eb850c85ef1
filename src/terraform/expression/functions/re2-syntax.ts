/** A regular expression in JavaScript's syntax. */
export interface Translated {
  readonly source: string;
  readonly flags: string;
}

/** What stands in a regular expression that Terraform reads, and this does not. */
export class NotTranslated extends Error {}

/** What Terraform refuses in a regular expression. */
export class NotRe2 extends Error {}

const START = "(?<![\\s\\S])";
const END = "(?![\\s\\S])";

/** @see https://github.com/google/re2/wiki/Syntax */
const POSIX: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t ",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

const OPENING = /^\(\?([ims]+)\)/;
const TOKEN =
  /(?<quoted>\\Q[\s\S]*?(?:\\E|$))|(?<slashed>\\(?:[pP]\{\^?\w+\}|[pP]\w|x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|[0-7]{3}|[\s\S]))|(?<group>\(\?(?:P?<\w+>|:))|(?<flags>\(\?)|(?<repeat>\{\d+(?:,\d*)?\}|[*+?])|(?<other>[\s\S])/uy;

/**
 * `pattern` of RE2, which Terraform has, in JavaScript's syntax (with the flag `u`).
 * @throws NotTranslated
 * @see https://developer.hashicorp.com/terraform/language/functions/regex
 */
export function translate(pattern: string): Translated {
  const [opening = "", flags = ""] = OPENING.exec(pattern) ?? [];
  let source = "";
  for (let at = opening.length; at < pattern.length; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(pattern);
    if (!match?.groups) break;
    const { quoted, slashed, group, flags: inner, repeat, other } = match.groups;
    at += match[0].length;
    if (inner !== undefined) {
      if (/^[=!<]/.test(pattern.slice(at))) throw new NotRe2("it looks ahead or behind");
      throw new NotTranslated("flags inside it are not read");
    }
    if (quoted !== undefined) source += [...quoted.replace(/^\\Q|\\E$/g, "")].map(literal).join("");
    else if (slashed !== undefined) source += outside(slashed);
    else if (group !== undefined) source += group.replace("?P<", "?<");
    else if (repeat !== undefined) source += repeated(repeat);
    else if (other === "[") {
      const [text, end] = characterClass(pattern, at);
      source += text;
      at = end;
    } else source += single(other ?? "", flags);
  }
  return { source, flags: `u${flags.includes("i") ? "i" : ""}` };
}

function single(character: string, flags: string): string {
  const lines = flags.includes("m");
  if (character === ".") return flags.includes("s") ? "[\\s\\S]" : "[^\\n]";
  if (character === "^") return lines ? "(?<![^\\n])" : START;
  if (character === "$") return lines ? "(?![^\\n])" : END;
  return /[()|]/.test(character) ? character : literal(character);
}

const literal = (character: string): string => (/[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character);

function repeated(text: string): string {
  const counts = text.match(/\d+/g) ?? [];
  if (counts.some((count) => Number(count) > 1000)) throw new NotTranslated("it repeats more than 1000 times");
  return text;
}

function outside(slashed: string): string {
  if (slashed === "\\A") return START;
  if (slashed === "\\z") return END;
  if (/^\\[1-9]$/.test(slashed)) throw new NotRe2("it refers back to a group");
  if (slashed === "\\b" || slashed === "\\B") return slashed;
  return escaped(slashed, (set) => `[${set}]`);
}

/** An escape, `\s` and its like by `set`. */
function escaped(slashed: string, set: (content: string) => string): string {
  const [, kind = "", rest = ""] = /^\\([\s\S])([\s\S]*)$/u.exec(slashed) ?? [];
  if (kind === "s") return set("\\t\\n\\f\\r ");
  if (/[dDwW]/.test(kind)) return slashed;
  if (/[pP]/.test(kind)) return property(kind, rest);
  if (kind === "x") return character(Number.parseInt(rest.replace(/[{}]/g, ""), 16));
  if (/^[0-7]{3}$/.test(kind + rest)) return character(Number.parseInt(kind + rest, 8));
  if (kind === "a") return "\\x07";
  if (/[fnrtv]/.test(kind)) return slashed;
  if (kind === "S") return set === inClass ? unsupported(slashed) : "[^\\t\\n\\f\\r ]";
  if (/[0-9A-Za-z]/.test(kind) || kind > "\x7f") return unsupported(slashed);
  return literal(kind);
}

function unsupported(what: string): never {
  throw new NotTranslated(`${what} is not read`);
}

const character = (code: number): string =>
  code > 0x10ffff ? unsupported("a character beyond Unicode") : `\\u{${code.toString(16)}}`;

function property(kind: string, rest: string): string {
  const name = rest.replace(/[{}^]/g, "");
  const negated = rest.includes("^") ? (kind === "p" ? "P" : "p") : kind;
  return `\\${negated}{${name.length <= 2 ? name : `Script=${name}`}}`;
}

const inClass = (content: string): string => content;

const ITEM =
  /\[:(?<not>\^?)(?<posix>\w+):\]|(?<slashed>\\(?:[pP]\{\^?\w+\}|[pP]\w|x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|[0-7]{3}|[\s\S]))|(?<other>[\s\S])/uy;

/** The class that begins behind the bracket before `start`, and where it ends. */
function characterClass(pattern: string, start: number): readonly [string, number] {
  let at = start;
  const negated = pattern[at] === "^";
  if (negated) at++;
  let content = "";
  for (let first = true; ; first = false) {
    ITEM.lastIndex = at;
    const match = ITEM.exec(pattern);
    if (!match?.groups) throw new NotTranslated("a bracket in it is not closed");
    const { not, posix, slashed, other } = match.groups;
    if (other === "]" && !first) return [`[${negated ? "^" : ""}${content}]`, at + 1];
    at += match[0].length;
    if (posix !== undefined) {
      const set = Object.hasOwn(POSIX, posix) ? POSIX[posix] : undefined;
      if (set === undefined || not === "^") throw new NotTranslated(`${match[0]} is not read`);
      content += set;
    } else if (slashed !== undefined) content += slashed === "\\-" ? "\\-" : escaped(slashed, inClass);
    else if (other === "-") content += isRange(content, pattern[at]) ? "-" : "\\-";
    else content += literal(other ?? "");
  }
}

/** Whether a hyphen behind `before` divides the ends of a range. */
const isRange = (before: string, next: string | undefined): boolean =>
  before !== "" && next !== "]" && next !== undefined && !/\\[dDwWpP](\{[^}]*\})?$/.test(before);
