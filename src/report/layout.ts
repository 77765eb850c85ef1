import type { createColors } from "picocolors";

export type Colors = ReturnType<typeof createColors>;

/** Verdicts and what they are coloured; padded, so that what follows is aligned. */
export function mark(verdict: string, colors: Colors): string {
  const padded = verdict.padEnd(7);
  if (/^(proved|allowed|met)$/.test(verdict)) return colors.green(padded);
  if (/^(refuted|denied|failed|error|gets in)$/.test(verdict)) return colors.red(padded);
  return colors.yellow(padded);
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

const LABEL = 10;

/** A labelled text under a head line; further lines of it are aligned with the first. */
export function row(label: string, text: string | undefined, colors: Colors, indent = "  "): readonly string[] {
  if (text === undefined) return [];
  return laidOut(text).map((line, index) => labelled(index === 0 ? label : "", line, colors, indent));
}

export const labelled = (label: string, line: string, colors: Colors, indent = "  "): string =>
  `${indent}  ${colors.dim(label.padEnd(LABEL))}  ${printable(line)}`;

/** Lines of a text; JSON that it ends with (a word of its own), or that it is, is indented. */
function laidOut(text: string): readonly string[] {
  for (const { index } of text.matchAll(/(?<!\S)[[{]/g)) {
    const value = parsed(text.slice(index));
    if (value === undefined) continue;
    const before = text.slice(0, index).trim();
    return [...(before === "" ? [] : before.split("\n")), ...indented(value).split("\n")];
  }
  return text.split("\n");
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

/** Someone's own text, without what would act on a terminal. */
export const printable = (text: string): string =>
  text.replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
