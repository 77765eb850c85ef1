import type { Configuration } from "../library/configuration";
import { type OutputFile, type Synthesizer, withOutput } from "../library/synthesize";
import type { Model } from "../model";
import { type LocatedProblem, locate, type Problem } from "../rules";
import { InputError } from "../terraform/source-location";
import { differencesIn } from "./compare-output";
import { refuseWhileHeld } from "./deploy-lock";
import { documentReports, documentsText } from "./document-report";
import { prepareFor } from "./engine";
import { type ForgetOptions, forgettingOf } from "./forget";
import { helmText } from "./helm-text";
import type { ExitCode, Io } from "./io";
import { kubernetesText } from "./kubernetes-report";
import { loadModel } from "./load-model";
import { modulesRefusal } from "./modules-text";
import { movesText } from "./moves";
import { droppedText, writeOutput } from "./output";
import { outputProblems } from "./output-problems";
import { problemCounts, problemText } from "./print";
import { profilesText } from "./profiles";
import { displayPath, type Project, projectOf, stacksAmong, statePath, withLayout } from "./project";
import { proofLine, proofWarnings } from "./proof-summary";
import { type OutputProof, proveOutput } from "./prove-output";
import { reportRefuted } from "./refuted";
import { leftObjects, leftText } from "./released-objects";
import { moveInstead } from "./renamed-accounts";
import { stateClashes } from "./state-clashes";
import { movesFirstText, stateMoves, stateMovesText } from "./state-moves";
import { jsonReport, nextText, pageText, reportDifferences, stackReports, textReport } from "./synth-report";
import { keepUnmoved } from "./unmoved-states";
import { unsaidRenames } from "./unsaid-renames";

export interface SynthOptions extends ForgetOptions {
  readonly format: "text" | "json";
  /** Whether the output is proved before it is written. Default: true. */
  readonly prove?: boolean;
  /** Whether Terraform is run right after: it would take a state that has yet to be moved for an empty one. */
  readonly beforeApply?: boolean;
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
  const places = { ...options, out: check ?? options.out };
  const unread = projectOf(places, io);
  if (check !== undefined && options.forget !== undefined)
    throw new InputError("found --check and --forget, expected one of them: --check drops no stack");
  if (io.env.SYNTH_HCL_OUTPUT === "true") {
    io.err("HCL output is not supported: cdktf does not escape texts that hold JSON or a script. Leave out --hcl.\n");
    return 2;
  }
  const { configuration, problems, locate: locateIn } = loadModel(unread, io.cwd);
  const project = withLayout(unread, configuration?.model.layout ?? "stacks", places, io);
  if (project.layout === "modules" && (project.underCdktf || io.isApp)) {
    io.err(`${modulesRefusal(options)}\n`);
    return 2;
  }
  const found = [
    ...problems,
    ...(configuration && check === undefined ? locatedOutputProblems(project, configuration.model, options, io) : []),
  ];
  if (!configuration || found.some(({ level }) => level === "error")) return reportFailure(found, project, options, io);

  const { model } = configuration;
  prepareFor(model.chains.length);
  const placed = { statePath: (stack: string) => statePath(project, stack), name: project.name };
  return withOutput(configuration, await synthesizer(), placed, async (files, folder) => {
    // before the files of a large output are looked at, so that what is made of them is not in memory beside the world
    const outdir = displayPath(project.outdir, io.cwd);
    const proved = (options.prove ?? true) ? await proveOutput(configuration, folder, outdir, io) : undefined;
    if (proved?.proof.verdict === "refuted") {
      await reportRefuted(proved, options, io);
      return 1;
    }
    return finish({ configuration, files: files(), proved, found, locateIn }, project, options, io);
  });
}

/** What was synthesized and is not written yet. */
interface Made {
  readonly configuration: Configuration;
  readonly files: readonly OutputFile[];
  readonly proved: OutputProof | undefined;
  /** Problems so far, none of them an error. */
  readonly found: LocatedProblem[];
  /** Gives a problem its place in the configuration. */
  locateIn(problem: Problem): LocatedProblem;
}

/** Writes or compares what was made, and reports it. */
function finish(
  { configuration, files, proved, found, locateIn }: Made,
  project: Project,
  options: SynthOptions,
  io: Io,
): ExitCode {
  const { model, config } = configuration;
  const names = model.stacks.map(({ name }) => name);
  found.push(...unsaidRenames(project, files, config).map(locateIn));
  const differences = options.check === undefined ? undefined : differencesIn(project, files, io.cwd);
  const left = leftObjects(model, project);
  const { moves: moved, unmoved } = differences
    ? { moves: [], unmoved: new Map() }
    : stateMoves(project, files, stacksAmong(project, names), io.cwd);
  // under the cdktf CLI, deploy cannot be told from synth
  if ((options.beforeApply || project.underCdktf) && moved.length > 0) {
    if (options.format === "json")
      io.out(jsonReport([], { chains: [], moves: [], manifests: [] }, [], found, moved, project, io.cwd));
    else io.err(movesFirstText(moved, project, options, io));
    return 2;
  }
  if (!differences) {
    refuseWhileHeld(project, io.cwd);
    keepUnmoved(project, unmoved);
    io.err(droppedText(writeOutput(project, files, names), io.cwd));
  }
  if (options.format === "text" || options.beforeApply)
    io.err(`${problemText(found, io)}${proved?.relocated(proofWarnings(proved.proof, model.chains, io)) ?? ""}`);
  if (differences) return reportDifferences(differences, found, project, options, io);
  const documents = documentReports(model, project, io.cwd);
  const stacks = stackReports(model, files, project, io.cwd);
  io.out(
    options.format === "json"
      ? jsonReport(stacks, model, documents, found, moved, project, io.cwd)
      : `${textReport(stacks, project, io)}${movesText(model.moves, io)}\n${documentsText(documents, io)}${leftText(left, project, io)}${kubernetesText(model, project, io)}${profilesText(model.chains, io)}${helmText(model.chains, io)}${proofLine(proved?.proof)}\n${pageText(project, io)}${stateMovesText(moved, io)}${nextText(project, names, options, io)}`,
  );
  return 0;
}

const locatedOutputProblems = (
  project: Project,
  model: Model,
  options: ForgetOptions,
  io: Io,
): readonly LocatedProblem[] => {
  const names = model.stacks.map(({ name }) => name);
  const problems = outputProblems(project, names, io.cwd, {
    ...forgettingOf(project, names, options, io),
    moveInstead: moveInstead(project, model, io.cwd),
  });
  return [...problems, ...stateClashes(project, model.stacks, io.cwd)].map((problem) =>
    locate(problem, displayPath(project.outdir, io.cwd), 0, 0),
  );
};

function reportFailure(
  problems: readonly LocatedProblem[],
  project: Project,
  { format }: SynthOptions,
  io: Io,
): ExitCode {
  if (format === "json")
    io.out(jsonReport([], { chains: [], moves: [], manifests: [] }, [], problems, [], project, io.cwd));
  else io.err(`${problemText(problems, io)}\n${problemCounts(problems)}; nothing was written\n`);
  return 2;
}
