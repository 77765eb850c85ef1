import { lazy } from "../collections/lazy";
import type { Target } from "../inventory";
import { InputError } from "../terraform/source-location";
import { accountIn, type Explainer } from "./answer";
import type { NamedChain } from "./chains";
import type { Derivation } from "./derivation";
import type { Judgement } from "./fixes";
import { faultsOf } from "./hops/faults";
import type { JudgedHop } from "./hops/hop";
import { singleGrant } from "./hops/single-grant";
import type { ChainResult, Hop } from "./proof";
import type { ProofContext } from "./proof-context";
import { finalSessionOf } from "./requests/final-session";

/** How the hops of `results` were decided, which are what `judgements` came to. */
export function explainerOf(
  proof: ProofContext,
  results: readonly ChainResult[],
  judgements: readonly Judgement[],
  judgedAgain: (named: NamedChain) => Judgement,
  published: (hop: JudgedHop) => Hop,
): Explainer {
  const byChain = new Map(results.map((chain, index) => [chain, judgements[index]]));
  const accounts = lazy(
    () => new Map(proof.world.stacks.flatMap(({ name, account }) => (account === undefined ? [] : [[account, name]]))),
  );
  const stacksOf = (account: string | undefined) =>
    proof.world.stacks.flatMap((stack) => (account !== undefined && stack.account === account ? [stack.name] : []));
  const again = new Map<Judgement, Judgement>();
  const hopsOf = (judgement: Judgement) => {
    if (judgement.hops) return judgement.hops;
    const known = again.get(judgement) ?? judgedAgain(judgement.named);
    again.set(judgement, known);
    return known.hops;
  };
  const derived = (hop: JudgedHop, { mechanism }: ChainResult): Derivation => ({
    asked: hop.asked?.() ?? [],
    faults: faultsOf(hop, accounts(), OWNER[mechanism]),
  });
  return {
    derivation(chain, index) {
      const judgement = byChain.get(chain);
      const hop = judgement && hopsOf(judgement)?.[index];
      return hop ? derived(hop, chain) : { asked: [], faults: [] };
    },
    grant(chain, action, resource) {
      const named = byChain.get(chain)?.named;
      const session = named && finalSessionOf(proof, named.chain);
      if (!session) return undefined;
      const hop = singleGrant(proof, session, action, resource);
      return { hop: published(hop), derivation: () => derived(hop, chain) };
    },
    owner(_, arn) {
      const account = ownerOf(proof, arn);
      return { account, stacks: stacksOf(account) };
    },
  };
}

/** What has the names of the pod. */
const OWNER = { "pod-identity": "the association", irsa: "the service account" } as const;

/** The account of what `arn` names, or is within: that of an S3 bucket is not in its ARN. */
function ownerOf({ inventory }: ProofContext, arn: string): string | undefined {
  const named = accountIn(arn);
  if (named !== undefined) return named;
  const near = inventory.targetsNear(arn).flatMap((target) => placeOf(target) ?? []);
  const exact = near.filter((one) => arn === one.arn || arn.startsWith(`${one.arn}/`));
  const accounts = new Set((exact.length > 0 ? exact : near).map(({ account }) => account));
  return accounts.size === 1 ? [...accounts][0] : undefined;
}

/** ARN and account of a resource; undefined where nothing tells them. */
function placeOf(target: Target): Pick<Target, "arn" | "account"> | undefined {
  try {
    return { arn: target.arn, account: target.account };
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
