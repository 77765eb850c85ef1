import { parseArn } from "../../aws";
import type { Role, Target } from "../../inventory";
import { hasUnknown, readable } from "../../unknown/unknown-text";
import type { Hop, HopId } from "../proof";
import type { ProofContext } from "../proof-context";
import { sessionArnOf } from "../requests/context";
import { accessDenied, plainHop } from "./hop";

/** The partition follows from a region, and from nothing else. */
const partitionOf = ({ resource }: Pick<Role | Target, "resource">): string | undefined =>
  resource.region === undefined ? undefined : resource.partition;

/** Whether `role` and `target` are in different partitions for certain: then they never meet. */
export function areApart(role: Pick<Role, "resource">, target: Pick<Role | Target, "resource">): boolean {
  const [own, other] = [partitionOf(role), partitionOf(target)];
  return own !== undefined && other !== undefined && own !== other;
}

function partitionOfRole({ inventory }: ProofContext, arn: string): string | undefined {
  const role = inventory.roleByArn(arn);
  if (role) return partitionOf(role);
  const partition = parseArn(arn)?.partition;
  return partition === undefined || hasUnknown(partition) ? undefined : partition;
}

/**
 * Credentials of one partition are not valid in another, regardless of the policies on both sides.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html
 */
export function otherPartition(proof: ProofContext, id: HopId, primaryArn: string, targetArn: string): Hop | undefined {
  const [own, other] = [partitionOfRole(proof, primaryArn), partitionOfRole(proof, targetArn)];
  if (own === undefined || other === undefined || own === other) return undefined;
  return plainHop(id, "denied", {
    action: "sts:AssumeRole",
    resource: readable(targetArn),
    code: "other-partition",
    message: `the primary role is in partition ${own} and ${readable(targetArn)} in ${other}: no role is assumed across partitions`,
    awsError: accessDenied("AssumeRole", sessionArnOf(primaryArn), "sts:AssumeRole", targetArn),
    fix: `Use a target role of partition ${own}.`,
  });
}
