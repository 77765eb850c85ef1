import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tidied } from "../../library/signals";
import type { Synthesizer } from "../../library/synthesize";
import type { Model } from "../../model";
import { InputError } from "../../terraform/source-location";
import { type Binary, findBinary, Processes, terraformEnvironment } from "../../terraform-cli";
import { takeLock } from "../deploy-lock";
import type { ExitCode, Io } from "../io";
import { loadModel } from "../load-model";
import { modulesRefusal } from "../modules-text";
import { ownCommand } from "../own-command";
import { jsonText, problemText } from "../print";
import { type Project, projectOf } from "../project";
import { synth } from "../synth";
import type { DeployOptions, Verb } from "./options";
import { progressOn } from "./progress";
import { releasedObjection } from "./released";
import { notBegunJson } from "./report-json";
import { Runs } from "./runs";
import { readsOf, type StackNode, selectionProblem, stacksOfOutput } from "./selection";
import { forwardSignals } from "./signals";
import { backendProblem, standaloneProblem, unmovedProblem } from "./standing";
import { carryOut } from "./work";

/**
 * Runs Terraform for the stacks of a configuration, each after those that it depends on, or for `destroy` before them. What
 * is planned and applied is what the configuration gives: it is synthesized and proved first. Exit 0; 1 where a stack
 * failed, the proof is refuted or a pod has no access; 2 where nothing was done; 128 and its number where a signal ended it.
 */
export async function deploy(
  verb: Verb,
  options: DeployOptions,
  io: Io,
  synthesizer: () => Promise<Synthesizer>,
): Promise<ExitCode> {
  const project = projectOf(options, io);
  const { configuration, problems } = loadModel(project, io.cwd);
  if (!configuration) {
    if (options.format === "json") io.out(jsonText(notBegunJson(verb, project, { problems }, 2, io)));
    else io.err(`${problemText(problems, io)}\n`);
    return 2;
  }
  if (configuration.model.layout === "modules") throw new InputError(modulesRefusal(options));
  refuseFor(approvalProblem(verb, options, io));
  const processes = new Processes();
  const found = await findBinary(options.terraform, io, processes);
  if ("problem" in found) throw new InputError(found.problem);
  const release = takeLock(project, ownCommand(verb, options.stacks, io), io.cwd);
  try {
    const { model } = configuration;
    const given = verb === "destroy" ? stacksOfOutput(project) : undefined;
    if (!given) {
      const { config, out, format } = options;
      let said = "";
      const silent = {
        ...io,
        out: (text: string) => {
          said += text;
        },
      };
      const code = await tidied(() => synth({ config, out, format, beforeApply: true }, silent, synthesizer), release);
      if (code !== 0 && format === "json") io.out(jsonText(notBegunJson(verb, project, JSON.parse(said), code, io)));
      if (code !== 0) return code;
    }
    const known = given ?? model.stacks;
    refuseFor(
      selectionProblem(
        options.stacks,
        known.map(({ name }) => name),
      ),
    );
    const wanted = options.stacks.length === 0 ? known : known.filter(({ name }) => options.stacks.includes(name));
    refuseFor(backendProblem(wanted, model, project));
    if (given) refuseFor(unmovedProblem(wanted, project));
    return await withTerraform({ verb, options, io, project, model, known, wanted, ...found, processes });
  } finally {
    release();
  }
}

/** @throws InputError where there is a reason to do nothing */
function refuseFor(problem: string | undefined): void {
  if (problem !== undefined) throw new InputError(problem);
}

/** Why nobody can approve what is to be done; undefined where somebody can, or has. */
function approvalProblem(verb: Verb, { stacks, autoApprove, format }: DeployOptions, io: Io): string | undefined {
  if (verb === "plan" || autoApprove || (format !== "json" && io.prompts)) return undefined;
  const found = io.prompts ? "--format json" : "no terminal";
  // a plan shows what would be made, not what would be destroyed
  const hint = verb === "destroy" ? "" : `. \`${ownCommand("plan", stacks, io)}\` shows what it would do`;
  return `found ${found} and no --auto-approve, expected one to ask for approval on; nothing was done${hint}`;
}

interface Given {
  readonly verb: Verb;
  readonly options: DeployOptions;
  readonly io: Io;
  readonly project: Project;
  readonly model: Model;
  /** All stacks. */
  readonly known: readonly StackNode[];
  /** Those that were asked for. */
  readonly wanted: readonly StackNode[];
  readonly binary: Binary;
  readonly processes: Processes;
}

/** Forwards signals and keeps plans in a folder of its own while Terraform runs. */
async function withTerraform({ binary, processes, ...given }: Given): Promise<ExitCode> {
  const { verb, options, io, project, model, known, wanted } = given;
  const folder = mkdtempSync(join(tmpdir(), "eks-cross-account-"));
  const signals = forwardSignals(processes, io);
  const progress = progressOn(io);
  const { path } = binary;
  const { lockTimeout, parallel } = options;
  const runs = new Runs(wanted, {
    project,
    destroys: verb === "destroy",
    terraform: { path, processes, env: terraformEnvironment(io.env), lockTimeout },
    parallel,
    progress,
    folder,
    objection: (stack, plan) => releasedObjection(stack, plan, model, project, io),
    reads: (stack) => readsOf(model, stack),
    isStopped: () => signals.received() !== undefined,
  });
  try {
    refuseFor(await standaloneProblem(verb, known, wanted, runs, progress));
    return await carryOut({ ...given, binary, processes, runs, progress, signals, folder });
  } finally {
    progress.end();
    signals.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
