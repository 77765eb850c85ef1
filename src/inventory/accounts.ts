import type { ResourceIndex } from "./resource-index";
import { SERVICES } from "./services";

const TYPES = [
  "aws_iam_role",
  "aws_eks_cluster",
  "aws_eks_pod_identity_association",
  ...SERVICES.map(({ type }) => type),
];

/** The accounts of the world: those of its providers. */
export const accountsOf = (resources: ResourceIndex): ReadonlySet<string> =>
  new Set([
    ...resources.stacks.flatMap(({ account }) => account ?? []),
    ...resources.managed(...TYPES).map(({ account }) => account),
  ]);
