import { groupBy } from "../collections/group-by";
import type { Resource, Stack, World } from "../terraform/world";
import { asTwin, CLOUD_CONTROL } from "./cloud-control";

/** The resources of the world by their types. */
export interface ResourceIndex {
  readonly stacks: readonly Stack[];
  managed(...types: readonly string[]): readonly Resource[];
  data(type: string): readonly Resource[];
  /** What plans delete or write anew, as it was before. */
  outdated(type: string): readonly Resource[];
  stackOf(resource: Resource): Stack | undefined;
}

export function resourceIndexOf(world: World): ResourceIndex {
  const stacks = world.stacks.map((stack) =>
    stack.resources.some(({ type }) => type === CLOUD_CONTROL)
      ? { ...stack, resources: stack.resources.map(asTwin) }
      : stack,
  );
  const byType = groupBy(
    stacks.flatMap(({ resources }) => resources),
    ({ mode, type }) => `${mode} ${type}`,
  );
  const outdated = groupBy(
    stacks.flatMap((stack) => stack.outdated ?? []),
    ({ mode, type }) => `${mode} ${type}`,
  );
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const of = (mode: Resource["mode"], type: string) => byType.get(`${mode} ${type}`) ?? [];
  return {
    stacks,
    managed: (...types) => types.flatMap((type) => of("managed", type)),
    data: (type) => of("data", type),
    outdated: (type) => outdated.get(`managed ${type}`) ?? [],
    stackOf: ({ stack }) => byName.get(stack),
  };
}
