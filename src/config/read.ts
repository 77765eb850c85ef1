import { type LocatedProblem, locate, type Path, type Problem, ruleOf } from "../rules";
import { relationProblems } from "./checks";
import { type Draft, draftOf, without } from "./draft";
import { withPresets } from "./presets";
import { type Config, schema } from "./schema";
import { parse } from "./schema-problems";
import { YamlSource } from "./yaml-source";

export interface ReadConfig {
  /** The configuration; undefined where it has an error. */
  readonly config: Config | undefined;
  /**
   * The configuration without the entries that have errors, so that a later stage can look for
   * more problems in the rest; undefined where nothing usable is left.
   */
  readonly validPart: Config | undefined;
  /** All problems, warnings included, in the order of the file. */
  readonly problems: readonly LocatedProblem[];
  /** Gives a problem of a later stage its line and column in the file. */
  locate(problem: Problem): LocatedProblem;
}

/**
 * Reads the text of a configuration file; `file` is its name as messages should print it. Never
 * throws for its content: every error in it is reported among the problems, all at once.
 */
export function readConfig(text: string, file: string): ReadConfig {
  const source = new YamlSource(text);
  const locateIn = (problem: Problem): LocatedProblem => {
    const { line, column } = source.position(problem.path, problem.at);
    return locate(problem, file, line, column);
  };
  const syntax = source.problems.map(({ problem, line, column }) => locate(problem, file, line, column));
  const value = withPresets(withoutExtensions(source.value));
  if (value === undefined) return { config: undefined, validPart: undefined, problems: syntax, locate: locateIn };
  if (value === null) {
    const empty: Problem = { rule: "file-empty", path: [], found: "an empty file" };
    return {
      config: undefined,
      validPart: undefined,
      problems: [...syntax, locate(empty, file, 1, 1)],
      locate: locateIn,
    };
  }
  const { config, schemaProblems } = parse(value, source);
  const found = [...schemaProblems, ...relationProblems(draftOf(value, schemaProblems), schemaProblems)];
  // under a key that stands twice, what is wrong may only come of that
  const certain = found.filter(({ path }) => !source.isDuplicated(path));
  const located = [...syntax, ...certain.map(locateIn)].sort((a, b) => a.line - b.line || a.column - b.column);
  // one YAML merge into several entries would report its error once for each
  const problems = [...new Map(located.map((at) => [`${at.rule} ${at.line}:${at.column} ${at.found}`, at])).values()];
  const valid = problems.some(({ level }) => level === "error") ? undefined : config;
  return { config: valid, validPart: valid ?? validPartOf(value, found), problems, locate: locateIn };
}

/** A file without its top-level keys that begin with `x-`, which hold what YAML anchors share. */
function withoutExtensions(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith("x-")));
}

/** Leaves out entries with errors until none is left: one that refers to a left-out entry goes too. */
function validPartOf(value: unknown, problems: readonly Problem[]): Config | undefined {
  let rest = value;
  let errors = problems.filter(({ rule }) => ruleOf(rule).level === "error");
  while (errors.length > 0) {
    const entries = errors.map(({ path }): Path => (path[0] === "defaults" ? path : path.slice(0, 2)));
    rest = without(rest, entries);
    const parsed = schema.safeParse(rest);
    errors = parsed.success ? relationProblems(rest as Draft).filter(({ rule }) => ruleOf(rule).level === "error") : [];
    if (!parsed.success) return undefined;
  }
  return schema.parse(rest);
}
