import { FIELD_STAR, type Glob, literal, matches, ONE, STAR } from "./glob";
import { NO } from "./truth";

/**
 * Which values of a string can be distinguished by a set of patterns. Two values that the same
 * patterns match are one class; a policy cannot treat them differently, so one value of each class
 * is enough to decide whether *some* value passes.
 */

/** Names joined by a separator that they do not hold, such as `NAMESPACE:SERVICE_ACCOUNT`. */
export interface Shape {
  readonly segments: number;
  readonly separator: string;
}

const STATES = 4_000;

/**
 * One value for every class of values that `patterns` distinguish, those with the shape of
 * `shape` only. `complete` is false where there are too many classes to have them all.
 * `fresh` is used where a value is free.
 */
export function witnessesOf(
  patterns: readonly Glob[],
  fresh: string,
  shape?: Shape,
): { readonly values: readonly Glob[]; readonly complete: boolean } {
  const distinct = [...new Map(patterns.map((p) => [keyOf(p), p])).values()];
  const plain = distinct.filter(
    (p) => p.plain !== undefined || p.tokens.every((t) => t !== STAR && t !== FIELD_STAR && t !== ONE),
  );
  const shaped = plain.filter((p) => !shape || hasShape(p.tokens, shape));
  if (plain.length === distinct.length) return { values: [...shaped, unlike(distinct, fresh, shape)], complete: true };
  const { values, complete } = explored(distinct, shape);
  return { values: [...shaped, unlike(distinct, fresh, shape), ...values], complete };
}

const keyOf = ({ plain, tokens }: Glob): string => (plain === undefined ? `*${tokens.join("\u{0}")}` : `=${plain}`);

function hasShape(tokens: readonly string[], { segments, separator }: Shape): boolean {
  const parts = [0];
  for (const token of tokens)
    if (token === separator) parts.push(0);
    else parts[parts.length - 1] = (parts.at(-1) ?? 0) + 1;
  return parts.length === segments && parts.every((length) => length > 0);
}

/** A value like `fresh` that none of `patterns` matches, where there is one. */
function unlike(patterns: readonly Glob[], fresh: string, shape: Shape | undefined): Glob {
  const value = (name: string) =>
    literal(shape ? Array<string>(shape.segments).fill(name).join(shape.separator) : name);
  for (const name of [fresh, `${fresh}-x`, `x-${fresh}`]) {
    const candidate = value(name);
    if (patterns.every((pattern) => matches(pattern, candidate) === NO)) return candidate;
  }
  return value(`${fresh}-2`);
}

interface Explored {
  readonly values: readonly Glob[];
  readonly complete: boolean;
}

const KEPT = 1_000;
const known = new Map<string, Explored>();

/** `explore`, once for the same patterns: every action and every caller of a resource meets those of its policies. */
function explored(patterns: readonly Glob[], shape: Shape | undefined): Explored {
  const key = JSON.stringify([shape, patterns.map(({ plain, tokens }) => plain ?? tokens)]);
  const before = known.get(key);
  if (before) return before;
  if (known.size >= KEPT) known.clear();
  const made = explore(patterns, shape);
  known.set(key, made);
  return made;
}

/** Walks the product of all patterns' automata, shortest strings first, and keeps the first string of each class. */
function explore(patterns: readonly Glob[], shape: Shape | undefined): Explored {
  interface Node {
    readonly states: readonly (readonly number[])[];
    readonly segment: number;
    /** Whether the segment has a character yet. */
    readonly begun: boolean;
    readonly text: readonly string[];
  }
  const start: Node = { states: patterns.map((p) => closed(p.tokens, [0])), segment: 1, begun: false, text: [] };
  const seen = new Set<string>();
  const found = new Map<string, Glob>();
  const queue = [start];
  for (let head = 0; head < queue.length; head += 1) {
    if (queue.length > STATES) return { values: [...found.values()], complete: false };
    const node = queue[head] as Node;
    if (shape ? node.segment === shape.segments && node.begun : node.text.length > 0) {
      const accepted = node.states
        .map((set, i) => (set.includes(patterns[i]?.tokens.length ?? -1) ? "1" : "0"))
        .join("");
      if (!found.has(accepted)) found.set(accepted, { tokens: node.text, plain: plainly(node.text) });
    }
    for (const letter of letters(patterns, node.states, shape)) {
      const separates = shape !== undefined && letter === shape.separator;
      if (separates && (!node.begun || node.segment === shape.segments)) continue;
      const next: Node = {
        states: node.states.map((set, i) => step(patterns[i]?.tokens ?? [], set, letter)),
        segment: node.segment + (separates ? 1 : 0),
        begun: !separates,
        text: [...node.text, letter],
      };
      const key = `${next.segment}${next.begun}${next.states.map((set) => set.join(",")).join(";")}`;
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(next);
    }
  }
  return { values: [...found.values()], complete: true };
}

