import { DFA, isDisjointWith, JS, NFA } from "refa";
import type { Glob } from "../../../src/iam";
import { FIELD_STAR, ONE, STAR } from "../../../src/iam/glob";

/** A set of strings, as an automaton that decides exactly what our own comparisons of globs claim. */
export type Language = DFA;

/** What a regular expression matches as a whole. */
export function regular(source: string): Language {
  const { expression, maxCharacter } = JS.Parser.fromLiteral({ source, flags: "s" }).parse();
  const language = DFA.fromFA(NFA.fromRegex(expression, { maxCharacter }));
  language.minimize();
  return language;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** What a glob stands for, by the meaning of its tokens alone; `one` is what its `?` stands for. */
export const sourceOf = ({ tokens }: Glob, one = "."): string =>
  tokens
    .map((token) => (token === STAR ? ".*" : token === FIELD_STAR ? "[^:]*" : token === ONE ? one : escaped(token)))
    .join("");

export const languageOf = (glob: Glob): Language => regular(sourceOf(glob));

/** What `glob` stands for where it is compared field by field: then its `?` takes no colon either. */
export const languageBeside = (pattern: Glob, glob: Glob): Language =>
  regular(sourceOf(glob, pattern.tokens.includes(FIELD_STAR) ? "[^:]" : "."));

export function complement(language: Language): Language {
  const other = language.copy();
  other.complement();
  return other;
}

export function both(a: Language, b: Language): Language {
  const language = DFA.fromIntersection(a, b);
  language.minimize();
  return language;
}

export const disjoint = (a: Language, b: Language): boolean => isDisjointWith(a, b);

export const isWithin = (inner: Language, outer: Language): boolean => disjoint(inner, complement(outer));

export const areEqual = (a: Language, b: Language): boolean => isWithin(a, b) && isWithin(b, a);

export const holds = (language: Language, text: string): boolean =>
  language.test([...text].map((letter) => letter.codePointAt(0) ?? 0));
