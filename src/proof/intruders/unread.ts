import type { Effect } from "../../inventory";
import { UnknownValue } from "../../unknown/unknown-value";
import { reasonOf } from "../hops/effect-reason";
import type { ProofContext } from "../proof-context";
import { effectsOnGrant } from "../unread";
import type { GuardingDocument } from "./guards";
import type { ProtectedChain } from "./protected-chain";

/** What in the world is not understood and could let a caller in to what `chain` protects: one document each. */
export function unreadDocuments(proof: ProofContext, chain: ProtectedChain): readonly GuardingDocument[] {
  const { effects } = proof.inventory;
  const seconds = chain.seconds.map(({ session }) => session.role);
  const roles = [chain.primary, chain.target, ...seconds].flatMap((role) => (role ? effects.onRole(role) : []));
  const found = new Map<string, Effect>();
  for (const effect of [
    ...roles.filter(({ trust, services }) => trust && services === undefined),
    ...chain.grants.flatMap((grant) => effectsOnGrant(proof, grant)),
  ])
    if (effect.change !== "refuses" && effect.assumes === undefined) found.set(effect.address, effect);
  return [...found.values()].map((effect) => ({
    kind: "unread",
    reading: {
      policy: undefined,
      label: effect.label,
      location: effect.location,
      unknown: new UnknownValue("not-read", reasonOf(effect), { advice: effect.advice }),
    },
    owner: chain.targetAccount,
    address: effect.address,
  }));
}
