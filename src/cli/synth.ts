import { join } from "node:path";
import type { Configuration } from "../library/configuration";
import { type OutputFile, type Synthesizer, withOutput } from "../library/synthesize";
import type { Model } from "../model";
import type { Proof } from "../proof/proof";
import { type LocatedProblem, locate } from "../rules";
import { InputError } from "../terraform/source-location";
import { type Difference, differencesIn, differencesText } from "./compare-output";
import { type DocumentReport, documentReports, documentsText } from "./document-report";
import { helmText } from "./helm-text";
import type { ExitCode, Io } from "./io";
import { loadModel } from "./load-model";
import { moveReports, movesText } from "./moves";
import { outputProblems, shellQuoted, writeOutput } from "./output";
import { ownCommand } from "./own-command";
import { counted, jsonText, problemCounts, problemText } from "./print";
import { profilesText } from "./profiles";
import { displayPath, type Project, type ProjectOptions, projectOf, stackDir, statePath } from "./project";
import { proofLine, proofWarnings } from "./proof-summary";
import { proveOutput } from "./prove-output";

export interface SynthOptions extends ProjectOptions {
  readonly format: "text" | "json";
  /** Whether the output is proved before it is written. Default: true. */
  readonly prove?: boolean;
  /** A folder that is compared with the output, which is then not written. */
  readonly check?: string | undefined;
}

/**
 * Turns a configuration into Terraform JSON, proves it and reports the stacks. Exit 0; with the
 * output untouched 1 where the proof is refuted, and 2 where anything is wrong with the configuration
 * or with the output folder. With `check` nothing is written, and 1 where the folder differs from the output.
 */
export async function synth(options: SynthOptions, io: Io, synthesizer: () => Promise<Synthesizer>): Promise<ExitCode> {
  const { check } = options;
  if (check !== undefined && options.out !== undefined)
    throw new InputError("found --check and --out, expected one of them: --check writes nothing");
  const project = projectOf({ ...options, out: check ?? options.out }, io);
  if (io.env.SYNTH_HCL_OUTPUT === "true") {
    io.err("HCL output is not supported: cdktf does not escape texts that hold JSON or a script. Leave out --hcl.\n");
    return 2;
  }
  const { configuration, problems } = loadModel(project, io.cwd);
  const names = configuration?.model.stacks.map(({ name }) => name) ?? [];
  const found = [
    ...problems,
    ...(configuration && check === undefined ? locatedOutputProblems(project, names, io.cwd) : []),
  ];
  if (!configuration || found.some(({ level }) => level === "error")) return reportFailure(found, project, options, io);

  const { files, proved } = await render(configuration, project, await synthesizer(), options.prove ?? true, io.cwd);
  if (proved?.proof.verdict === "refuted") {
    const [{ asJson, asText }, { answerOf }] = await Promise.all([import("../report"), import("../proof/answer")]);
    const answer = answerOf(JSON.parse(proved.relocated(JSON.stringify(proved.proof))) as Proof);
    if (options.format === "json") io.out(asJson(answer, { verbose: false }));
    else io.err(`${asText(answer, { verbose: false, color: io.errColors.isColorSupported })}nothing was written\n`);
    return 1;
  }
  const differences = check === undefined ? undefined : differencesIn(project, files, io.cwd);
  if (!differences) writeOutput(project, files, names);
  if (options.format === "text")
    io.err(
      `${problemText(found, io)}${proved?.relocated(proofWarnings(proved.proof, configuration.model.chains, io)) ?? ""}`,
    );
  if (differences) return reportDifferences(differences, found, project, options, io);
  const { model } = configuration;
  const documents = documentReports(model, project, io.cwd);
  const stacks = stackReports(model, files, project, io.cwd);
  io.out(
    options.format === "json"
      ? jsonReport(stacks, model, documents, found, project, io.cwd)
      : `${textReport(stacks, project, io)}${movesText(model.moves, io)}\n${documentsText(documents, io)}${profilesText(model.chains, io)}${helmText(model.chains, io)}${proofLine(proved?.proof)}\n${nextText(project, names, options, io)}`,
  );
  return 0;
}

/** The command that applies the stacks, or the first of them; none where the cdktf CLI goes on by itself. */
function nextText(project: Project, names: readonly string[], { config }: SynthOptions, io: Io): string {
  const [first] = names;
  if (project.underCdktf || first === undefined) return "";
  if (io.env.npm_lifecycle_event === "start")
    return `next: ${ownCommand("deploy", [...(config === undefined ? [] : ["--config", config]), ...names], io)}\n`;
  const terraform = `terraform -chdir=${shellQuoted(displayPath(stackDir(project, first), io.cwd))}`;
  return `next, stack by stack in this order: ${terraform} init && ${terraform} apply\n`;
}

const locatedOutputProblems = (project: Project, names: readonly string[], cwd: string): readonly LocatedProblem[] =>
  outputProblems(project, names, cwd).map((problem) => locate(problem, displayPath(project.outdir, cwd), 0, 0));

function reportFailure(
  problems: readonly LocatedProblem[],
  project: Project,
  { format }: SynthOptions,
  io: Io,
): ExitCode {
  if (format === "json") io.out(jsonReport([], { chains: [], moves: [] }, [], problems, project, io.cwd));
  else io.err(`${problemText(problems, io)}\n${problemCounts(problems)}; nothing was written\n`);
  return 2;
}

function reportDifferences(
  differences: readonly Difference[],
  problems: readonly LocatedProblem[],
  project: Project,
  { format, config }: SynthOptions,
  io: Io,
): ExitCode {
  const [configuration, out] = [displayPath(project.configFile, io.cwd), displayPath(project.outdir, io.cwd)];
  if (format === "json") {
    const named = differences.map(({ path, change }) => ({ path, change }));
    io.out(jsonText({ version: 1, configuration, out, differences: named, problems }));
  } else if (differences.length === 0) io.out(`${out} is what ${configuration} gives\n`);
  else {
    const again = ownCommand("synth", [...(config === undefined ? [] : ["--config", config]), "--out", out], io);
    io.out(
      `${out} is not what ${configuration} gives: ${counted(differences.length, "difference")}; nothing was written\n\n${differencesText(differences, io)}\nnext: ${again}, and commit what it writes\n`,
    );
  }
  return differences.length === 0 ? 0 : 1;
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
  { chains, moves }: Pick<Model, "chains" | "moves">,
  documents: readonly DocumentReport[],
  problems: readonly LocatedProblem[],
  project: Project,
  cwd: string,
) => {
  const [configuration, out] = [displayPath(project.configFile, cwd), displayPath(project.outdir, cwd)];
  return jsonText({ version: 1, configuration, out, stacks, chains, documents, moves: moveReports(moves), problems });
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
