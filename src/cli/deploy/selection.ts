import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { closestMatch } from "../../config";
import type { Model, Stack } from "../../model";
import type { Project } from "../project";

/** A stack, as far as its order is concerned. */
export interface StackNode {
  readonly name: string;
  /** Stacks that are applied before it, and destroyed after it. */
  readonly dependsOn: readonly string[];
}

/** What is wrong with the stacks that were named; undefined where nothing is. */
export function selectionProblem(named: readonly string[], known: readonly string[]): string | undefined {
  const unknown = named.find((stack) => !known.includes(stack));
  if (unknown === undefined) return undefined;
  const near = closestMatch(unknown, known);
  return `found stack ${unknown}, expected one of ${known.join(", ")}${near ? `; did you mean ${near}?` : ""}`;
}

interface Manifest {
  readonly stacks?: Readonly<Record<string, { readonly dependencies?: readonly string[] }>>;
}

/** The stacks of the output as it lies there, each after those that it depends on; undefined where there is no output. */
export function stacksOfOutput({ outdir }: Project): readonly StackNode[] | undefined {
  const file = join(outdir, "manifest.json");
  if (!existsSync(file)) return undefined;
  const { stacks = {} } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  const ordered = new Map<string, StackNode>();
  const add = (name: string): void => {
    const { dependencies: dependsOn = [] } = stacks[name] ?? {};
    if (ordered.has(name)) return;
    for (const one of dependsOn) add(one);
    ordered.set(name, { name, dependsOn });
  };
  for (const name of Object.keys(stacks)) add(name);
  return [...ordered.values()];
}

/** Outputs of another stack that a stack takes its values from. */
export interface Reads {
  readonly from: string;
  readonly outputs: readonly string[];
  /** Whether they are variables, which are to be given; else Terraform reads the other state itself. */
  readonly asVariables: boolean;
}

export function readsOf({ stacks }: Model, name: string): readonly Reads[] {
  const stack = stacks.find(
    (one): one is Extract<Stack, { layer: "rest" }> => one.name === name && one.layer === "rest",
  );
  return (stack?.handovers ?? []).map((handover) =>
    handover.kind === "variable"
      ? { from: handover.from, outputs: [handover.variable], asVariables: true }
      : { from: handover.from, outputs: handover.outputs, asVariables: false },
  );
}
