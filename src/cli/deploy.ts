import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { closestMatch } from "../config";
import type { ExitCode, Io } from "./io";
import { loadModel } from "./load-model";
import { restoreLock, saveLock } from "./output";
import { problemText } from "./print";
import { CONFIG_VARIABLE, displayPath, type Project, projectOf } from "./project";

export interface DeployOptions {
  readonly config?: string | undefined;
  readonly stacks: readonly string[];
  readonly autoApprove: boolean;
}

/** Forwarded, so that Terraform shuts down cleanly and applies nothing after the user has stopped this command. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** The newest major version of Node that cdktf-cli 0.21 starts on. */
const NEWEST_NODE = 22;

/**
 * Runs `cdktf deploy` (or destroy) for one stack after another, in the order of their dependencies
 * (or against it), each with the configuration named, its provider lock, and no telemetry. Ends with
 * the exit code of the first run that fails; 2 where nothing could be run.
 */
export async function deploy(verb: "deploy" | "destroy", options: DeployOptions, io: Io): Promise<ExitCode> {
  const project = projectOf(options, io);
  const { configuration, problems } = loadModel(project, io.cwd);
  io.err(problemText(problems, io));
  if (!configuration) return 2;
  const known = configuration.model.stacks.map(({ name }) => name);
  const complaint = stackSelectionError(options.stacks, known);
  if (complaint) return failWith(complaint, io);
  const cli = cdktfCli(io.cwd);
  if ("complaint" in cli) return failWith(cli.complaint, io);

  const wanted = known.filter((name) => options.stacks.includes(name));
  for (const stack of verb === "deploy" ? wanted : wanted.reverse()) {
    io.err(`${io.errColors.bold(`${verb} ${stack}`)}\n`);
    const code = await run(cli.bin, verb, stack, project, options, io);
    if (code !== 0) return code;
  }
  return 0;
}

function stackSelectionError(stacks: readonly string[], known: readonly string[]): string | undefined {
  if (stacks.length === 0) return `found no stack, expected one or more, in any order: ${known.join(" ")}`;
  const unknown = stacks.find((stack) => !known.includes(stack));
  if (unknown === undefined) return undefined;
  const near = closestMatch(unknown, known);
  return `found stack ${unknown}, expected one of ${known.join(", ")}${near ? `; did you mean ${near}?` : ""}`;
}

/** The cdktf CLI installed in the project, or the reason why it cannot be run. */
function cdktfCli(cwd: string): { readonly bin: string } | { readonly complaint: string } {
  const plainly = "or run Terraform in cdktf.out/stacks/<stack>, as the README shows";
  if (Number(process.versions.node.split(".")[0]) > NEWEST_NODE)
    return {
      complaint: `cdktf-cli does not start on Node ${process.versions.node}: use Node ${NEWEST_NODE}, ${plainly}`,
    };
  if (!existsSync(join(cwd, "cdktf.json")))
    return { complaint: `found no cdktf.json in ${cwd}: run this in the project's folder, ${plainly}` };
  try {
    const manifest = createRequire(join(cwd, "cdktf.json")).resolve("cdktf-cli/package.json");
    const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { bin: { cdktf: string } };
    return { bin: join(dirname(manifest), bin.cdktf) };
  } catch {
    return { complaint: `cdktf-cli is not installed here: npm install cdktf-cli@0.21.0, ${plainly}` };
  }
}

function failWith(complaint: string, io: Io): ExitCode {
  io.err(`${complaint}\n`);
  return 2;
}

async function run(
  bin: string,
  verb: string,
  stack: string,
  project: Project,
  { autoApprove }: DeployOptions,
  io: Io,
): Promise<ExitCode> {
  restoreLock(project, stack, { over: true });
  const args = [verb, stack, "--ignore-missing-stack-dependencies", "--output", relative(io.cwd, project.outdir)];
  const child = spawn(process.execPath, [bin, ...args, ...(autoApprove ? ["--auto-approve"] : [])], {
    cwd: io.cwd,
    env: { ...io.env, [CONFIG_VARIABLE]: displayPath(project.configFile, io.cwd), CHECKPOINT_DISABLE: "1" },
    stdio: "inherit",
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (status) => resolve(status ?? 1));
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, forward);
    saveLock(project, stack);
  }
}
