import type { Problem } from "../rules";
import { LAYERS, type Layer } from "./model";

export interface StackNode {
  readonly name: string;
  readonly layer: Layer;
  readonly dependsOn: readonly string[];
}

/**
 * The stacks in topological order of their dependencies, else in the order given. A dependency cycle,
 * or a dependency on a higher layer, is a problem that names the whole path; there is then no order. `dependsOn` may name only stacks of the list.
 */
export function orderStacks<T extends StackNode>(
  stacks: readonly T[],
): { stacks: readonly T[]; problems: readonly Problem[] } {
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const problems: Problem[] = [];
  const done = new Set<T>();

  const visit = (stack: T, path: readonly string[]): void => {
    if (done.has(stack)) return;
    if (path.includes(stack.name)) {
      const circle = [...path.slice(path.indexOf(stack.name)), stack.name];
      problems.push({ rule: "stack-cycle", path: [], found: circle.join(" => ") });
      return;
    }
    for (const name of stack.dependsOn) {
      const below = byName.get(name);
      if (!below) throw new Error(`stack ${stack.name} depends on ${name}, which does not exist`);
      if (LAYERS.indexOf(below.layer) > LAYERS.indexOf(stack.layer)) {
        const edge = `${stack.name} (${stack.layer}) => ${below.name} (${below.layer})`;
        problems.push({ rule: "layer-inversion", path: [], found: [...path, edge].join(" => ") });
      }
      visit(below, [...path, stack.name]);
    }
    done.add(stack);
  };
  for (const stack of stacks) visit(stack, []);
  return { stacks: problems.length > 0 ? [] : [...done], problems };
}

/**
 * The stacks, where of those whose pods use resources of each other's accounts the one that comes first does not wait: each
 * account's rest stack writes the policies of its resources. Its pods may be refused until the others are applied.
 */
export function withoutMutualWaits<T extends StackNode>(
  stacks: readonly T[],
): { readonly stacks: readonly T[]; readonly problems: readonly Problem[] } {
  const rests = new Set(stacks.filter(({ layer }) => layer === "rest").map(({ name }) => name));
  const waits = new Map([...rests].map((name): [string, string[]] => [name, []]));
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return (waits.get(from) ?? []).some((name) => reaches(name, to, seen));
  };
  const problems: Problem[] = [];
  // the later ones wait for the earlier
  for (const { name, dependsOn } of stacks.toReversed())
    for (const on of dependsOn.filter((one) => rests.has(one))) {
      if (reaches(on, name)) problems.push({ rule: "stack-mutual", path: [], found: `${name} beside ${on}` });
      else waits.get(name)?.push(on);
    }
  const below = ({ dependsOn }: T) => dependsOn.filter((on) => !rests.has(on));
  return {
    stacks: stacks.map((stack) => ({ ...stack, dependsOn: [...below(stack), ...(waits.get(stack.name) ?? [])] })),
    problems,
  };
}
