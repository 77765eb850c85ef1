import { type Backend, stateId } from "../backend";
import { groupBy } from "../collections/group-by";
import { type Config, fits } from "../config";
import type { Path, Problem } from "../rules";
import type { Stack } from "./model";

/** @see https://developer.hashicorp.com/terraform/cloud-docs/workspaces/create */
const LONGEST_WORKSPACE = 90;

/** What is wrong with states once their names are known: names that are none, and stacks that would share one. */
export function stateProblems(config: Config, stacks: readonly Stack[]): readonly Problem[] {
  const pathOf = ({ account: { key }, backend: { kind } }: Stack): Path =>
    config.accounts[key]?.backend === undefined ? ["defaults", "backend", kind] : ["accounts", key, "backend", kind];
  const named = stacks.flatMap((stack) => nameProblems(stack.backend, pathOf(stack)));
  const problems = [...named, ...sharedStates(stacks, pathOf)];
  return [...new Map(problems.map((problem) => [`${problem.rule} ${problem.path.join(".")}`, problem])).values()];
}

function nameProblems(backend: Backend, path: Path): readonly Problem[] {
  if (backend.kind === "s3" && !fits("bucketName", backend.bucket))
    return [{ rule: "state-bucket", path: [...path, "bucket"], found: backend.bucket }];
  if (backend.kind === "cloud" && backend.workspace.length > LONGEST_WORKSPACE) {
    const found = `${backend.workspace} with ${backend.workspace.length} characters`;
    return [{ rule: "state-workspace", path: [...path, "workspace"], found }];
  }
  return [];
}

const sharedStates = (stacks: readonly Stack[], pathOf: (stack: Stack) => Path): readonly Problem[] =>
  [...groupBy(stacks, ({ backend }) => stateId(backend))].flatMap(([id, [first, second]]): readonly Problem[] => {
    if (id === undefined || first === undefined || second === undefined) return [];
    const both = `${first.name} and ${second.name}`;
    const path = pathOf(second);
    return first.backend.kind === "other"
      ? [{ rule: "state-undivided", path, found: `the same settings for ${both}` }]
      : [{ rule: "state-taken", path, found: `${id} for ${both}` }];
  });
