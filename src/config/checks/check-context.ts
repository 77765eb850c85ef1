import type { Path, Problem } from "../../rules";
import type { Draft } from "../draft";
import type { NameAtPath } from "../name-at-path";
import type { DraftPlacement } from "../placement";
import { type ServiceResource, serviceResource } from "../services";
import { choiceOf, closestMatch } from "../suggestion";

export { problemIf } from "../problem-if";

/** What every check is given. */
export interface CheckContext {
  readonly config: Draft;
  readonly placements: readonly DraftPlacement[];
  /** Whether the draft lacks a part at `path` or one key below; checks then do not report a missing key there. */
  omitted(path: Path): boolean;
}

export const SECTIONS = ["accounts", "clusters", "resources", "primaryRoles", "policies", "workloads"] as const;
export type Section = (typeof SECTIONS)[number];

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

/** The resource that a key names, as its service sees it; undefined where there is none, or of no service. */
export const resourceCalled = (config: Draft, key: string | undefined): ServiceResource | undefined =>
  key !== undefined && Object.hasOwn(config.resources ?? {}, key)
    ? serviceResource(config.resources?.[key])
    : undefined;

/** A problem where a reference names no entry of its section; none where the section itself fails the schema. */
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
