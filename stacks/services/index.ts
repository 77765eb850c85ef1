import type { TerraformStack } from "cdktf";
import type { Plans, ResourceKind } from "../../src/model";
import { bucket } from "./s3";

/** How a resource of each kind is made. */
const MAKERS: { readonly [Kind in ResourceKind]: (stack: TerraformStack, plan: Plans[Kind]) => void } = { bucket };

/** A resource, with the outputs of what other stacks may need of it. */
export function resource<Kind extends ResourceKind>(
  stack: TerraformStack,
  plan: Plans[Kind] & { readonly kind: Kind },
) {
  MAKERS[plan.kind](stack, plan);
}
