import { groupBy } from "../collections/group-by";
import type { Resource, Stack, World } from "../terraform/world";

/** The resources of the world by their types. */
export interface ResourceIndex {
  readonly stacks: readonly Stack[];
  managed(...types: readonly string[]): readonly Resource[];
  data(type: string): readonly Resource[];
  stackOf(resource: Resource): Stack | undefined;
}

export function resourceIndexOf({ stacks }: World): ResourceIndex {
  const byType = groupBy(
    stacks.flatMap(({ resources }) => resources),
    ({ mode, type }) => `${mode} ${type}`,
  );
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const of = (mode: Resource["mode"], type: string) => byType.get(`${mode} ${type}`) ?? [];
  return {
    stacks,
    managed: (...types) => types.flatMap((type) => of("managed", type)),
    data: (type) => of("data", type),
    stackOf: ({ stack }) => byName.get(stack),
  };
}
