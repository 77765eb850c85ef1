import { ON_SUBJECT, WIDE } from "./effective-types";
import { INERT, READ, TWINS, WORDS } from "./read-and-inert";
import type { SubjectRow, WideRow } from "./rows";

const byType = <R extends { readonly types: readonly string[] }>(rows: readonly R[]): ReadonlyMap<string, R[]> => {
  const found = new Map<string, R[]>();
  for (const row of rows) for (const type of row.types) found.set(type, [...(found.get(type) ?? []), row]);
  return found;
};

const SUBJECTS: ReadonlyMap<string, readonly SubjectRow[]> = byType(ON_SUBJECT);
const WIDES: ReadonlyMap<string, readonly WideRow[]> = byType(WIDE);
const KNOWN: ReadonlySet<string> = new Set(READ);

/** A type's row of the table. */
export interface TypeReading {
  readonly subjects: readonly SubjectRow[];
  readonly wide: readonly WideRow[];
  /** Effective by its name alone: everything its arguments name is its subject. */
  readonly named: boolean;
}

const NOTHING: TypeReading = { subjects: [], wide: [], named: false };

/** What `type` may do that is not read; nothing for the most. */
export function readingOfType(type: string): TypeReading {
  const subjects = SUBJECTS.get(type) ?? [];
  const wide = WIDES.get(type) ?? [];
  if (subjects.length > 0 || wide.length > 0) return { subjects, wide, named: false };
  if (TWINS.test(type)) return { subjects, wide, named: true };
  if (KNOWN.has(type) || !/^aws(cc)?_/.test(type) || INERT.some((one) => one.test(type)) || !WORDS.test(type))
    return NOTHING;
  return { subjects, wide, named: true };
}
