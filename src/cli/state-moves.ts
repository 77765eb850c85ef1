import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { isSame, migrationSteps, placeOf, type WrittenBackend, writtenBackend } from "../backend";
import type { OutputFile } from "../library/synthesize";
import type { Io } from "./io";
import { ownCommand } from "./own-command";
import { displayPath, type Project, type ProjectOptions, stackDir, statePath } from "./project";
import { shellQuoted } from "./shell-quoted";
import { besidesOf, initialisedWith, resourcesInState, usualState } from "./stack-states";
import { isUsual, type Whereabouts, whereaboutsOf } from "./unmoved-states";

/** A stack whose state is not where the new output has it. */
export interface StateMove {
  readonly stack: string;
  readonly from: string;
  readonly to: string;
  /** Commands, in order; what is to be done between them, as comments of a shell. */
  readonly steps: readonly string[];
  /** The command in place of them where nothing is to be moved: the state holds nothing yet, or was moved from elsewhere. */
  readonly instead?: string;
}

/** What is to be moved, and what must be remembered of it until it is. */
export interface StateMoves {
  readonly moves: readonly StateMove[];
  readonly unmoved: ReadonlyMap<string, Whereabouts>;
}

/**
 * What must be moved before the next plan of the stacks `names`: states whose backend is another one in `files` than where they
 * are, and local states that are left of a change of before.
 */
export function stateMoves(
  project: Project,
  files: readonly OutputFile[],
  names: readonly string[],
  cwd: string,
): StateMoves {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const unmoved = new Map<string, Whereabouts>();
  const moves = names.flatMap((stack): readonly StateMove[] => {
    const to = writtenBackend(JSON.parse(byPath.get(join("stacks", stack, "cdk.tf.json"))?.text ?? "{}"));
    const found = stateMove(project, stack, to, cwd);
    if (found?.isElsewhere) unmoved.set(stack, { backend: found.former });
    return found ? [found.move] : [];
  });
  return { moves, unmoved };
}

interface FoundMove {
  readonly move: StateMove;
  readonly former: WrittenBackend | undefined;
  /** Whether Terraform would find an empty state until it is moved, and nothing else here tells. */
  readonly isElsewhere: boolean;
}

function stateMove(
  project: Project,
  stack: string,
  to: WrittenBackend | undefined,
  cwd: string,
): FoundMove | undefined {
  const folder = stackDir(project, stack);
  const known = whereaboutsOf(project, stack);
  const from = known?.backend;
  const usual = usualState(project, stack);
  const isHeld = existsSync(usual) && resourcesInState(usual) > 0;
  const isHere = (backend: WrittenBackend | undefined): boolean => isUsual(project, stack, backend);
  const isLeft = !isHere(to) && isHeld;
  const isChanged = known !== undefined && JSON.stringify(from) !== JSON.stringify(to);
  // what the user has put beside it counts in place of either
  if ((!isLeft && !isChanged) || besidesOf(folder).length > 0) return undefined;
  const file = (more: string) => ({
    path: shellQuoted(`${displayPath(usual, cwd)}${more}`),
    folder: shellQuoted(displayPath(project.stateDir, cwd)),
    fromStack: shellQuoted(`${statePath(project, stack)}${more}`),
  });
  const terraform = `terraform -chdir=${shellQuoted(displayPath(folder, cwd))}`;
  const steps = migrationSteps({
    from,
    to,
    used: initialisedWith(folder),
    held: isHeld ? file("") : undefined,
    isHere,
    terraform,
    spare: file(".pulled"),
  });
  const left = isLeft ? displayPath(usual, cwd) : wordsOf(from, project, stack, cwd);
  if (steps.length === 0) return undefined;
  const isTold = isHeld && (isHere(from) || isHere(to));
  const isElsewhere = isChanged && !isSame(from, to) && !isTold;
  const instead = `${terraform} init${to?.type === "cloud" ? "" : " -reconfigure"}`;
  const move = { stack, from: left, to: wordsOf(to, project, stack, cwd), steps, ...(isElsewhere ? { instead } : {}) };
  return { move, former: from, isElsewhere };
}

function wordsOf(backend: WrittenBackend | undefined, project: Project, stack: string, cwd: string): string {
  if (!backend) return "the backend that is added to it";
  const { path } = backend.settings;
  return backend.type === "local" && typeof path === "string"
    ? displayPath(resolve(stackDir(project, stack), path), cwd)
    : placeOf(backend);
}

export const stateMovesText = (moves: readonly StateMove[], { outColors: c }: Pick<Io, "outColors">): string =>
  moves.length === 0
    ? ""
    : [
        "",
        "states to be moved, before the next plan of their stacks:",
        ...moves.flatMap(({ stack, from, to, steps, instead }) => [
          `   ${c.bold(stack)}  ${from} -> ${to}`,
          ...steps.map((step) => `      ${step}`),
          ...(instead === undefined
            ? []
            : [`      # in place of these, if it holds nothing yet or was moved from elsewhere: ${instead}`]),
        ]),
        "",
      ].join("\n");

/** Why nothing is done as long as there are such moves, and the command that writes the output without applying it. */
export function movesFirstText(
  moves: readonly StateMove[],
  project: Project,
  { config, out }: ProjectOptions,
  io: Pick<Io, "cwd" | "env" | "errColors">,
): string {
  // what the cdktf CLI gives by its environment
  const file = config ?? (project.name === undefined ? undefined : displayPath(project.configFile, io.cwd));
  const folder = out ?? (project.underCdktf ? displayPath(project.outdir, io.cwd) : undefined);
  const given = [...(file === undefined ? [] : ["--config", file]), ...(folder === undefined ? [] : ["--out", folder])];
  return `${stateMovesText(moves, { outColors: io.errColors })}\nnothing was done: run \`${ownCommand("synth", given, io)}\`, then these commands\n`;
}
