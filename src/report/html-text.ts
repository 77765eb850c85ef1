import { readable } from "../unknown/unknown-text";
import { printable } from "./layout";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * A text for HTML, between tags or in a quoted attribute: it can be no markup, and its control characters are written out.
 * @see https://html.spec.whatwg.org/multipage/syntax.html
 */
export const htmlText = (text: string): string =>
  text
    .split("\n")
    .map((line) => printable(readable(line)).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character))
    .join("\n");
