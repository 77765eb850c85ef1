import { groupBy } from "../collections/group-by";
import { UnknownValue } from "../unknown/unknown-value";
import { type Chain, finalRoleArn, type NamedChain, type PodIdentityChain } from "./chains";
import type { ProofContext } from "./proof-context";
import { isSamePod } from "./same-pod";

/** The chains that end in the same role as a chain does, itself among them. */
export function peersIn(proof: ProofContext, named: readonly NamedChain[]): (chain: Chain) => readonly Chain[] {
  const chains = named.map(({ chain }) => chain);
  const byEnd = groupBy(chains, endOf);
  return (chain) => {
    const peers = byEnd.get(endOf(chain)) ?? [chain];
    if (chain.mechanism !== "irsa" || !chain.trusting) return peers;
    return [...peers, ...ownAssociations(proof, peers, (byEnd.get(chain.roleArn) ?? []).filter(isAssociated))];
  };
}

/** Those of `declared` whose pods `trusted` are too, unless their primary role serves yet another of `declared`. */
function ownAssociations(proof: ProofContext, trusted: readonly Chain[], declared: readonly PodIdentityChain[]) {
  const isOwn = (one: PodIdentityChain) =>
    trusted.some((peer) => peer.mechanism === "irsa" && isSamePod(proof, peer, one));
  const others = new Set(declared.filter((one) => !isOwn(one)).map(({ associations: [{ roleArn }] }) => roleArn));
  return declared.filter((one) => isOwn(one) && !others.has(one.associations[0].roleArn));
}

const isAssociated = (chain: Chain): chain is PodIdentityChain => chain.mechanism === "pod-identity";

/**
 * Chains that end in one role are peers; an unknown role is a role of its own. Chains known only from a trust are
 * peers of each other alone, since the world does not declare them, and of their own pods' associations.
 */
function endOf(chain: Chain): unknown {
  const arn = finalRoleArn(chain);
  if (arn instanceof UnknownValue) return chain;
  return chain.mechanism === "irsa" && chain.trusting ? `trust ${arn}` : arn;
}
