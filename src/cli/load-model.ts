import { type Configuration, readConfiguration } from "../library/configuration";
import { type LocatedProblem, locate, type Problem } from "../rules";
import { fileText } from "./file-text";
import { displayPath, nameProblems, type Project } from "./project";

export interface LoadedModel {
  /** Undefined where there is an error. */
  readonly configuration: Configuration | undefined;
  /** Errors and warnings, in the order of the file. */
  readonly problems: readonly LocatedProblem[];
}

/** Reads a project's configuration and makes its model; all errors are reported among the problems at once. */
export function loadModel(project: Project, cwd: string): LoadedModel {
  const file = displayPath(project.configFile, cwd);
  const ofFile = (problem: Problem): LocatedProblem => locate(problem, file, 0, 0);
  const read = fileText(project.configFile);
  if (!("text" in read)) {
    const unread: Problem = { rule: `file-${read.fault}`, path: [], found: read.found };
    return { configuration: undefined, problems: [ofFile(unread)] };
  }
  const named = nameProblems(project).map(ofFile);
  const { configuration, problems } = readConfiguration(read.text, file);
  return { configuration: named.length > 0 ? undefined : configuration, problems: [...named, ...problems] };
}
