import type { Path, Problem } from "../../rules";
import type { Draft } from "../draft";
import { choiceOf, closestMatch } from "../suggestion";
import type { DraftPlacement, NameAtPath } from "../workload-placement";

/** What the checks look at. */
export interface CheckContext {
  readonly config: Draft;
  readonly placements: readonly DraftPlacement[];
  /** Whether something was left out of the draft at `path` or one key below: nothing is then said to be missing there. */
  omitted(path: Path): boolean;
}

export const SECTIONS = ["accounts", "clusters", "resources", "primaryRoles", "workloads"] as const;
export type Section = (typeof SECTIONS)[number];

/** The problem, where it is one. */
export const problemIf = (broken: boolean, problem: Problem): readonly Problem[] => (broken ? [problem] : []);

export const nameAtPath = (text: string | undefined, ...path: Path): NameAtPath | undefined =>
  text === undefined ? undefined : { text, path };

/** The account that an entry names; undefined where there is no such entry, or no such account. */
export function accountKeyOf(
  config: Draft,
  section: "clusters" | "resources" | "primaryRoles",
  key: string | undefined,
): string | undefined {
  const account = config[section]?.[key ?? ""]?.account;
  return Object.hasOwn(config.accounts ?? {}, account ?? "") ? account : undefined;
}

/** A reference to an entry of a section: a problem where there is none. A section of a wrong form is referred to by nothing. */
export function checkReference(config: Draft, section: Section, reference: NameAtPath | undefined): readonly Problem[] {
  const entries = config[section];
  if (reference === undefined || entries === undefined || Object.hasOwn(entries, reference.text)) return [];
  const keys = Object.keys(entries);
  const near = closestMatch(reference.text, keys);
  return [
    {
      rule: "unknown-reference",
      path: reference.path,
      at: reference.path.at(-1) === reference.text ? "key" : "value",
      found: `"${reference.text}"`,
      expected: `a key of ${section}: ${choiceOf(reference.text, keys)}`,
      ...(near ? { fix: `Did you mean "${near}"?` } : {}),
    },
  ];
}
