import type { z } from "zod";
import { PUBLISHED_REGIONS } from "../aws";
import { isRuleId, type Path, type Problem, type RuleId, ruleOf } from "../rules";
import { backendAdvice } from "./backend-advice";
import type { ConfigSource } from "./config-source";
import { valueAt } from "./draft";
import { type Config, schema } from "./schema";
import { kindOfService } from "./services";
import { choiceOf, closestMatch } from "./suggestion";

/** What texts that break a rule may have been meant to be. */
const SUGGESTED: Readonly<Partial<Record<RuleId, readonly string[]>>> = { region: PUBLISHED_REGIONS };

/** The configuration that `value` is, or what zod finds wrong with it, as problems. */
export function parse(
  value: unknown,
  source: Pick<ConfigSource, "scalarText">,
): { readonly config?: Config; readonly schemaProblems: readonly Problem[] } {
  const { data, error } = schema.safeParse(value, { error: knownKeys });
  if (!error) return { config: data, schemaProblems: [] };
  const found = error.issues.flatMap(issuesOfBranch).flatMap((issue) => toProblems(issue, value, source));
  return { schemaProblems: firstPerPath(found) };
}

/** A problem, and for an unknown key the known key closest to it. */
type Found = Problem & { readonly suggestion?: string };

/**
 * For a union that no branch matches: the issues of the branch that was probably meant, the one that fits best of those for
 * the value's type, which a word of several is not; where there is none, the union's own rule, or the first branch.
 */
function issuesOfBranch(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const ofType = issue.errors.filter(
    (branch) => !branch.some(({ code, path }) => /^invalid_(type|value)$/.test(code) && path.length === 0),
  );
  // a map where words are allowed, too, is none of these
  const isWord = (branch: readonly z.core.$ZodIssue[]) =>
    branch.some(({ code, path }) => code === "invalid_value" && path.length === 0) ? 1 : 0;
  const [meant] = ofType.toSorted((a, b) => isWord(a) - isWord(b) || a.length - b.length);
  const branch = meant ?? (isRuleId(issue.message) ? [issue] : (issue.errors[0] ?? [issue]));
  return branch.map((inner) => (inner === issue ? issue : { ...inner, path: [...issue.path, ...inner.path] }));
}

/** One problem for each path, and none for a key that is missing because it is misspelt. */
function firstPerPath(problems: readonly Found[]): readonly Problem[] {
  const meant = new Set(
    problems.flatMap(({ path, suggestion }) => (suggestion ? [[...path.slice(0, -1), suggestion].join(".")] : [])),
  );
  const first = new Map<string, Problem>();
  for (const { suggestion: _, ...problem } of problems) {
    const path = problem.path.join(".");
    if (!first.has(path) && !(problem.rule === "missing-key" && meant.has(path))) first.set(path, problem);
  }
  return [...first.values()];
}

/** The message of an unknown key becomes the list of known keys, which zod's issue does not carry. */
function knownKeys(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== "unrecognized_keys") return undefined;
  const object = issue.inst as z.ZodObject | undefined;
  return Object.keys(object?.shape ?? {}).join(" ");
}

function toProblems(
  issue: z.core.$ZodIssue,
  value: unknown,
  source: Pick<ConfigSource, "scalarText">,
): readonly Found[] {
  const path = issue.path as Path;
  const found = show(valueAt(value, path), source.scalarText(path));
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((name) => unknownKey([...path, name], name, issue.message.split(" ")));
  if (issue.code === "invalid_type" && valueAt(value, path) === undefined)
    return [{ rule: "missing-key", path, at: "key", found: `no ${String(path.at(-1))}`, ...expectation(issue) }];
  if (isRuleId(issue.message)) {
    const near = closestMatch(String(valueAt(value, path)), SUGGESTED[issue.message] ?? []);
    return [{ rule: issue.message, path, found, ...(near ? { fix: `Did you mean ${near}?` } : {}) }];
  }
  if (issue.code === "invalid_key") {
    const [{ message = "" } = {}] = issue.issues;
    return [{ rule: isRuleId(message) ? message : "unknown-key", path, at: "key", found: `"${String(path.at(-1))}"` }];
  }
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map((allowedValue) => JSON.stringify(allowedValue));
    const fix = backendAdvice(path, String(valueAt(value, path)), "word");
    return [{ rule: "wrong-value", path, found, expected: choiceOf(found, allowed), ...(fix ? { fix } : {}) }];
  }
  if (issue.code === "invalid_type") return [{ rule: "wrong-type", path, found, ...expectation(issue) }];
  return [{ rule: "wrong-type", path, found, expected: issue.message }];
}

function unknownKey(path: Path, name: string, known: readonly string[]): Found {
  const kind = kindOfService(name);
  const near = kind !== undefined && known.includes(kind) ? kind : closestMatch(name, known);
  const advice = backendAdvice(path.slice(0, -1), name, "key");
  return {
    rule: "unknown-key",
    path,
    at: "key",
    found: `unknown key "${name}"`,
    expected: `one of ${known.join(", ")}`,
    ...(advice ? { fix: advice } : near ? { fix: `Did you mean "${near}"?`, suggestion: near } : {}),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  record: "a map",
  object: "a map",
  array: "a list",
  string: "a string",
  boolean: "true or false",
};

const expectation = (issue: z.core.$ZodIssueInvalidType): { readonly expected?: string } => {
  if (isRuleId(issue.message)) return { expected: ruleOf(issue.message).expected };
  return { expected: TYPES[issue.expected] ?? issue.expected };
};

function show(value: unknown, written: string | undefined): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty map" : "a map";
  if (typeof value === "string") return JSON.stringify(value);
  const text = String(value);
  return written === undefined || written === text
    ? `the ${typeof value} ${text}`
    : `${written}, which YAML reads as the ${typeof value} ${text}`;
}
