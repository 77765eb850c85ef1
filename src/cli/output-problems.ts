import { basename } from "node:path";
import type { Problem } from "../rules";
import { destroyOrder, isForeign, otherConfiguration } from "./old-output";
import { displayPath, type Project, stackDir, stacksAmong } from "./project";
import { shellQuoted } from "./shell-quoted";
import { resourcesInState, stateOf, statesIn } from "./stack-states";
import { unmovedFrom } from "./unmoved-states";

export interface Forgetting {
  /** Stacks that may go though their states cannot be looked into. */
  readonly forget: readonly string[];
  /** The command that lets one more go. */
  forgetCommand(stack: string): string;
  /** What to do with a stack in place of destroying it, where there is something. */
  moveInstead?(stack: string): string | undefined;
}

/**
 * Why the stacks `names` cannot be written to the project's output folder: it belongs to another
 * program, or a stack that is no longer among them still has resources in its state, or may have.
 */
export function outputProblems(
  project: Project,
  names: readonly string[],
  cwd: string,
  { forget, forgetCommand, moveInstead }: Forgetting,
): readonly Problem[] {
  if (isForeign(project.outdir)) {
    return [
      { rule: "output-foreign", path: [], found: `${displayPath(project.outdir, cwd)} with files of another program` },
    ];
  }
  const other = otherConfiguration(project);
  if (other !== undefined) {
    const found = `the name ${project.name}, which ${displayPath(other, cwd)} already uses`;
    return [{ rule: "configuration-name", path: [], found, expected: "a name of its own for each configuration" }];
  }
  const dropped = droppedStacks(project, names);
  const inUse = dropped.flatMap((stack): readonly Problem[] => {
    const { held, elsewhere } = stateOf(project, stack);
    const unmoved = unmovedFrom(project, stack);
    const chdir = `terraform -chdir=${shellQuoted(displayPath(stackDir(project, stack), cwd))}`;
    const instead = moveInstead?.(stack);
    const fix = `${instead === undefined ? "" : `${instead} Else `}${instead === undefined ? "D" : "d"}estroy it from the old output, which is untouched: ${chdir} init && ${chdir} destroy`;
    if (held > 0)
      return [{ rule: "stack-in-use", path: [], found: `${stack} with ${resourceCount(held)} in its state`, fix }];
    const place = unmoved ?? elsewhere;
    if (place === undefined || forget.includes(stack)) return [];
    const found = `${stack}, whose state in ${place} cannot be looked into from here`;
    const way = unmoved === undefined ? fix : `Its old output has another backend: ${MOVE_FIRST}`;
    return [
      { rule: "stack-in-use", path: [], found, fix: `${way}; then, or if it holds nothing: ${forgetCommand(stack)}` },
    ];
  });
  const known = new Set([...names, ...dropped]);
  const orphans = statesIn(project.stateDir).flatMap((state): readonly Problem[] => {
    const stack = basename(state, ".tfstate");
    const held = known.has(stack) ? 0 : resourcesInState(state);
    const fix = `Synthesize the configuration that has ${stack}, destroy it from there, then come back; or move ${displayPath(state, cwd)} elsewhere.`;
    return held > 0
      ? [{ rule: "stack-in-use", path: [], found: `${stack} with ${resourceCount(held)} in its state`, fix }]
      : [];
  });
  return [...inUse, ...orphans];
}

const MOVE_FIRST =
  "synthesize the configuration that has the stack, move its state by the commands that this prints, and destroy it from there";

/** Stacks of the old output that are not among `names`, in the order in which they can be destroyed. */
export const droppedStacks = (project: Project, names: readonly string[]): readonly string[] =>
  destroyOrder(project).filter((stack) => !stacksAmong(project, names).includes(stack));

const resourceCount = (held: number): string =>
  Number.isFinite(held) ? `${held} resource${held === 1 ? "" : "s"}` : "unreadable content";
