import type { ExitCode, Io } from "./io";
import { load } from "./load";
import { count, countText, json, problemText } from "./print";
import { projectOf, shown } from "./project";

export interface CheckOptions {
  readonly config?: string | undefined;
  readonly format: "text" | "json";
}

/** Validates a configuration and writes nothing. Exit 0, or 2 where it has an error. */
export function check(options: CheckOptions, io: Io): ExitCode {
  const project = projectOf(options, io);
  const { model, config, problems } = load(project, io.cwd);
  const file = shown(project.configFile, io.cwd);
  if (options.format === "json") {
    io.out(json({ version: 1, configuration: file, valid: model !== undefined, problems }));
    return model ? 0 : 2;
  }
  io.err(problemText(problems, io));
  if (!model || !config) {
    io.err(`\n${countText(problems)}\n`);
    return 2;
  }
  const number = (entries: object, noun: string) => count(Object.keys(entries).length, noun);
  const counts = [
    number(config.accounts, "account"),
    number(config.clusters, "cluster"),
    number(config.resources, "resource"),
    number(config.workloads, "workload"),
    count(model.stacks.length, "stack"),
  ];
  io.out(`${file} is valid: ${counts.join(", ")}\n`);
  return 0;
}
