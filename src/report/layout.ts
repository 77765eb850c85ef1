import type { createColors } from "picocolors";
import type { SourceLocation } from "../terraform/source-location";
import { type Measured, wrapped } from "./wrap";

export type Colors = ReturnType<typeof createColors>;

/** How a text is laid out. */
export interface Layout {
  readonly colors: Colors;
  readonly verbose: boolean;
  /** Of a line, in characters. */
  readonly width: number;
  /** The text of a file that a location names; undefined where it cannot be read. */
  readonly source: (file: string) => string | undefined;
}

/** Something that is not as it should be. */
export interface Problem {
  readonly head: readonly string[];
  readonly details: readonly string[];
}

/** Verdicts and what they are coloured; padded, so that what follows is aligned. */
export function mark(verdict: string, colors: Colors): string {
  const padded = verdict.padEnd(7);
  if (/^(proved|allowed|met)$/.test(verdict)) return colors.green(padded);
  if (/^(refuted|denied|failed|error|gets in)$/.test(verdict)) return colors.red(padded);
  return colors.yellow(padded);
}

/** A decision as one character. */
export function tick(decision: "allowed" | "denied" | "unknown" | "not reached", colors: Colors): string {
  switch (decision) {
    case "allowed":
      return colors.green("✔");
    case "denied":
      return colors.red("✘");
    case "unknown":
      return colors.yellow("?");
    case "not reached":
      return colors.dim("·");
  }
}

/** Blocks under each other; an empty line sets apart those of more than one line. */
export function separated(blocks: readonly string[]): string {
  return blocks
    .map((block, index) => {
      const apart = index > 0 && (block.includes("\n") || blocks[index - 1]?.includes("\n"));
      return `${index === 0 ? "" : apart ? "\n\n" : "\n"}${block}`;
    })
    .join("");
}

/** A text under `indent`, over as many lines as it needs. */
export const paragraph = (text: string, { width }: Pick<Layout, "width">, indent: string): readonly string[] =>
  text.split("\n").flatMap((line) => wrapped(printable(line), width - indent.length).map((one) => indent + one));

/** A head: its parts, of which the last may need further lines. */
export function headed(parts: readonly Measured[], rest: string, { width }: Pick<Layout, "width">): readonly string[] {
  const start = parts.map(({ text }) => text).join("");
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const word = rest.split(" ")[0] ?? "";
  const lines = wrapped(printable(rest), word.length > width - length ? width - 6 : width - length);
  const [first = "", ...more] = word.length > width - length ? ["", ...lines] : lines;
  return [`${start}${first}`.trimEnd(), ...more.map((line) => `      ${line}`)];
}

const LABEL = 10;

/** A labelled text; further lines of it are aligned with the first. JSON in it is indented. */
export function row(
  label: string,
  text: string | undefined,
  { colors, width }: Pick<Layout, "colors" | "width">,
  indent = "    ",
): readonly string[] {
  if (text === undefined) return [];
  const hang = indent.length + LABEL;
  return laidOut(text)
    .flatMap(({ line, isJson }) => (isJson ? [printable(line)] : wrapped(printable(line), width - hang)))
    .map((line, index) => `${indent}${colors.dim((index === 0 ? label : "").padEnd(LABEL))}${line}`);
}

interface Line {
  readonly line: string;
  readonly isJson: boolean;
}

/** Lines of a text; the first JSON in it (a word of its own) is indented. */
function laidOut(text: string): readonly Line[] {
  const plain = (part: string): readonly Line[] =>
    part.trim() === ""
      ? []
      : part
          .trim()
          .split("\n")
          .map((line) => ({ line, isJson: false }));
  for (const { index } of text.matchAll(/(?<!\S)[[{]/g)) {
    const end = endOfJson(text, index);
    const value = end === undefined ? undefined : parsed(text.slice(index, end));
    if (end === undefined || value === undefined) continue;
    const json = indented(value)
      .split("\n")
      .map((line) => ({ line, isJson: true }));
    return [...plain(text.slice(0, index)), ...json, ...plain(text.slice(end).replace(/^\./, ""))];
  }
  return plain(text);
}

/** Where the bracket at `start` is closed; undefined where it is not. */
function endOfJson(text: string, start: number): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    if (depth === 0) return start + index + 1;
  }
  return undefined;
}

/** JSON over several lines, but a list of plain values on one. */
const indented = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replaceAll(
    /\[\n *((?:"(?:[^"\\]|\\.)*"|[\w.+-]+)(?:,\n *(?:"(?:[^"\\]|\\.)*"|[\w.+-]+))*)\n *\]/g,
    (_, items: string) => `[${items.replaceAll(/,\n */g, ", ")}]`,
  );

export const oneLine = (text: string): string => JSON.stringify(parsed(text)) ?? text;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A witness in words: `account 111111111111, request tags (kubernetes-namespace = other)`. */
export function inWords(witness: Readonly<Record<string, unknown>>): string {
  return Object.entries(witness)
    .map(([name, value]) => `${spaced(name)} ${worded(value)}`)
    .join(", ");
}

function worded(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(worded).join(" and ");
  if (typeof value !== "object" || value === null) return value === null ? "none" : String(value);
  const pairs = Object.entries(value).map(([name, inner]) => `${name} = ${worded(inner)}`);
  return pairs.length === 0 ? "none" : `(${pairs.join(", ")})`;
}

/** `requestTags` as two words; names with other characters in them are someone's own. */
const spaced = (name: string): string =>
  /^[a-z]+([A-Z][a-z]+)+$/.test(name) ? name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) : name;

/** `main.tf:12` */
export const place = (location: Pick<SourceLocation, "file" | "line"> | undefined): string | undefined =>
  location && `${location.file}:${location.line}`;

/** `1 pod`, `2 pods`, `2 policies` */
export const counted = (number: number, noun: string): string =>
  `${number} ${number === 1 ? noun : noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;

/** Someone's own text, without what would act on a terminal. */
export const printable = (text: string): string =>
  text.replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
