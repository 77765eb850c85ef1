import { lazy } from "../collections/lazy";
import type { Derivation } from "./derivation";
import type { Judgement } from "./fixes";
import { faultsOf } from "./hops/faults";
import type { ChainResult } from "./proof";
import type { ProofContext } from "./proof-context";

/** How each hop of `results` was decided, which are what `judgements` came to. */
export function derivations(
  { world }: ProofContext,
  results: readonly ChainResult[],
  judgements: readonly Judgement[],
): (chain: ChainResult, index: number) => Derivation {
  const byChain = new Map(results.map((chain, index) => [chain, judgements[index]]));
  const accounts = lazy(
    () => new Map(world.stacks.flatMap(({ name, account }) => (account === undefined ? [] : [[account, name]]))),
  );
  return (chain, index) => {
    const hop = byChain.get(chain)?.hops[index];
    if (!hop) return { asked: [], faults: [] };
    return { asked: hop.asked?.() ?? [], faults: faultsOf(hop, accounts(), OWNER[chain.mechanism]) };
  };
}

/** What has the names of the pod. */
const OWNER = { "pod-identity": "the association", irsa: "the service account" } as const;
