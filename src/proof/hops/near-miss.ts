import { distance } from "fastest-levenshtein";

/** What a name or number may have been meant to be. */
export interface Known {
  /** Names of stacks, by their account. */
  readonly accounts: ReadonlyMap<string, string>;
  /** What has the value that the request carries, for a sentence: `the association`. */
  readonly owner: string | undefined;
}

/** The most that a slip of the pen changes; the rest must be longer than that. */
const SLIP = 2;

/**
 * In which way `found` nearly is `wanted`: one digit of an account, case, a letter or two; undefined where it is
 * something else. Of ARNs and paths the one part that differs is compared.
 */
export function nearMiss(found: string, wanted: string, { accounts, owner }: Known): string | undefined {
  const parts = differing(found, wanted);
  if (!parts) return undefined;
  const [wrong, right] = parts;
  if (wrong.toLowerCase() === right.toLowerCase()) return `"${wrong}" differs from "${right}" in case only`;
  const changed = distance(wrong, right);
  if (changed > SLIP || right.length <= 2 * changed) return undefined;
  if (/^\d{12}$/.test(right) && /^\d+$/.test(wrong))
    return `${wrong} differs by ${counted(changed, "digit")} from ${accountWords(right, accounts)}`;
  return owner === undefined
    ? `"${wrong}" differs by ${counted(changed, "letter")} from "${right}"`
    : `"${wrong}": ${owner} has "${right}"`;
}

const accountWords = (id: string, accounts: Known["accounts"]): string =>
  accounts.has(id) ? `${accounts.get(id)} (${id})` : id;

const counted = (number: number, noun: string): string => (number === 1 ? `one ${noun}` : `two ${noun}s`);

/** The part between separators in which two texts of the same form differ; undefined where that is not one part. */
export function differing(found: string, wanted: string): readonly [string, string] | undefined {
  const [left, right] = [found, wanted].map((text) => text.split(/[:/]/)) as [string[], string[]];
  if (left.length !== right.length) return undefined;
  const at = left.flatMap((part, index) => (part === right[index] ? [] : [index]));
  const [index, second] = at;
  return index === undefined || second !== undefined ? undefined : [left[index] ?? "", right[index] ?? ""];
}
