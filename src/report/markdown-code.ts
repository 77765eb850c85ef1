import { readable } from "../unknown/unknown-text";
import { printable } from "./layout";
import type { Sentence } from "./sentence";

/** A block of code whose fence is longer than any in it. */
export function fenced(language: string, text: string): string {
  const fence = "`".repeat(Math.max(3, longestTicks(text) + 1));
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** A span of code, which the text cannot leave. @see https://github.github.com/gfm/#code-spans */
export function code(text: string): string {
  if (/^[\x21-\x5f\x61-\x7e]+$/.test(text)) return `\`${text}\``;
  const shown = text === "" ? '""' : printable(readable(text));
  const fence = "`".repeat(longestTicks(shown) + 1);
  return fence.length > 1 ? `${fence} ${shown} ${fence}` : `\`${shown}\``;
}

/** A span of code in a cell of a table, where a bar ends the cell even in code. */
export const codeInCell = (text: string): string => code(text).replaceAll("|", "\\|");

/** What is shown on demand. */
export const folded = (summary: string, content: string, open: boolean): string =>
  `<details${open ? " open" : ""}><summary>${summary}</summary>\n\n${content}\n\n</details>`;

/** A sentence whose values are spans of code. */
export const marked = (sentence: Sentence): string =>
  sentence.map((part) => (typeof part === "string" ? part : code(part.quoted))).join("");

const longestTicks = (text: string): number =>
  [...text.matchAll(/`+/g)].reduce((longest, [ticks]) => Math.max(longest, ticks.length), 0);
