import { bySegment, concat, type Glob, glob, literal } from "./glob";
import type { Text, Variable } from "./policy";

const VARIABLE = /\$\{\s*([^},'\s]+)\s*(?:,\s*'([^']*)'\s*)?\}/g;
/** `${*}`, `${?}` and `${$}` stand for the characters themselves. */
const ESCAPES: ReadonlySet<string> = new Set(["*", "?", "$"]);

export interface Syntax {
  /** Whether `${…}` is a variable, as it is from version 2012-10-17 on. */
  readonly variables: boolean;
  /** Whether `*` and `?` are wildcards. */
  readonly wildcards: boolean;
}

/**
 * Compiles a text of a policy.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function policyTextOf(text: string, { variables, wildcards }: Syntax): Text {
  const compile = wildcards ? glob : literal;
  if (!variables || !text.includes("${")) return { text, glob: compile(text), pieces: [] };
  const pieces: (Glob | Variable)[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const [whole, key = "", otherwise] = match;
    if (match.index > end) pieces.push(compile(text.slice(end, match.index)));
    pieces.push(ESCAPES.has(key) ? literal(key) : { key, lowerKey: key.toLowerCase(), otherwise });
    end = match.index + whole.length;
  }
  if (end < text.length) pieces.push(compile(text.slice(end)));
  return pieces.some(isVariable)
    ? { text, glob: undefined, pieces }
    : { text, glob: concat(pieces as Glob[]), pieces: [] };
}

/**
 * Compiles a text of a Resource or NotResource element. A variable stands in its last field only,
 * so that the fields before are in the first piece.
 */
export function resourceText(text: string, variables: boolean): Text {
  const compiled = policyTextOf(text, { variables, wildcards: true });
  const [first, ...rest] = compiled.pieces;
  return {
    ...compiled,
    glob: compiled.glob && bySegment(compiled.glob),
    pieces: first && !isVariable(first) ? [bySegment(first), ...rest] : compiled.pieces,
  };
}

export const isVariable = (piece: Glob | Variable): piece is Variable => "lowerKey" in piece;

const NO_VARIABLES: readonly string[] = [];

/** The keys that `text` refers to as variables, in lower case. */
export const variablesOf = ({ pieces }: Text): readonly string[] =>
  pieces.length === 0 ? NO_VARIABLES : pieces.filter(isVariable).map(({ lowerKey }) => lowerKey);

/**
 * The pattern that `text` is for one request, or undefined where it refers to a key that is
 * missing and gives no default: then nothing matches it. What a variable puts in has no wildcards.
 */
export function substituted(text: Text, lookUp: (lowerKey: string) => Glob | undefined): Glob | undefined {
  if (text.glob) return text.glob;
  const globs: Glob[] = [];
  for (const piece of text.pieces) {
    if (!isVariable(piece)) globs.push(piece);
    else {
      const value = lookUp(piece.lowerKey) ?? (piece.otherwise === undefined ? undefined : literal(piece.otherwise));
      if (value === undefined) return undefined;
      globs.push(value);
    }
  }
  return concat(globs);
}
