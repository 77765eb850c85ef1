import type { Problem } from "../rules";
import { LAYERS, type Layer } from "./model";

export interface StackNode {
  readonly name: string;
  readonly layer: Layer;
  readonly dependsOn: readonly string[];
}

/**
 * The stacks in an order in which each comes after all it depends on; otherwise in the order given.
 * Problems, and then no order, where stacks wait for each other in a circle or for a higher layer;
 * each names the whole path. `dependsOn` may name only stacks of the list.
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
      if (!below) throw new Error(`stack ${stack.name} depends on ${name}, which is none`);
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
