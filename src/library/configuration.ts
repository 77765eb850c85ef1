import { type Config, readConfig, readConfigFolder } from "../config";
import { buildModel, type Model } from "../model";
import { inOrder, type LocatedProblem, type Problem } from "../rules";

/** A configuration without errors: as it is written, and what it comes to. */
export interface Configuration {
  readonly config: Config;
  readonly model: Model;
}

export interface ReadConfiguration {
  /** Undefined where there is an error. */
  readonly configuration: Configuration | undefined;
  /** Errors and warnings by file, in its order. */
  readonly problems: readonly LocatedProblem[];
  /** Gives a problem of a later stage its place. */
  locate(problem: Problem): LocatedProblem;
}

/** The texts of a folder's files by their names, as problems should have them. */
export type FolderTexts = Readonly<Record<string, string>>;

/**
 * Reads a configuration: the text of its file, `name` being the file's as problems should have it, or the texts of the files
 * of a folder, `name` being the folder's. Never throws for its content: all errors are among the problems, also those of names
 * and documents that only show up in the result.
 */
export function readConfiguration(written: string | FolderTexts, name?: string): ReadConfiguration {
  const read =
    typeof written === "string"
      ? readConfig(written, name ?? "eks-cross-account.yaml")
      : readConfigFolder(
          Object.entries(written).map(([file, text]) => ({ file, text })),
          name ?? ".",
        );
  const built = read.validPart ? buildModel(read.validPart) : undefined;
  const problems = [...read.problems, ...(built?.problems ?? []).map(read.locate)].sort(inOrder);
  const failed = problems.some(({ level }) => level === "error");
  const { config } = read;
  return {
    configuration: failed || !config || !built ? undefined : { config, model: built.model },
    problems,
    locate: read.locate,
  };
}
