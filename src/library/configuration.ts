import { type Config, readConfig } from "../config";
import { buildModel, type Model } from "../model";
import type { LocatedProblem } from "../rules";

/** A configuration without errors: as it is written, and what it comes to. */
export interface Configuration {
  readonly config: Config;
  readonly model: Model;
}

export interface ReadConfiguration {
  /** Undefined where there is an error. */
  readonly configuration: Configuration | undefined;
  /** Errors and warnings, in the order of the file. */
  readonly problems: readonly LocatedProblem[];
}

/**
 * Reads the text of a configuration; `file` is its name as problems should have it. Never throws for its content: all
 * errors are among the problems, also those of names and documents that only show up in the result.
 */
export function readConfiguration(text: string, file = "eks-cross-account.yaml"): ReadConfiguration {
  const read = readConfig(text, file);
  const built = read.validPart ? buildModel(read.validPart) : undefined;
  const problems = [...read.problems, ...(built?.problems ?? []).map(read.locate)].sort(
    (a, b) => a.line - b.line || a.column - b.column,
  );
  const failed = problems.some(({ level }) => level === "error");
  const { config } = read;
  return { configuration: failed || !config || !built ? undefined : { config, model: built.model }, problems };
}
