import { dirname, join } from "node:path";
import { type OutputFile, stackFile } from "../library/synthesize";
import type { Model } from "../model";
import { type Variable, variablesOf } from "../order";
import type { LocatedProblem } from "../rules";
import { type Difference, differencesText } from "./compare-output";
import type { DocumentReport } from "./document-report";
import type { ExitCode, Io } from "./io";
import { manifestReports } from "./kubernetes-report";
import { modulesNext } from "./modules-text";
import { moveReports } from "./moves";
import { ownCommand } from "./own-command";
import { counted, jsonText } from "./print";
import { displayPath, type Project, type ProjectOptions, stackDir } from "./project";
import { shellQuoted } from "./shell-quoted";
import type { StateMove } from "./state-moves";

export interface StackReport {
  readonly name: string;
  readonly layer: string;
  readonly account: { readonly key: string; readonly id: string; readonly region: string };
  /** The folder to run Terraform in. */
  readonly directory: string;
  /** Terraform addresses of its resources. */
  readonly resources: readonly string[];
  readonly dependsOn: readonly string[];
  /** Variables that hand over what only the apply of another stack knows: its outputs of the same names. */
  readonly variables: readonly Variable[];
}

export function stackReports(
  model: Model,
  files: readonly OutputFile[],
  project: Project,
  cwd: string,
): readonly StackReport[] {
  return model.stacks.map((stack) => {
    const { name, layer, dependsOn } = stack;
    const { key, id, region } = stack.account;
    const path = stackFile(model, name);
    const root = JSON.parse(files.find((file) => file.path === path)?.text ?? "{}") as Root;
    return {
      name,
      layer,
      account: { key, id, region },
      directory: displayPath(dirname(join(project.outdir, path)), cwd),
      resources: Object.entries(root.resource ?? {}).flatMap(([type, made]) =>
        Object.keys(made).map((address) => `${type}.${address}`),
      ),
      dependsOn,
      variables: variablesOf(stack),
    };
  });
}

interface Root {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const jsonReport = (
  stacks: readonly StackReport[],
  { chains, moves, manifests }: Pick<Model, "chains" | "moves" | "manifests">,
  documents: readonly DocumentReport[],
  problems: readonly LocatedProblem[],
  stateMoves: readonly StateMove[],
  project: Project,
  cwd: string,
) => {
  const [configuration, out] = [displayPath(project.configFile, cwd), displayPath(project.outdir, cwd)];
  const made = {
    stacks,
    chains,
    documents,
    manifests: manifestReports(manifests, project, cwd),
    moves: moveReports(moves),
    stateMoves,
  };
  return jsonText({ version: 1, configuration, out, ...made, problems });
};

export function textReport(stacks: readonly StackReport[], project: Project, { cwd, outColors: c }: Io): string {
  const lines = stacks.flatMap(({ name, account, resources, dependsOn, variables }, index) => [
    "",
    `${index + 1}. ${c.bold(name)}  ${account.key} ${account.id} ${account.region}`,
    `   ${c.dim("holds")}      ${heldText(resources)}`,
    `   ${c.dim("waits for")}  ${dependsOn.length === 0 ? "nothing" : dependsOn.join(", ")}`,
    ...variables.map((one) => `   ${c.dim("is given")}   ${one.name}, the output of ${one.from}, as a variable`),
  ]);
  const made =
    project.layout === "modules"
      ? `${counted(stacks.length, "module")}, in the order in which they need each other`
      : `${counted(stacks.length, "stack")}, to be applied in this order`;
  const head = `${displayPath(project.configFile, cwd)} -> ${displayPath(project.outdir, cwd)}: ${made}`;
  return [head, ...lines, ""].join("\n");
}

/** `iam_role, 2 iam_policy`: resources by type. */
function heldText(resources: readonly string[]): string {
  if (resources.length === 0) return "nothing: it checks that the cluster is the configured one";
  const types = new Map<string, number>();
  for (const address of resources) {
    const type = address.split(".")[0] ?? "";
    types.set(type, (types.get(type) ?? 0) + 1);
  }
  return [...types].map(([type, number]) => (number === 1 ? type : `${number} ${type}`)).join(", ");
}

/** The command that applies the stacks, or the first of them; none where the cdktf CLI goes on by itself. */
export function nextText(project: Project, names: readonly string[], { config, out }: ProjectOptions, io: Io): string {
  const [first] = names;
  if (project.underCdktf || first === undefined) return "";
  if (project.layout === "modules") return modulesNext(project, names, io);
  const given = [...(config === undefined ? [] : ["--config", config]), ...(out === undefined ? [] : ["--out", out])];
  const terraform = `terraform -chdir=${shellQuoted(displayPath(stackDir(project, first), io.cwd))}`;
  return `next: ${ownCommand("deploy", given, io)}\nor stack by stack in this order: ${terraform} init && ${terraform} apply\n`;
}

/** The command that writes what was synthesized as a page with pictures; none where the cdktf CLI goes on by itself. */
export function pageText(project: Project, io: Io): string {
  // modules are read with the root module that calls them
  if (project.underCdktf || project.layout === "modules") return "";
  const outdir = displayPath(project.outdir, io.cwd);
  return `page: ${ownCommand("report", [...(outdir === "cdktf.out" ? [] : [outdir]), "--out", "report.html"], io)}\n`;
}

export function reportDifferences(
  differences: readonly Difference[],
  problems: readonly LocatedProblem[],
  project: Project,
  { format, config }: ProjectOptions & { readonly format: "text" | "json" },
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
