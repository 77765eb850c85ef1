import { literal, MAYBE, matches, NO, type Truth, YES } from "../iam";
import { areTwoIssuers } from "../unknown/unknown-forms";
import { UnknownValue } from "../unknown/unknown-value";
import type { Chain, IrsaChain, PodIdentityChain } from "./chains";
import type { ProofContext } from "./proof-context";

/**
 * The issuer of the tokens of a chain's pods, which have one under Pod Identity too: the cluster signs a token for every
 * service account. undefined where the world does not say it.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 */
export function issuerOfPods({ inventory }: ProofContext, chain: Chain): string | undefined {
  if (chain.mechanism === "irsa") return chain.issuer;
  const [{ cluster }] = chain.associations;
  return cluster instanceof UnknownValue ? undefined : inventory.issuerOf(cluster);
}

/** Whether tokens of `issuer` are of the cluster of `chain`. */
export function isOfCluster(proof: ProofContext, issuer: string, chain: Chain): Truth {
  const own = issuerOfPods(proof, chain);
  if (own === issuer) return YES;
  if (chain.mechanism === "irsa") return NO;
  if (own === undefined) return MAYBE;
  return areTwoIssuers(own, issuer) ? NO : matches(literal(own), literal(issuer));
}

/**
 * Whether both are of one pod under the two mechanisms: the same cluster, namespace and service account. Who moves a
 * workload from one to the other has both for a while, and neither is the other's intruder.
 */
export const isSamePod = (proof: ProofContext, token: IrsaChain, associated: PodIdentityChain): boolean =>
  !token.pattern &&
  token.unknown === undefined &&
  associated.unknown === undefined &&
  token.issuer !== undefined &&
  token.namespace === associated.namespace &&
  token.serviceAccount === associated.serviceAccount &&
  isOfCluster(proof, token.issuer, associated) === YES;
