/**
 * Unknown values inside texts, such as a random part of a name. One is written into the text itself, between two
 * characters of Unicode's private use area, so that joining, formatting and JSON need not know about it. Two unknown
 * values of one name are one value. The characters are used in this folder only.
 */

const OPEN = "\u{e000}";
const CLOSE = "\u{e001}";
const OPEN_CODE = OPEN.charCodeAt(0);

/**
 * What stands in an unknown value's name for the characters that divide or match in ARNs and keys, so that what cuts
 * a text at its `/` or `:` does not cut an unknown value.
 */
const ENCODED: Readonly<Record<string, string>> = {
  "/": "\u{e002}",
  "*": "\u{e003}",
  ":": "\u{e004}",
  "?": "\u{e005}",
  '"': "'",
};

const DECODED: Readonly<Record<string, string>> = {
  [OPEN]: "<",
  [CLOSE]: ">",
  ...Object.fromEntries([..."/*:?"].map((character) => [ENCODED[character], character])),
};

/** The text that stands for the unknown value called `name`, such as `account-b/random_pet.suffix.id`. */
export const unknownText = (name: string): string =>
  `${OPEN}${name.replaceAll(/[/*:?"\\\p{Cc}\u{e000}\u{e001}]/gu, (character) => ENCODED[character] ?? "")}${CLOSE}`;

export const hasUnknown = (text: string): boolean => text.includes(OPEN);

/** Whether `text` is one unknown value and nothing else. */
export const isOnlyUnknown = (text: string): boolean =>
  hasUnknown(text) && /^\u{e000}[^\u{e001}]*\u{e001}$/u.test(text);

/** Whether a part of a text, as `partsOf` cuts it, is an unknown value. */
export const isUnknownPart = (part: string): boolean => part.charCodeAt(0) === OPEN_CODE;

/** Whether the character of this code begins an unknown value. */
export const beginsUnknown = (code: number): boolean => code === OPEN_CODE;

/** Where the unknown value that begins at `at` has its last character. */
export function endOfUnknown(text: string, at: number): number {
  const end = text.indexOf(CLOSE, at);
  return end === -1 ? text.length - 1 : end;
}

/** `text` cut at its unknown values: literal parts at even places, unknown values at odd ones. */
export const partsOf = (text: string): readonly string[] => text.split(/(\u{e000}[^\u{e001}]*\u{e001})/u);

/** `text` with what `replacement` gives in place of each unknown value. */
export const replaceUnknowns = (text: string, replacement: (unknown: string) => string): string =>
  hasUnknown(text) ? text.replaceAll(/\u{e000}[^\u{e001}]*\u{e001}/gu, replacement) : text;

/** `text` with a word without any sign in place of each unknown value, for what takes texts apart, and what puts them back. */
export function asWords(text: string): { readonly text: string; readonly back: (part: string) => string } {
  const unknowns: string[] = [];
  const plain = replaceUnknowns(text, (unknown) => `${WORD}${unknowns.push(unknown) - 1}${WORD}`);
  const back = (part: string) =>
    part.replaceAll(/\u{e006}(\d+)\u{e006}/gu, (word, index: string) => unknowns[Number(index)] ?? word);
  return { text: plain, back };
}

const WORD = "\u{e006}";

/** `text` as people read and type it: `data-<account-b/random_pet.suffix.id>` */
export const readable = (text: string): string =>
  text.replaceAll(/[\ue000-\ue005]/g, (character) => DECODED[character] ?? character);
