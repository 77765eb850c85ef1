import { readdirSync } from "node:fs";
import type { Model } from "../../model";
import { holdsResources } from "../../terraform-cli";
import { type Project, stackDir } from "../project";
import { unmovedAmong } from "../unmoved-states";
import type { Verb } from "./options";
import type { Progress } from "./progress";
import type { Runs } from "./runs";
import type { StackNode } from "./selection";
import { diagnosticText } from "./words";

/**
 * Why stacks cannot be run at all: somebody else gives them their backend, and has not. A second file in a stack's folder is
 * taken for that, such as the `backend_override.tf` of a wrapper.
 */
export function backendProblem(wanted: readonly StackNode[], { stacks }: Model, project: Project): string | undefined {
  const names = new Set(wanted.map(({ name }) => name));
  const bare = stacks
    .filter(({ name, backend }) => names.has(name) && backend.kind === "none")
    .map(({ name }) => name)
    .filter(
      (name) =>
        !readdirSync(stackDir(project, name)).some((file) => file !== "cdk.tf.json" && /\.tf(\.json)?$/.test(file)),
    );
  return bare.length === 0
    ? undefined
    : `found ${bare.join(", ")} with \`backend: none\`, expected a file in ${bare.length === 1 ? "its folder" : "their folders"} that sets the backend, or what sets it to run Terraform; \`order\` prints the order for that. Nothing was applied`;
}

/** Why stacks cannot be destroyed yet: Terraform would find empty states in the places that their backends name. */
export function unmovedProblem(wanted: readonly StackNode[], project: Project): string | undefined {
  const unmoved = unmovedAmong(
    project,
    wanted.map(({ name }) => name),
  );
  return unmoved.length === 0
    ? undefined
    : `found ${unmoved.join(", ")} with a backend to which the state is yet to be moved, by the commands that \`synth\` prints; nothing was done`;
}

/**
 * Why some stacks cannot be deployed, or destroyed, without others: what one stands on is not applied, or what stands on it
 * is. A plan of them harms nothing.
 */
export async function standaloneProblem(
  verb: Verb,
  known: readonly StackNode[],
  wanted: readonly StackNode[],
  runs: Runs,
  progress: Progress,
): Promise<string | undefined> {
  const names = new Set(wanted.map(({ name }) => name));
  if (verb === "plan" || wanted.length === known.length) return undefined;
  const pairs =
    verb === "deploy"
      ? wanted.flatMap(({ name, dependsOn }) => dependsOn.map((other) => ({ name, other })))
      : known.flatMap(({ name: other, dependsOn }) => dependsOn.map((name) => ({ name, other })));
  for (const { name, other } of pairs) {
    if (names.has(other) || (verb === "destroy" && !names.has(name))) continue;
    progress.at(other, "state");
    const errors = await runs.init(other);
    const state = errors.length > 0 ? { errors } : await runs.rootModule(other).state();
    progress.done(other, "state read");
    if ("errors" in state)
      return `the state of ${other} cannot be read:\n${state.errors.map((one) => diagnosticText(one)).join("")}`;
    const holds = holdsResources(state.value);
    if (verb === "deploy" && !holds)
      return `found ${name} without ${other}, which it stands on and which is not applied: name ${other} too; nothing was done`;
    if (verb === "destroy" && holds)
      return `found ${name} without ${other}, which stands on it and holds resources: name ${other} too; nothing was done`;
  }
  return undefined;
}
