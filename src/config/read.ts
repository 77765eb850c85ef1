import { inOrder, type LocatedProblem, locate, type Path, type Problem, ruleOf } from "../rules";
import { relationProblems } from "./checks";
import { type ConfigFile, type ConfigSource, type FilePosition, fileSource, folderSource } from "./config-source";
import { type Draft, draftOf, without } from "./draft";
import { withPresets } from "./presets";
import { type Config, schema } from "./schema";
import { parse } from "./schema-problems";

export interface ReadConfig {
  /** The configuration; undefined where it has an error. */
  readonly config: Config | undefined;
  /**
   * The configuration without the entries that have errors, so that a later stage can look for
   * more problems in the rest; undefined where nothing usable is left.
   */
  readonly validPart: Config | undefined;
  /** All problems, warnings included, by file, in its order. */
  readonly problems: readonly LocatedProblem[];
  /** Gives a problem of a later stage its line and column in the file. */
  locate(problem: Problem): LocatedProblem;
}

/**
 * Reads the text of a configuration file; `file` is its name as messages should print it. Never
 * throws for its content: every error in it is reported among the problems, all at once.
 */
export const readConfig = (text: string, file: string): ReadConfig => readSource(() => fileSource({ file, text }));

/** Reads the files of a folder as one configuration; `folder` is its name as messages should print it. Never throws for their content. */
export const readConfigFolder = (files: readonly ConfigFile[], folder: string): ReadConfig =>
  readSource(() => folderSource(folder, files));

/** `parseSource`: parses what is written, alike each time. */
function readSource(parseSource: () => ConfigSource): ReadConfig {
  const source = parseSource();
  const locateIn = locator(source, parseSource);
  const form = source.problems.map(({ problem, position }) => at(problem, position));
  const value = withPresets(source.value);
  if (value === undefined) return { config: undefined, validPart: undefined, problems: form, locate: locateIn };
  if (value === null) {
    const empty: Problem = { rule: "file-empty", path: [], found: "an empty file" };
    return { config: undefined, validPart: undefined, problems: [...form, locateIn(empty)], locate: locateIn };
  }
  const { config, schemaProblems } = parse(value, source);
  const found = [...schemaProblems, ...relationProblems(draftOf(value, schemaProblems), schemaProblems)];
  // under a key that stands twice, what is wrong may only come of that
  const certain = found.filter(({ path }) => !source.isDuplicated(path));
  const located = [...form, ...certain.map(locateIn)].sort(inOrder);
  // one YAML merge into several entries would report its error once for each
  const problems = [
    ...new Map(located.map((one) => [`${one.rule} ${one.file}:${one.line}:${one.column} ${one.found}`, one])).values(),
  ];
  const valid = problems.some(({ level }) => level === "error") ? undefined : config;
  return { config: valid, validPart: valid ?? validPartOf(value, found), problems, locate: locateIn };
}

/**
 * Gives problems their places. The tree of a large configuration is as much memory as all that comes of it, and seldom asked
 * later: it is let go, and made anew where it is asked for after that.
 */
function locator(source: ConfigSource, parseSource: () => ConfigSource): ReadConfig["locate"] {
  let held = new WeakRef(source);
  return (problem) => {
    const found = held.deref() ?? parseSource();
    if (found !== held.deref()) held = new WeakRef(found);
    return at(problem, found.position(problem.path, problem.at));
  };
}

const at = (problem: Problem, { file, line, column }: FilePosition): LocatedProblem =>
  locate(problem, file, line, column);

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