const plainly = (tokens: readonly string[]): string | undefined =>
  tokens.every((token) => token.length === 1) ? tokens.join("") : undefined;

const isStar = (token: string | undefined): boolean => token === STAR || token === FIELD_STAR;

/** Positions reachable without reading: past stars. `positions` ascend, and only one before a star stands there twice. */
function closed(tokens: readonly string[], positions: readonly number[]): readonly number[] {
  if (!positions.some((position) => isStar(tokens[position]))) return positions;
  const out = new Set<number>();
  for (let position of positions) {
    out.add(position);
    while (isStar(tokens[position])) {
      position += 1;
      out.add(position);
    }
  }
  return [...out].sort((a, b) => a - b);
}

function step(tokens: readonly string[], positions: readonly number[], letter: string): readonly number[] {
  const next: number[] = [];
  for (const position of positions) {
    const token = tokens[position];
    if (token === STAR || (token === FIELD_STAR && letter !== ":")) next.push(position);
    else if (token === letter || (token === ONE && letter.length === 1)) next.push(position + 1);
  }
  return closed(tokens, next);
}

/** The letters that make a difference in a state, and one that is like none of them. */
function letters(
  patterns: readonly Glob[],
  states: readonly (readonly number[])[],
  shape: Shape | undefined,
): readonly string[] {
  const out = new Set<string>(shape ? [shape.separator] : []);
  states.forEach((set, i) => {
    for (const position of set) {
      const token = patterns[i]?.tokens[position];
      if (token !== undefined && !isStar(token) && token !== ONE) out.add(token);
    }
  });
  if (patterns.some((p) => p.tokens.includes(FIELD_STAR))) out.add(":");
  const other = "xyzwvutq0123456789".split("").find((letter) => !out.has(letter));
  if (other) out.add(other);
  return [...out];
}

/**
 * What is left of `pattern` for a value that follows `prefix`: the value matches one of these just
 * where prefix and value together match `pattern`.
 */
export function after(pattern: Glob, prefix: Glob): readonly Glob[] {
  if (pattern.plain !== undefined && prefix.plain !== undefined)
    return pattern.plain.startsWith(prefix.plain) ? [literal(pattern.plain.slice(prefix.plain.length))] : [];
  let positions = closed(pattern.tokens, [0]);
  for (const letter of prefix.tokens) positions = step(pattern.tokens, positions, letter);
  return positions.map((position) => {
    const tokens = pattern.tokens.slice(position);
    return { tokens, plain: plainly(tokens) };
  });
}

const reversed = (g: Glob): Glob => ({ tokens: [...g.tokens].reverse(), plain: undefined });

/** What is left of `pattern` for a value that stands between `before` and `behind`; all of it where they are patterns. */
export function between(before: Glob, pattern: Glob, behind: Glob): readonly Glob[] {
  if ([...before.tokens, ...behind.tokens].some((token) => isStar(token) || token === ONE)) return [pattern];
  return after(pattern, before).flatMap((rest) =>
    after(reversed(rest), reversed(behind)).map(({ tokens }) => {
      const forward = [...tokens].reverse();
      return { tokens: forward, plain: plainly(forward) };
    }),
  );
}
