import { isServiceAccount } from "../../aws";
import { digitsFrom } from "../../terraform";

/** The accounts that an unnamed one may be, as far as texts tell them apart. */
export interface Numbers {
  /** Those that are written. */
  readonly written: readonly string[];
  /** Others that patterns of a part of an account's digits tell apart: no text has them, and none is shown. */
  readonly invented: readonly string[];
  /** Whether no account that is none of these matches such a pattern. */
  isPlain(id: string): boolean;
}

/** Hexadecimal ids, and image registries: what a number in them is an account of decides nothing. */
const OTHER = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}|\d{12}\.dkr\.ecr\./gi;

/** A run of digits and wildcards in which both stand. */
const PARTIAL = /[*?]*\d[\d*?]*[*?][\d*?]*|[*?][\d*?]*\d[\d*?]*/g;

/** What `texts` have of accounts; `each` is how many of one pattern are told apart. */
export function numbersIn(texts: readonly string[], each: number): Numbers {
  const written = new Set<string>();
  const patterns = new Set<string>();
  for (const text of texts) {
    const plain = text.replaceAll(OTHER, " ");
    for (const [digits] of plain.matchAll(/\d{12,}/g))
      for (let at = 0; at + 12 <= digits.length; at++) written.add(digits.slice(at, at + 12));
    for (const [piece] of plain.matchAll(PARTIAL)) if (piece.includes("*") || piece.length === 12) patterns.add(piece);
  }
  for (const number of written) if (isServiceAccount(number)) written.delete(number);
  const matchers = [...patterns].map(
    (piece) => new RegExp(`^${piece.replaceAll("*", "\\d*").replaceAll("?", "\\d")}$`),
  );
  return {
    written: [...written].sort(),
    invented: inventedFor([...patterns], matchers, each),
    isPlain: (id) => !matchers.some((one) => one.test(id)),
  };
}

/** For every set of patterns that some account matches together, as many accounts as are told apart. */
function inventedFor(patterns: readonly string[], matchers: readonly RegExp[], each: number): readonly string[] {
  const bySet = new Map<string, Set<string>>();
  for (const piece of patterns)
    for (let attempt = 0; attempt < 100; attempt++) {
      const id = filled(piece, digitsFrom(`${piece} ${attempt}`));
      if (id.length !== 12) continue;
      const set = matchers.map((one) => (one.test(id) ? "1" : "0")).join("");
      const known = bySet.get(set) ?? new Set();
      if (known.size < each) bySet.set(set, known.add(id));
    }
  return [...bySet.values()].flatMap((ids) => [...ids]);
}

/** `piece` with digits in place of its wildcards, 12 in all where it has a star. */
function filled(piece: string, digits: string): string {
  let next = 0;
  const digit = () => digits[next++ % digits.length] ?? "0";
  const fixed = piece.replaceAll(/\?/g, digit);
  const missing = 12 - fixed.replaceAll("*", "").length;
  if (missing < 0) return "";
  let left = missing;
  return fixed.replaceAll(/\*/g, (_, at: number) => {
    // the last star takes what the others leave
    const take = fixed.indexOf("*", at + 1) === -1 ? left : Math.floor(left / 2);
    left -= take;
    return Array.from({ length: take }, digit).join("");
  });
}
