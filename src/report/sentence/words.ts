/** A value out of a document, which stands there letter for letter. Every other part of a sentence is our own words. */
export interface Quoted {
  readonly quoted: string;
}

/** Words and quoted values, so that each format can mark the values in its own way and nobody takes one for words. */
export type Sentence = readonly (string | Quoted)[];

export const quote = (value: string): Sentence => [{ quoted: value }];

/** Words with sentences, or words that are no values, put into them. */
export function say(words: TemplateStringsArray, ...put: readonly (string | Sentence)[]): Sentence {
  const parts: (string | Quoted)[] = [];
  words.forEach((word, index) => {
    if (word !== "") parts.push(word);
    const next = put[index];
    if (next === "") return;
    if (typeof next === "string") parts.push(next);
    else if (next) parts.push(...next);
  });
  return parts;
}

/** `a, b and c` */
export const listed = (all: readonly Sentence[], last: "and" | "or"): Sentence =>
  all.flatMap((one, index) => [...(index === 0 ? [] : [index === all.length - 1 ? ` ${last} ` : ", "]), ...one]);

/** `a, b, c`: alternatives after words that say so, since a value may hold the words `or` and `and`. */
export const series = (all: readonly string[]): Sentence =>
  all.flatMap((one, index) => [...(index === 0 ? [] : [", "]), ...quote(one)]);

/** A sentence with a capital at its start and a full stop at its end. */
export const whole = (sentence: Sentence): Sentence => [...capital(sentence), "."];

/** Words with a capital at their start. */
export function capital([first, ...rest]: Sentence): Sentence {
  if (first === undefined) return [];
  return [typeof first === "string" ? first.charAt(0).toUpperCase() + first.slice(1) : first, ...rest];
}

/** A sentence as plain text: values that could be read as words, or end too early, are in quotation marks. */
export const plain = (sentence: Sentence): string =>
  sentence.map((part) => (typeof part === "string" ? part : bare(part.quoted))).join("");

const bare = (value: string): string =>
  /^\w[\w-]*:[\w:/*?@+=.-]*[\w*/]$|^\d{12}$/.test(value) ? value : JSON.stringify(value);
