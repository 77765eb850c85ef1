import { closest, distance } from "fastest-levenshtein";

/**
 * The known word closest to `word` by edit distance; undefined where it takes more than two edits and
 * more than a third of the longer word's letters.
 */
export function closestMatch(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(word, known);
  const limit = Math.max(2, Math.max(word.length, best.length) / 3);
  return distance(word.toLowerCase(), best.toLowerCase()) <= limit ? best : undefined;
}

/** `one of a, b; did you mean b?` */
export function choiceOf(word: string, known: readonly string[]): string {
  const near = closestMatch(word, known);
  const list =
    known.length === 0 ? "nothing (there is none)" : known.length === 1 ? known[0] : `one of ${known.join(", ")}`;
  return near && known.length > 1 ? `${list}; did you mean ${near}?` : `${list}`;
}
