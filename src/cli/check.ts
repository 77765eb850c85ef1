import type { ExitCode, Io } from "./io";
import { loadModel } from "./load-model";
import { counted, jsonText, problemCounts, problemText } from "./print";
import { displayPath, projectOf } from "./project";

export interface CheckOptions {
  readonly config?: string | undefined;
  readonly format: "text" | "json";
}

/** Validates a configuration and writes nothing. Exit 0, or 2 where it has an error. */
export function check(options: CheckOptions, io: Io): ExitCode {
  const project = projectOf(options, io);
  const { configuration, problems } = loadModel(project, io.cwd);
  const file = displayPath(project.configFile, io.cwd);
  if (options.format === "json") {
    io.out(jsonText({ version: 1, configuration: file, valid: configuration !== undefined, problems }));
    return configuration ? 0 : 2;
  }
  io.err(problemText(problems, io));
  if (!configuration) {
    io.err(`\n${problemCounts(problems)}\n`);
    return 2;
  }
  const { config, model } = configuration;
  const number = (entries: object, noun: string) => counted(Object.keys(entries).length, noun);
  const counts = [
    number(config.accounts, "account"),
    number(config.clusters, "cluster"),
    number(config.resources, "resource"),
    number(config.workloads, "workload"),
    counted(model.stacks.length, "stack"),
  ];
  io.out(`${file} is valid: ${counts.join(", ")}\n`);
  return 0;
}
