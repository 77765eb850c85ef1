import { type RuleId, ruleOf } from "./table";

/** Where in a configuration: keys of maps and indices of lists, from the top. */
export type Path = readonly (string | number)[];

/** A rule that does not hold somewhere in a configuration. */
export interface Problem {
  readonly rule: RuleId;
  readonly path: Path;
  /** Whether the last key of the path is at fault, or the value behind it. Default: the value. */
  readonly at?: "key" | "value";
  /** What was found, as a phrase that follows "found". */
  readonly found: string;
  /** Default: what the rule expects. */
  readonly expected?: string;
  /** Default: what the rule advises. */
  readonly fix?: string;
}

/** A problem with its place in a file. */
export interface LocatedProblem {
  readonly rule: RuleId;
  readonly level: "error" | "warning";
  readonly file: string;
  /** 1-based; 0 where the file as a whole is meant. */
  readonly line: number;
  /** 1-based; 0 where the file as a whole is meant. */
  readonly column: number;
  /** Dotted path in the configuration, such as `workloads.my-app.target.role`; "" for the file. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  readonly fix: string;
  readonly page?: string;
}

/** Puts `problem` at a place and completes it from its rule. */
export function locate(problem: Problem, file: string, line: number, column: number): LocatedProblem {
  const { level, expected, fix, page } = ruleOf(problem.rule);
  return {
    rule: problem.rule,
    level,
    file,
    line,
    column,
    path: problem.path.join("."),
    found: problem.found,
    expected: problem.expected ?? expected,
    fix: problem.fix ?? fix,
    ...(page ? { page } : {}),
  };
}

/** By file, and in the order in which they stand there. */
export const inOrder = (a: LocatedProblem, b: LocatedProblem): number =>
  (a.file === b.file ? 0 : a.file < b.file ? -1 : 1) || a.line - b.line || a.column - b.column;
