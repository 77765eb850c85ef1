import type { Path, Problem } from "../../rules";
import type { Draft } from "../draft";
import { nearest, oneOf } from "../nearest";
import type { Placement, Spelled } from "../placement";

/** What the checks look at. */
export interface Subject {
  readonly config: Draft;
  readonly placed: readonly Placement[];
  /** Whether something was left out of the draft at `path` or one key below: nothing is then said to be missing there. */
  lost(path: Path): boolean;
}

export const SECTIONS = ["accounts", "clusters", "resources", "primaryRoles", "workloads"] as const;
export type Section = (typeof SECTIONS)[number];

/** The problem, where it is one. */
export const when = (broken: boolean, problem: Problem): readonly Problem[] => (broken ? [problem] : []);

export const spelled = (text: string | undefined, ...path: Path): Spelled | undefined =>
  text === undefined ? undefined : { text, path };

/** The account that an entry names; undefined where there is no such entry, or no such account. */
export function accountOf(
  config: Draft,
  section: "clusters" | "resources" | "primaryRoles",
  key: string | undefined,
): string | undefined {
  const account = config[section]?.[key ?? ""]?.account;
  return Object.hasOwn(config.accounts ?? {}, account ?? "") ? account : undefined;
}

/** A reference to an entry of a section: a problem where there is none. A section of a wrong form is referred to by nothing. */
export function refers(config: Draft, section: Section, reference: Spelled | undefined): readonly Problem[] {
  const entries = config[section];
  if (reference === undefined || entries === undefined || Object.hasOwn(entries, reference.text)) return [];
  const keys = Object.keys(entries);
  const near = nearest(reference.text, keys);
  return [
    {
      rule: "unknown-reference",
      path: reference.path,
      at: reference.path.at(-1) === reference.text ? "key" : "value",
      found: `"${reference.text}"`,
      expected: `a key of ${section}: ${oneOf(reference.text, keys)}`,
      ...(near ? { fix: `Did you mean "${near}"?` } : {}),
    },
  ];
}
