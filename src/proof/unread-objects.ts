import type { UnreadManifest } from "../inventory";
import { mayBeSame } from "../unknown/compare-texts";
import { readable } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import type { Chain } from "./chains";
import { fixBy } from "./fix-by";
import type { JudgedHop } from "./hops/hop";
import { INTRUDERS } from "./proof";
import type { ProofContext } from "./proof-context";

/**
 * What is not read of the objects of a chain's cluster may annotate the chain's service account, associate a pod, or have
 * a controller change something in AWS. Of objects that Terraform makes, that they do not is an assumption, as plan and
 * state show them. Of files that were given to be read it is none: a second owner of the annotation leaves it unknown.
 * @see https://aws-controllers-k8s.github.io/community/docs/community/overview/
 */
export function withUnreadObjects(
  proof: ProofContext,
  chain: Chain,
  before: readonly JudgedHop[],
): readonly JudgedHop[] {
  const near = proof.inventory.unreadManifests.filter((one) => isNear(one, chain));
  const [first, ...others] = before;
  if (near.length === 0 || first === undefined) return before;
  for (const { resource, cluster, why } of near)
    for (const one of [
      first.id,
      "grant" as const,
      ...INTRUDERS.filter((id) => id !== "primary-holder" || chain.mechanism !== "irsa"),
    ])
      proof.assume({
        id: "not-modelled",
        subject: `${resource.type}@${typeof cluster === "string" ? readable(cluster) : resource.stack}`,
        for: one,
        message: `${resource.address} of stack ${resource.stack} holds nothing that concerns this chain, such as an association, an annotated service account or what a controller makes in AWS: ${why.reason}`,
        location: resource.location(),
      });
  const file = near.find(({ isFile }) => isFile);
  const isBare = first.code === "service-account-not-annotated";
  if (!file || first.id !== "service-account" || !(isBare || first.verdict === "allowed") || !isSeen(chain))
    return before;
  const { options: _, awsError: __, ...rest } = first;
  return [
    {
      ...rest,
      verdict: "unknown",
      code: "type-not-read",
      message: `${file.resource.address} of stack ${file.resource.stack} may annotate the service account${isBare ? "" : " with another role"}: ${file.why.reason}`,
      ...fixBy(file.why.advice, "Give what is applied."),
      location: file.resource.location(),
    },
    ...others,
  ];
}

/** One that is not seen is assumed to be annotated as it has to be. */
const isSeen = (chain: Chain): boolean =>
  chain.mechanism === "irsa" && chain.serviceAccountObject !== undefined && chain.chosenBy === undefined;

/** Whether they are of the chain's cluster, or may be. */
function isNear({ cluster, account }: UnreadManifest, chain: Chain): boolean {
  // of a chain that only a trust policy shows the cluster has no name
  if (chain.account === null) return true;
  if (account !== undefined && account !== chain.account) return false;
  return cluster instanceof UnknownValue || mayBeSame(cluster, chain.cluster);
}
