import { kept } from "../collections/kept";
import { hasUnknown, isUnknownPart, partsOf } from "../unknown/unknown-text";
import { MAYBE, NO, type Truth, YES } from "./truth";

/** `*`: any characters, none too. */
export const STAR = "*any";
/** `*` inside one of the first five fields of an ARN: any characters but a colon. */
export const FIELD_STAR = "*field";
/** `?`: one character. */
export const ONE = "?one";

/** A glob or a string: characters, wildcards and unknown values (with their delimiters), one after another. */
export interface Glob {
  readonly tokens: readonly string[];
  /** The string itself where there is neither wildcard nor unknown value. */
  readonly plain: string | undefined;
}

const isWildcard = (token: string | undefined): boolean => token === ONE || isStar(token);
const isStar = (token: string | undefined): boolean => token === STAR || token === FIELD_STAR;
const isUnknown = (token: string | undefined): boolean => token !== undefined && isUnknownPart(token);
const isCharacter = (token: string | undefined): boolean => token !== undefined && token.length === 1;

const WILDCARDS: Readonly<Record<string, string>> = { "*": STAR, "?": ONE };

const made = (tokens: readonly string[]): Glob => ({
  tokens,
  plain: tokens.every(isCharacter) ? tokens.join("") : undefined,
});

const characters = (text: string): readonly string[] => text.split("");

function tokensOf(text: string, wildcards: boolean): readonly string[] {
  return partsOf(text).flatMap((part, index) => {
    if (index % 2 === 1) return [part];
    return wildcards ? characters(part).map((c) => WILDCARDS[c] ?? c) : characters(part);
  });
}

/** A string without unknown values, taken apart only where it meets a pattern: most are compared whole. */
class Plain implements Glob {
  #tokens: readonly string[] | undefined;
  constructor(readonly plain: string) {}
  get tokens(): readonly string[] {
    this.#tokens ??= characters(this.plain);
    return this.#tokens;
  }
}

const literalWithUnknowns = kept((text) => made(tokensOf(text, false)));
const pattern = kept((text) => made(normal(tokensOf(text, true))));

/** The string `text`, in which `*` and `?` are themselves. */
export const literal = (text: string): Glob => (hasUnknown(text) ? literalWithUnknowns(text) : new Plain(text));

/** The pattern `text`. */
export const glob = (text: string): Glob => (/[*?]/.test(text) ? pattern(text) : literal(text));

/** Several globs one after another. */
export const concat = (globs: readonly Glob[]): Glob => made(normal(globs.flatMap((g) => g.tokens)));

/** In a run of wildcards `?` first and one `*` last, so that patterns of one meaning have one form. */
function normal(tokens: readonly string[]): readonly string[] {
  const out: string[] = [];
  let star = false;
  for (const token of tokens) {
    if (token === STAR) star = true;
    else {
      if (star && token !== ONE) {
        out.push(STAR);
        star = false;
      }
      out.push(token);
    }
  }
  if (star) out.push(STAR);
  return out;
}

/** `g` as a policy writes it. */
export const textOf = (g: Glob): string =>
  g.plain ?? g.tokens.map((token) => (isStar(token) ? "*" : token === ONE ? "?" : token)).join("");

export const folded = (g: Glob): Glob =>
  g.plain !== undefined
    ? literal(g.plain.toLowerCase())
    : made(g.tokens.map((token) => (isCharacter(token) ? token.toLowerCase() : token)));

/**
 * How the strings of `request` lie to those of `pattern`: YES where each matches, NO where none
 * does, MAYBE where some do or where an unknown value decides. An unknown value equals itself, and `*` absorbs it.
 */
export function matches(pattern: Glob, request: Glob): Truth {
  if (request.plain !== undefined) {
    if (pattern.plain !== undefined) return pattern.plain === request.plain ? YES : NO;
    const matched = matchesText(pattern.tokens, request.plain);
    if (matched !== undefined) return matched ? YES : NO;
  }
  const p = pattern.tokens;
  const r = request.tokens;
  // What both begin with is one text, for any values of its unknowns.
  let start = 0;
  while (start < p.length && start < r.length && p[start] === r[start] && !isWildcard(p[start])) start += 1;
  if (isCharacter(p[start]) && isCharacter(r[start])) return NO;
  if (p.length === start + 1 && p[start] === STAR) return YES;
  if (covers(p, r, start)) return YES;
  return meets(p, r, start) ? MAYBE : NO;
}

