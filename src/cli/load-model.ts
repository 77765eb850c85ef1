import { readFileSync } from "node:fs";
import { type Configuration, readConfiguration } from "../library/configuration";
import { type LocatedProblem, locate, type Problem } from "../rules";
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
  const text = configurationText(project.configFile);
  if (typeof text !== "string") {
    const missing: Problem = { rule: "file-missing", path: [], found: text.why };
    return { configuration: undefined, problems: [ofFile(missing)] };
  }
  const named = nameProblems(project).map(ofFile);
  const { configuration, problems } = readConfiguration(text, file);
  return { configuration: named.length > 0 ? undefined : configuration, problems: [...named, ...problems] };
}

function configurationText(file: string): string | { readonly why: string } {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { why: code === "ENOENT" ? "no such file" : message };
  }
}
