import { TerraformResource, type TerraformStack } from "cdktf";
import type { Stack } from "../src/model";

interface Block {
  readonly from: string;
  readonly to: string;
}

/** A block for each step of the way of each resource, which are given by type and address. */
export function movedBlocks(
  { moved: planned = [] }: Pick<Stack, "moved">,
  resources: () => readonly (readonly [string, string])[],
): readonly Block[] {
  if (planned.length === 0) return [];
  const ways = new Map(planned.map(({ to, from }) => [to, from]));
  return resources().flatMap(([type, address]) =>
    (ways.get(address) ?? []).map((from, index, way) => ({
      from: `${type}.${from}`,
      to: `${type}.${way[index + 1] ?? address}`,
    })),
  );
}

/**
 * Says of each resource whose address has changed where the state may have it.
 * @see https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
 */
export function moved(stack: TerraformStack, plan: Stack): void {
  const blocks = movedBlocks(plan, () =>
    stack.node
      .findAll()
      .filter((element) => element instanceof TerraformResource)
      .map(({ terraformResourceType, friendlyUniqueId }) => [terraformResourceType, friendlyUniqueId]),
  );
  if (blocks.length > 0) stack.addOverride("moved", blocks);
}
