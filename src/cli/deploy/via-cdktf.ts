import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import type { ExitCode, Io } from "../io";
import { loadModel } from "../load-model";
import { modulesRefusal } from "../modules-text";
import { restoreLock, saveLock } from "../output";
import { problemText } from "../print";
import { CONFIG_VARIABLE, displayPath, type Project, projectOf, stackDir } from "../project";
import { shellQuoted } from "../shell-quoted";
import type { DeployOptions, Verb } from "./options";
import { selectionProblem } from "./selection";

type CdktfVerb = Exclude<Verb, "plan">;

/** Forwarded, so that Terraform shuts down cleanly and applies nothing after the user has stopped this command. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** The newest major version of Node that cdktf-cli 0.21 starts on. */
const NEWEST_NODE = 22;

/**
 * Runs `cdktf deploy` (or destroy) for one stack after another, in the order of their dependencies
 * (or against it), each with the configuration named, its provider lock, and no telemetry. Ends with
 * the exit code of the first run that fails; 2 where nothing could be run.
 */
export async function viaCdktf(verb: CdktfVerb, options: DeployOptions, io: Io): Promise<ExitCode> {
  const project = projectOf(options, io);
  const { configuration, problems } = loadModel(project, io.cwd);
  io.err(problemText(problems, io));
  if (!configuration) return 2;
  if (configuration.model.layout === "modules") return failWith(modulesRefusal(options), io);
  const known = configuration.model.stacks.map(({ name }) => name);
  const complaint = stackSelectionError(options.stacks, known);
  if (complaint) return failWith(complaint, io);
  const cli = cdktfCli(io.cwd);
  const wanted = known.filter((name) => options.stacks.includes(name));
  const ordered = verb === "deploy" ? wanted : wanted.reverse();
  if ("missing" in cli) return failWith(missingText(verb, cli.missing, ordered, project, io), io);

  for (const stack of ordered) {
    io.err(`${io.errColors.bold(`${verb} ${stack}`)}\n`);
    const code = await run(cli.bin, verb, stack, project, options, io);
    if (code !== 0) return code;
  }
  return 0;
}

/** The command line of cdktf wants the names of stacks. */
const stackSelectionError = (stacks: readonly string[], known: readonly string[]): string | undefined =>
  stacks.length === 0
    ? `found no stack, expected one or more, in any order: ${known.join(" ")}`
    : selectionProblem(stacks, known);

/** The command line of cdktf that is installed in the project, or what is missing for it to run. */
function cdktfCli(cwd: string): { readonly bin: string } | { readonly missing: readonly string[] } {
  const cli = installedCli(cwd);
  const { node } = process.versions;
  const missing = [
    ...(Number(node.split(".")[0]) > NEWEST_NODE
      ? [`Node ${NEWEST_NODE}, as cdktf-cli does not start on Node ${node}`]
      : []),
    ...(existsSync(join(cwd, "cdktf.json"))
      ? []
      : ['a file cdktf.json: { "language": "typescript", "app": "npx eks-cross-account synth" }']),
    ...(cli === undefined ? ["cdktf-cli: npm install --save-dev cdktf-cli@0.21.0"] : []),
  ];
  return cli === undefined || missing.length > 0 ? { missing } : { bin: cli };
}

function installedCli(cwd: string): string | undefined {
  try {
    const manifest = createRequire(join(cwd, "cdktf.json")).resolve("cdktf-cli/package.json");
    const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { bin: { cdktf: string } };
    return join(dirname(manifest), bin.cdktf);
  } catch {
    return undefined;
  }
}

/** What is missing in this folder, and the commands of Terraform that do the same without it. */
function missingText(
  verb: CdktfVerb,
  missing: readonly string[],
  stacks: readonly string[],
  project: Project,
  io: Io,
): string {
  const terraform = stacks.map((stack) => {
    const chdir = `terraform -chdir=${shellQuoted(displayPath(stackDir(project, stack), io.cwd))}`;
    return `${chdir} init && ${chdir} ${verb === "deploy" ? "apply" : "destroy"}`;
  });
  const lines = [
    `${verb} --via cdktf runs the command line of cdktf, and needs in this folder`,
    ...missing.map((one) => `  ${one}`),
    `${verb} does the same without it, and so does Terraform, on the same state:`,
    ...terraform.map((one) => `  ${one}`),
  ];
  return lines.join("\n");
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