/** Whether `p` matches `text`, going back to the last `*` only; undefined once that is not enough to decide. */
function matchesText(p: readonly string[], text: string): boolean | undefined {
  let i = 0;
  let star = -1;
  let resume = 0;
  for (let at = 0; at < text.length; ) {
    const token = p[i];
    if (token === STAR) {
      star = i;
      i += 1;
      resume = at;
    } else if (token === ONE || token === text[at]) {
      i += 1;
      at += 1;
    } else if (token !== undefined && token.length > 1) return undefined;
    else if (star < 0) return false;
    else {
      i = star + 1;
      resume += 1;
      at = resume;
    }
  }
  while (p[i] === STAR) i += 1;
  if (i === p.length) return true;
  return isCharacter(p[i]) || p[i] === ONE ? false : undefined;
}

/** Whether `p` matches all that `r` stands for, for any values of its unknowns. */
function covers(p: readonly string[], r: readonly string[], start: number): boolean {
  let row = new Uint8Array(r.length + 1);
  let next = new Uint8Array(r.length + 1);
  row[r.length] = 1;
  for (let i = p.length - 1; i >= start; i -= 1) {
    const token = p[i];
    for (let j = r.length; j >= start; j -= 1) {
      const other = r[j];
      const absorbs = token === STAR || (token === FIELD_STAR && other !== ":" && other !== STAR);
      if (isStar(token)) next[j] = row[j] || (j < r.length && absorbs && next[j + 1]) ? 1 : 0;
      else {
        const fits = token === ONE ? isCharacter(other) || other === ONE : token === other && !isStar(other);
        next[j] = j < r.length && fits && row[j + 1] ? 1 : 0;
      }
    }
    [row, next] = [next, row];
  }
  return row[start] === 1;
}

/** Whether some string could belong to both. */
function meets(p: readonly string[], r: readonly string[], start: number): boolean {
  const many = (token: string | undefined) => isStar(token) || isUnknown(token);
  const absorbs = (token: string | undefined, other: string | undefined) => token !== FIELD_STAR || other !== ":";
  let row = new Uint8Array(r.length + 1);
  row[r.length] = 1;
  for (let j = r.length - 1; j >= start; j -= 1) row[j] = many(r[j]) ? (row[j + 1] ?? 0) : 0;
  for (let i = p.length - 1; i >= start; i -= 1) {
    const next = new Uint8Array(r.length + 1);
    const token = p[i];
    for (let j = r.length; j >= start; j -= 1) {
      const other = r[j];
      let fits = false;
      if (many(token)) fits = row[j] === 1 || (j < r.length && absorbs(token, other) && next[j + 1] === 1);
      if (!fits && j < r.length && many(other)) fits = next[j + 1] === 1 || (absorbs(other, token) && row[j] === 1);
      if (!fits && j < r.length && !many(token) && !many(other))
        fits = (token === other || token === ONE || other === ONE) && row[j + 1] === 1;
      next[j] = fits ? 1 : 0;
    }
    row = next;
  }
  return row[start] === 1;
}

/**
 * `g` as ARN operators compare it: each of the first five fields on its own, the rest as one. So
 * `*` in one of those fields takes no colon.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export const byField = (g: Glob): Glob => withinFields(g, () => true);

/**
 * `g` as the Resource element compares it: a `*` at the end of a field also takes the colons and
 * fields that follow, one before the end does not.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
export const bySegment = (g: Glob): Glob => withinFields(g, (next) => next !== undefined && next !== ":");

/** `g` with each `*` of the first five fields of an ARN kept within its field, where `keeps` decides so. */
function withinFields(g: Glob, keeps: (next: string | undefined) => boolean): Glob {
  if (g.plain !== undefined || !g.tokens.includes(STAR)) return g;
  let colons = 0;
  const tokens = g.tokens.map((token, index) => {
    if (token === ":") colons += 1;
    return token === STAR && colons < 5 && keeps(g.tokens[index + 1]) ? FIELD_STAR : token;
  });
  return made(tokens);
}

/** Whether `g` has the six fields of an ARN, or could have them once its unknown values are known. */
export function isArn({ tokens }: Glob): boolean {
  let colons = 0;
  for (const token of tokens) {
    if (token === ":") colons += 1;
    if (colons === 5 || isUnknown(token)) return true;
  }
  return false;
}
