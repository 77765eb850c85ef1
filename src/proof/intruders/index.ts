import { MAYBE } from "../../iam";
import type { Chain } from "../chains";
import { decisionOf } from "../hops/hop";
import type { Decision, Intruder, IntruderId } from "../proof";
import type { ProofContext } from "../proof-context";
import { type Attempt, better } from "./attempt";
import { podIntruder } from "./pods";
import { holderIntruder } from "./primary-holder";
import type { ProtectedChain } from "./protected-chain";
import { resourceIntruder } from "./resources";
import { outsiderIntruder, roleIntruder } from "./roles";
import { tokenIntruder } from "./tokens";

/** All classes of intruders that are tried on `protectedChain`, in the contract's order. */
export function intrudersOf(
  proof: ProofContext,
  protectedChain: ProtectedChain | undefined,
  mechanism: Chain["mechanism"],
  accepted: ReadonlySet<IntruderId>,
): readonly Intruder[] {
  const attempts = protectedChain ? attemptsOn(proof, protectedChain) : NOBODY_KNOWS;
  return attempts
    .filter((entry): entry is readonly [IntruderId, Attempt] => entry[1] !== undefined)
    .map(([id, { truth, witness }]) => {
      const verdict: Decision = decisionOf(truth);
      return {
        id,
        verdict,
        accepted: verdict === "allowed" && accepted.has(id),
        ...(verdict === "denied" || !witness ? {} : { witness }),
        ...(verdict === "unknown"
          ? {
              message: `whether ${mechanism === "irsa" ? "such a token" : "such a caller"} gets in depends on what nobody knows before apply`,
            }
          : {}),
      };
    });
}

const NOBODY_KNOWS: readonly (readonly [IntruderId, Attempt])[] = (
  ["other-service-account", "other-namespace", "other-cluster", "other-role", "other-account", "anonymous"] as const
).map((id) => [id, { truth: MAYBE }]);

function attemptsOn(
  proof: ProofContext,
  protectedChain: ProtectedChain,
): readonly (readonly [IntruderId, Attempt | undefined])[] {
  const pods = protectedChain.chain.mechanism === "irsa" ? tokenIntruder : podIntruder;
  return [
    ["other-service-account", pods(proof, protectedChain, "serviceAccount")],
    ["other-namespace", pods(proof, protectedChain, "namespace")],
    ["other-cluster", pods(proof, protectedChain, "cluster")],
    ["other-role", roleIntruder(proof, protectedChain)],
    [
      "other-account",
      better(outsiderIntruder(proof, protectedChain), resourceIntruder(proof, protectedChain, "other-account")),
    ],
    ["anonymous", resourceIntruder(proof, protectedChain, "anonymous")],
    ["primary-holder", holderIntruder(proof, protectedChain)],
  ];
}
