import type { Path, Problem, RuleId } from "../../rules";
import type { Draft } from "../draft";
import type { CheckContext } from "./check-context";

/**
 * Entries that nothing uses. Only where nothing else is wrong: a misspelt reference, or a workload that could not be
 * read, would make an entry look unused.
 */
export function checkUnused({ config, placements }: CheckContext): readonly Problem[] {
  const { accounts, clusters, resources, primaryRoles, workloads } = config;
  const placed = new Set(placements.map(({ cluster }) => cluster.text));
  const shared = new Set(placements.map((placement) => placement.shared && placement.primaryRole?.text));
  const referredTo = new Set([
    ...textsUnder(workloads, "grants"),
    ...textsUnder(workloads, "bucketEnv"),
    ...Object.entries(resources ?? {}).flatMap(([key, entry]) =>
      texts({ ...entry, account: undefined }).filter((text) => text !== key),
    ),
  ]);
  const inhabited = new Set(textsUnder({ clusters, resources, primaryRoles, workloads }, "account"));
  // an account may also be named by its number, in an ARN
  const named = new Set(texts({ resources, primaryRoles, workloads }).map((text) => text.split(":")[4]));
  return [
    ...unused("clusters", clusters, (key) => placed.has(key), "cluster-unused"),
    ...unused("resources", resources, (key) => referredTo.has(key), "resource-unused"),
    ...unused("primaryRoles", primaryRoles, (key) => shared.has(key), "primary-role-unused"),
    ...unused("accounts", accounts, (key) => inhabited.has(key) || named.has(accounts?.[key]?.id), "account-unused"),
  ];
}

const unused = (
  section: keyof Draft,
  entries: object | undefined,
  isUsed: (key: string) => boolean,
  rule: RuleId,
): readonly Problem[] =>
  Object.keys(entries ?? {})
    .filter((key) => !isUsed(key))
    .map(
      (key): Problem => ({ rule, path: [section, key] satisfies Path, at: "key", found: `nothing that uses ${key}` }),
    );

/** All texts in what stands under a key of that name, however deep. */
function textsUnder(value: unknown, name: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === name ? texts(inner) : textsUnder(inner, name)));
}

const texts = (value: unknown): readonly string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(texts)
      : [];
