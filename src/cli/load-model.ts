import { type Configuration, readConfiguration } from "../library/configuration";
import { inOrder, type LocatedProblem, locate, type Problem } from "../rules";
import { writtenAt } from "./config-files";
import { displayPath, nameProblems, type Project } from "./project";

export interface LoadedModel {
  /** Undefined where there is an error. */
  readonly configuration: Configuration | undefined;
  /** Errors and warnings by file, in its order. */
  readonly problems: readonly LocatedProblem[];
  /** Gives a problem of a later stage its place. */
  locate(problem: Problem): LocatedProblem;
}

/** Reads a project's configuration and makes its model; all errors are reported among the problems at once. */
export function loadModel(project: Project, cwd: string): LoadedModel {
  const name = displayPath(project.configFile, cwd);
  const { written, problems: unread } = writtenAt(project.configFile, cwd);
  const ofWhole = (problem: Problem): LocatedProblem => locate(problem, name, 0, 0);
  if (written === undefined) return { configuration: undefined, problems: unread, locate: ofWhole };
  const named = nameProblems(project).map(ofWhole);
  const { configuration, problems, locate: locateIn } = readConfiguration(written, name);
  return {
    configuration: named.length > 0 ? undefined : configuration,
    problems: [...named, ...unread, ...problems].sort(inOrder),
    locate: locateIn,
  };
}
