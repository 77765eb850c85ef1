/**
 * Symbols: parts of a string that are not known before apply, such as a random name. A symbol is
 * written into the string itself, between two characters of Unicode's private use area, so that
 * joining, formatting and JSON need not know about it. Two symbols with one name are one value.
 */

const OPEN = "\u{e000}";
const CLOSE = "\u{e001}";

/** The symbol that stands for the value called `name`, such as `account-b/random_pet.suffix.id`. */
export const symbol = (name: string): string =>
  `${OPEN}${name.replaceAll('"', "'").replaceAll(/[\\\p{Cc}\u{e000}\u{e001}]/gu, "")}${CLOSE}`;

export const hasSymbol = (text: string): boolean => text.includes(OPEN);

/** `text` cut at its symbols: literal parts at even places, symbols (with their delimiters) at odd ones. */
export const partsOf = (text: string): readonly string[] => text.split(/(\u{e000}[^\u{e001}]*\u{e001})/u);

/** `text` as people read it: `data-<random_pet.suffix.id>` */
export const readable = (text: string): string => text.replaceAll(OPEN, "<").replaceAll(CLOSE, ">");
