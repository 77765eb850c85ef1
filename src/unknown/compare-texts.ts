import { areTwoIssuers } from "./unknown-forms";
import { hasUnknown, isUnknownPart, partsOf } from "./unknown-text";

/** The characters of a text, and its unknown values each as one. */
const piecesOf = (text: string): readonly string[] =>
  partsOf(text).flatMap((part) => (isUnknownPart(part) ? [part] : [...part]));

/** Two texts without what they certainly begin with and end in alike. */
function differing(a: string, b: string): readonly [readonly string[], readonly string[]] {
  const [left, right] = [piecesOf(a), piecesOf(b)];
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start] === right[start]) start++;
  let end = 0;
  while (end < shorter - start && left[left.length - 1 - end] === right[right.length - 1 - end]) end++;
  return [left.slice(start, left.length - end), right.slice(start, right.length - end)];
}

const isLiteral = (piece: string | undefined): piece is string => piece !== undefined && !isUnknownPart(piece);

/** Whether two texts could be the same text, as far as what is known of them goes: an unknown value may also be empty. */
export function mayBeSame(a: string, b: string): boolean {
  if (a === b) return true;
  if (!hasUnknown(a) && !hasUnknown(b)) return false;
  const [left, right] = differing(a, b);
  if (areTwoIssuers(left.join(""), right.join(""))) return false;
  if ([left[0], right[0]].every(isLiteral) || [left.at(-1), right.at(-1)].every(isLiteral)) return false;
  const least = (pieces: readonly string[]): number => pieces.filter(isLiteral).length;
  const exactly = (pieces: readonly string[]): number => (pieces.every(isLiteral) ? pieces.length : Infinity);
  return least(left) <= exactly(right) && least(right) <= exactly(left);
}

/**
 * Which of two texts stands before the other where Terraform sorts, as a number below or above 0; undefined where that
 * is not known. Without unknown values they are compared as the bytes of UTF-8 are, which is by code points.
 */
export function compareTexts(a: string, b: string): number | undefined {
  if (a === b) return 0;
  const [left, right] = [piecesOf(a), piecesOf(b)];
  const at = left.findIndex((piece, index) => piece !== right[index]);
  const [one, other] = at === -1 ? [undefined, right[left.length]] : [left[at], right[at]];
  if (isLiteral(one) && isLiteral(other)) return (one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  // what goes on behind the end of the other stands after it
  if (other === undefined) return left.slice(at).some(isLiteral) ? 1 : undefined;
  if (one === undefined) return right.slice(left.length).some(isLiteral) ? -1 : undefined;
  return undefined;
}

/** `texts` in Terraform's order; undefined where that order, or whether two of them are the same, is not known. */
export function inOrder(texts: readonly string[]): readonly string[] | undefined {
  let isKnown = true;
  const sorted = [...texts].sort((a, b) => {
    const result = compareTexts(a, b);
    isKnown &&= result !== undefined;
    return result ?? 0;
  });
  return isKnown ? sorted : undefined;
}
