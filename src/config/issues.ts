import type { z } from "zod";
import { isRuleId, type Path, type Problem, ruleOf } from "../rules";
import { nearest, oneOf } from "./nearest";
import { type Config, schema } from "./schema";
import type { Source } from "./source";

/** The configuration that `value` is, or what zod finds wrong with its form, as problems. */
export function parse(value: unknown, source: Source): { readonly config?: Config; readonly form: readonly Problem[] } {
  const { data, error } = schema.safeParse(value, { error: knownKeys });
  return error
    ? { form: error.issues.flatMap((issue) => toProblems(issue, value, source)) }
    : { config: data, form: [] };
}

/** For an unknown key zod's message becomes the known ones, which its issue does not carry. */
function knownKeys(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== "unrecognized_keys") return undefined;
  const object = issue.inst as z.ZodObject | undefined;
  return Object.keys(object?.shape ?? {}).join(" ");
}

function toProblems(issue: z.core.$ZodIssue, value: unknown, source: Source): readonly Problem[] {
  const path = issue.path as Path;
  const found = show(valueAt(value, path), source.written(path));
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((name) => unknownKey([...path, name], name, issue.message.split(" ")));
  if (issue.code === "invalid_type" && valueAt(value, path) === undefined)
    return [{ rule: "missing-key", path, at: "key", found: `no ${String(path.at(-1))}`, ...expectation(issue) }];
  if (isRuleId(issue.message)) return [{ rule: issue.message, path, found }];
  if (issue.code === "invalid_key") return [{ rule: "tag", path, at: "key", found: `"${String(path.at(-1))}"` }];
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map((allowedValue) => JSON.stringify(allowedValue));
    return [{ rule: "wrong-value", path, found, expected: oneOf(found, allowed) }];
  }
  if (issue.code === "invalid_type") return [{ rule: "wrong-type", path, found, ...expectation(issue) }];
  return [{ rule: "wrong-type", path, found, expected: issue.message }];
}

function unknownKey(path: Path, name: string, known: readonly string[]): Problem {
  const near = nearest(name, known);
  return {
    rule: "unknown-key",
    path,
    at: "key",
    found: `unknown key "${name}"`,
    expected: `one of ${known.join(", ")}`,
    ...(near ? { fix: `Did you mean "${near}"?` } : {}),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  record: "a map",
  object: "a map",
  array: "a list",
  string: "a text",
  boolean: "true or false",
};

const expectation = (issue: z.core.$ZodIssueInvalidType): { readonly expected?: string } => {
  if (isRuleId(issue.message)) return { expected: ruleOf(issue.message).expected };
  return { expected: TYPES[issue.expected] ?? issue.expected };
};

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) current = (current as Record<string, unknown> | null | undefined)?.[String(step)];
  return current;
}

function show(value: unknown, written: string | undefined): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty map" : "a map";
  if (typeof value === "string") return `"${value}"`;
  const text = String(value);
  return written === undefined || written === text
    ? `the ${typeof value} ${text}`
    : `${written}, which YAML reads as the ${typeof value} ${text}`;
}
