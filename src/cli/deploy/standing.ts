import { holdsResources } from "../../terraform-cli";
import type { Verb } from "./options";
import type { Progress } from "./progress";
import type { Runs } from "./runs";
import type { StackNode } from "./selection";
import { diagnosticText } from "./words";

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
