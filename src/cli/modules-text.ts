import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Io } from "./io";
import { ownCommand } from "./own-command";
import { displayPath, type Project, type ProjectOptions, stackDir } from "./project";
import { resourcesInState, stateOf, usualState } from "./stack-states";
import { unmovedAmong } from "./unmoved-states";

/** Why cdktf's app, and what applies stacks, does nothing with modules. */
export function modulesRefusal({ config }: Pick<ProjectOptions, "config">): string {
  // not by npm start, which runs that app
  const synth = ownCommand("synth", config === undefined ? [] : ["--config", config], { env: {} });
  return `found layout: modules, which gives nothing to deploy here: modules are called by a root module of yours, with its providers and its state. Write them with ${synth}, and apply your root module. Nothing was done.`;
}

/** What is to do once modules are written: with states of stacks that are there, or may be, how these come along. */
export function modulesNext(project: Project, names: readonly string[], { cwd }: Io): string {
  const page = (file: string) => displayPath(join(project.outdir, file), cwd);
  const next = `next: call the modules from a root module of yours, as ${page("README.md")} shows, and apply that\n`;
  const ofStacks: Project = { ...project, layout: "stacks", outdir: stacksOutdir(project, cwd) };
  const unmoved = unmovedAmong(ofStacks, names);
  const stacks = names.filter((name) => unmoved.includes(name) || mayHoldResources(ofStacks, name));
  if (stacks.length === 0) return next;
  const first = `before the first apply: ${stacks.join(", ")} ${stacks.length === 1 ? "has a state of its own" : "have states of their own"}; ${page("MIGRATE.md")} moves what is in there under the modules\n`;
  return unmoved.length === 0
    ? `${next}${first}`
    : `${next}${first}before that: their states are yet to be moved to another backend, by the commands that synth prints without \`layout: modules\`: ${unmoved.join(", ")}\n`;
}

/** Where stacks are unless `--out` says otherwise. */
const stacksOutdir = ({ name }: Project, cwd: string): string => resolve(cwd, "cdktf.out", name ?? "");

/** Whether a stack's state holds something, or cannot be looked into from here. */
function mayHoldResources(project: Project, stack: string): boolean {
  if (existsSync(stackDir(project, stack))) {
    const { held, elsewhere } = stateOf(project, stack);
    return held > 0 || elsewhere !== undefined;
  }
  const usual = usualState(project, stack);
  return existsSync(usual) && resourcesInState(usual) > 0;
}
