import type { Inventory } from "./resource-index";
import { SERVICES } from "./targets/services";
import { accountOf } from "./values";

const TYPES = [
  "aws_iam_role",
  "aws_eks_cluster",
  "aws_eks_pod_identity_association",
  ...SERVICES.map(({ type }) => type),
];

/** The accounts of the world, as far as its providers tell. */
export const accountsOf = (inventory: Inventory): ReadonlySet<string> =>
  new Set([
    ...inventory.stacks.flatMap(({ account }) => account ?? []),
    ...inventory.managed(...TYPES).flatMap((resource) => accountOf(resource) ?? []),
  ]);
