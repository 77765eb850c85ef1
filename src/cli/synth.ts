import { join } from "node:path";
import type { Configuration } from "../library/configuration";
import { type OutputFile, type Synthesizer, withOutput } from "../library/synthesize";
import type { Model } from "../model";
import type { Proof } from "../proof/proof";
import { type LocatedProblem, locate } from "../rules";
import type { ExitCode, Io } from "./io";
import { loadModel } from "./load-model";
import { outputProblems, writeOutput } from "./output";
import { counted, jsonText, problemCounts, problemText } from "./print";
import { displayPath, type Project, type ProjectOptions, projectOf, statePath } from "./project";
import { proveOutput } from "./prove-output";

export interface SynthOptions extends ProjectOptions {
  readonly format: "text" | "json";
  /** Whether the output is proved before it is written. Default: true. */
  readonly prove?: boolean;
}

/**
 * Turns a configuration into Terraform JSON, proves it and reports the stacks. Exit 0; with the
 * output untouched 1 where the proof is refuted, and 2 where anything is wrong with the configuration
 * or with the output folder.
 */
export async function synth(options: SynthOptions, io: Io, synthesizer: () => Promise<Synthesizer>): Promise<ExitCode> {
  const project = projectOf(options, io);
  if (io.env.SYNTH_HCL_OUTPUT === "true") {
    io.err("HCL output is not supported: cdktf does not escape texts that hold JSON or a script. Leave out --hcl.\n");
    return 2;
  }
  const { configuration, problems } = loadModel(project, io.cwd);
  const names = configuration?.model.stacks.map(({ name }) => name) ?? [];
  const found = [...problems, ...(configuration ? locatedOutputProblems(project, names, io.cwd) : [])];
  if (!configuration || found.some(({ level }) => level === "error")) return reportFailure(found, project, options, io);

  const { files, proved } = await render(configuration, project, await synthesizer(), options.prove ?? true, io.cwd);
  if (proved?.proof.verdict === "refuted") {
    const [{ asJson, asText }, { answerOf }] = await Promise.all([import("../report"), import("../proof/answer")]);
    const answer = answerOf(JSON.parse(proved.relocated(JSON.stringify(proved.proof))) as Proof);
    if (options.format === "json") io.out(asJson(answer, { verbose: false }));
    else io.err(`${asText(answer, { verbose: false, color: io.errColors.isColorSupported })}nothing was written\n`);
    return 1;
  }
  writeOutput(project, files, names);
  if (options.format === "text")
    io.err(`${problemText(found, io)}${proved?.relocated(proofText(proved.proof, io)) ?? ""}`);
  const { model } = configuration;
  const stacks = stackReports(model, files, project, io.cwd);
  io.out(
    options.format === "json"
      ? jsonReport(stacks, model.chains, found, project, io.cwd)
      : textReport(stacks, project, io),
  );
  return 0;
}

const locatedOutputProblems = (project: Project, names: readonly string[], cwd: string): readonly LocatedProblem[] =>
  outputProblems(project, names, cwd).map((problem) => locate(problem, displayPath(project.outdir, cwd), 0, 0));

function reportFailure(
  problems: readonly LocatedProblem[],
  project: Project,
  { format }: SynthOptions,
  io: Io,
): ExitCode {
  if (format === "json") io.out(jsonReport([], [], problems, project, io.cwd));
  else io.err(`${problemText(problems, io)}\n${problemCounts(problems)}; nothing was written\n`);
  return 2;
}

/** The files of the output, made in a folder of their own, and their proof. */
function render(
  configuration: Configuration,
  project: Project,
  synthesizer: Synthesizer,
  proves: boolean,
  cwd: string,
) {
  const options = { statePath: (stack: string) => statePath(project, stack) };
  return withOutput(configuration, synthesizer, options, async (files, folder) => ({
    files,
    proved: proves ? await proveOutput(configuration, folder, displayPath(project.outdir, cwd)) : undefined,
  }));
}

