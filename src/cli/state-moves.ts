import { existsSync } from "node:fs";
import { join } from "node:path";
import { migrationSteps, placeOf, type WrittenBackend, writtenBackend } from "../backend";
import type { OutputFile } from "../library/synthesize";
import type { Io } from "./io";
import { displayPath, type Project, stackDir, statePath } from "./project";
import { shellQuoted } from "./shell-quoted";
import { besidesOf, initialisedWith, resourcesInState, rootIn, usualState } from "./stack-states";

/** A stack whose state is not where the new output has it. */
export interface StateMove {
  readonly stack: string;
  readonly from: string;
  readonly to: string;
  /** Commands, in order; what is to be done between them, as comments of a shell. */
  readonly steps: readonly string[];
}

/**
 * What must be moved before the next plan of the stacks `names`: states whose backend is another one in `files` than in the
 * output so far, and local states that are left of a change of before.
 */
export function stateMoves(
  project: Project,
  files: readonly OutputFile[],
  names: readonly string[],
  cwd: string,
): readonly StateMove[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return names.flatMap((stack) => {
    const made = writtenBackend(JSON.parse(texts.get(join("stacks", stack, "cdk.tf.json")) ?? "{}"));
    return stateMove(project, stack, made, cwd);
  });
}

function stateMove(project: Project, stack: string, to: WrittenBackend | undefined, cwd: string): readonly StateMove[] {
  const folder = stackDir(project, stack);
  const old = rootIn(folder);
  const from = writtenBackend(old);
  const usual = usualState(project, stack);
  const isHeld = existsSync(usual) && resourcesInState(usual) > 0;
  const isLeft = to?.type !== "local" && isHeld;
  const isChanged = old !== undefined && JSON.stringify(from) !== JSON.stringify(to);
  // what the user has put beside it counts in place of either
  if ((!isLeft && !isChanged) || besidesOf(folder).length > 0) return [];
  const file = (more: string) => ({
    path: shellQuoted(`${displayPath(usual, cwd)}${more}`),
    folder: shellQuoted(displayPath(project.stateDir, cwd)),
    fromStack: shellQuoted(`${statePath(project, stack)}${more}`),
  });
  const steps = migrationSteps({
    from,
    to,
    used: initialisedWith(folder),
    held: isHeld ? file("") : undefined,
    terraform: `terraform -chdir=${shellQuoted(displayPath(folder, cwd))}`,
    spare: file(".pulled"),
  });
  const left = isLeft ? displayPath(usual, cwd) : wordsOf(from, project, stack, cwd);
  return steps.length === 0 ? [] : [{ stack, from: left, to: wordsOf(to, project, stack, cwd), steps }];
}

function wordsOf(backend: WrittenBackend | undefined, project: Project, stack: string, cwd: string): string {
  if (!backend) return "the backend that is added to it";
  return backend.type === "local" ? displayPath(usualState(project, stack), cwd) : placeOf(backend);
}

export const stateMovesText = (moves: readonly StateMove[], { outColors: c }: Pick<Io, "outColors">): string =>
  moves.length === 0
    ? ""
    : [
        "",
        "states to be moved, before the next plan of their stacks:",
        ...moves.flatMap(({ stack, from, to, steps }) => [
          `   ${c.bold(stack)}  ${from} -> ${to}`,
          ...steps.map((step) => `      ${step}`),
        ]),
        "",
      ].join("\n");
