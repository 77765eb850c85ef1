import { readFileSync } from "node:fs";
import { type ReadConfig, readConfig } from "../config";
import { buildModel, type Model } from "../model";
import { type LocatedProblem, locate, type Problem } from "../rules";
import { displayPath, nameProblems, type Project } from "./project";

export interface LoadedModel {
  /** Undefined where there is an error. */
  readonly model: Model | undefined;
  readonly config: ReadConfig["config"];
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
    return { model: undefined, config: undefined, problems: [ofFile(missing)] };
  }
  const read = readConfig(text, file);
  const built = read.validPart ? buildModel(read.validPart) : undefined;
  const problems = [
    ...nameProblems(project).map(ofFile),
    ...read.problems,
    ...(built?.problems ?? []).map(read.locate),
  ].sort((a, b) => a.line - b.line || a.column - b.column);
  const failed = problems.some(({ level }) => level === "error");
  return { model: failed ? undefined : built?.model, config: read.config, problems };
}

function configurationText(file: string): string | { readonly why: string } {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { why: code === "ENOENT" ? "no such file" : message };
  }
}