/** Warnings of a proof that is not refuted: what it assumes, and what could not be decided. */
function proofText({ chains }: Proof, { errColors: c }: Io): string {
  const lines = chains.flatMap(({ id, hops, intruders, expectations, assumptions }) => {
    const accepted = assumptions.filter((one) => one.accepted);
    const assumed = assumptions.filter((one) => !one.accepted);
    const open = [
      ...hops.filter(({ verdict }) => verdict === "unknown").map((hop) => `${hop.id}: ${hop.message}`),
      ...intruders
        .filter(({ verdict, assumption }) => verdict === "unknown" && assumption === undefined)
        .map((intruder) => `intruder ${intruder.id}`),
      ...expectations.filter(({ verdict }) => verdict === "unknown").map(({ message }) => message),
    ];
    return [
      ...accepted.map((one) => `${id}: confine: false accepts ${one.id} of ${one.subject}: proved if ${one.message}`),
      ...assumed.map((one) => `${id}: proved if ${one.message} (${one.id} of ${one.subject})`),
      ...open.map((text) => `${id}: not proved: ${text}`),
    ];
  });
  return lines.map((line) => `${c.yellow("warning")} ${line}\n`).join("");
}

interface StackReport {
  readonly name: string;
  readonly layer: string;
  readonly account: { readonly key: string; readonly id: string; readonly region: string };
  /** The folder to run Terraform in. */
  readonly directory: string;
  /** Terraform addresses of its resources. */
  readonly resources: readonly string[];
  readonly dependsOn: readonly string[];
}

function stackReports(
  model: Model,
  files: readonly OutputFile[],
  project: Project,
  cwd: string,
): readonly StackReport[] {
  return model.stacks.map(({ name, layer, account: { key, id, region }, dependsOn }) => {
    const path = join("stacks", name, "cdk.tf.json");
    const root = JSON.parse(files.find((file) => file.path === path)?.text ?? "{}") as Root;
    return {
      name,
      layer,
      account: { key, id, region },
      directory: displayPath(join(project.outdir, "stacks", name), cwd),
      resources: Object.entries(root.resource ?? {}).flatMap(([type, made]) =>
        Object.keys(made).map((address) => `${type}.${address}`),
      ),
      dependsOn,
    };
  });
}

interface Root {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const jsonReport = (
  stacks: readonly StackReport[],
  chains: Model["chains"],
  problems: readonly LocatedProblem[],
  project: Project,
  cwd: string,
) => {
  const [configuration, out] = [displayPath(project.configFile, cwd), displayPath(project.outdir, cwd)];
  return jsonText({ version: 1, configuration, out, stacks, chains, problems });
};

function textReport(stacks: readonly StackReport[], project: Project, { cwd, outColors: c }: Io): string {
  const lines = stacks.flatMap(({ name, account, resources, dependsOn }, index) => [
    "",
    `${index + 1}. ${c.bold(name)}  ${account.key} ${account.id} ${account.region}`,
    `   ${c.dim("holds")}      ${heldText(resources)}`,
    `   ${c.dim("waits for")}  ${dependsOn.length === 0 ? "nothing" : dependsOn.join(", ")}`,
  ]);
  const head = `${displayPath(project.configFile, cwd)} -> ${displayPath(project.outdir, cwd)}: ${counted(stacks.length, "stack")}, to be applied in this order`;
  return [head, ...lines, ""].join("\n");
}

/** `iam_role, 2 iam_policy`: resources by type. */
function heldText(resources: readonly string[]): string {
  const types = new Map<string, number>();
  for (const address of resources) {
    const type = address.split(".")[0] ?? "";
    types.set(type, (types.get(type) ?? 0) + 1);
  }
  return [...types].map(([type, number]) => (number === 1 ? type : `${number} ${type}`)).join(", ");
}
