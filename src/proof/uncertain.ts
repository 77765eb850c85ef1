import type { Chain } from "./chains";
import type { JudgedHop } from "./hops/hop";
import type { Intruder } from "./proof";

/** Why it is not known whether `chain` is there, or which pod it has; undefined where both are known. */
export function uncertaintyOf(chain: Chain): string | undefined {
  if (chain.unknown) return chain.unknown.reason;
  if (chain.mechanism === "irsa" && chain.serviceAccountObject?.unsure)
    return `${chain.serviceAccountObject.resource.address}: ${chain.serviceAccountObject.unsure.reason}`;
  const makers =
    chain.mechanism === "irsa"
      ? [chain.serviceAccountObject?.resource]
      : chain.associations.map(({ resource }) => resource);
  const reasons = makers.map(
    (resource) => resource?.indefinite && `${resource.address}: ${resource.indefinite.reason}`,
  );
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

/** What a chain that is perhaps not there is refused refutes nothing. */
export const uncertainHop = (hop: JudgedHop, why: string): JudgedHop =>
  hop.verdict === "denied"
    ? { ...hop, verdict: "unknown", code: "chain-not-known", message: `${hop.message ?? "it is refused"}; but ${why}` }
    : hop;

const withDoubt = (intruder: Intruder, message: string): Intruder =>
  intruder.verdict === "allowed" && !intruder.accepted ? { ...intruder, verdict: "unknown", message } : intruder;

/** `intruders` of `chain`, as far as it and its `peers` are known. */
export function uncertainIntruders(
  chain: Chain,
  peers: readonly Chain[],
  intruders: readonly Intruder[],
): readonly Intruder[] {
  const why = uncertaintyOf(chain);
  if (why !== undefined) return intruders.map((one) => withDoubt(one, `it gets in if the chain exists: ${why}`));
  if (!peers.some((peer) => peer !== chain && peer.unknown)) return intruders;
  const message = "another chain of this role has a pod that is not known, and such a caller may be that one";
  return intruders.map((one) => (PODS.has(one.id) ? withDoubt(one, message) : one));
}

const PODS: ReadonlySet<string> = new Set(["other-service-account", "other-namespace", "other-cluster"]);
