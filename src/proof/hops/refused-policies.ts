import type { Target } from "../../inventory";
import type { ProofContext } from "../proof-context";
import type { Match } from "../requests/targets";
import { malformed, type Why } from "./explain";
import { keyActionsFor } from "./key-grant";
import { refused } from "./refusal-code";

/** Why AWS refuses a policy that has a say in `action` on one of `found`: the resource's, or its key's. */
export const refusedPolicyOf = (proof: ProofContext, action: string, found: readonly Match[]): Why | undefined =>
  found
    .flatMap(({ target }) => [target, ...keysNeeded(proof, action, target)])
    .map(
      ({ refusal, policy }) => (refusal && refused(refusal)) ?? (policy && malformed(proof.read(policy, "resource"))),
    )
    .find((why) => why !== undefined);

/** The key that `action` on `target` needs, where it is in the world. */
function keysNeeded({ inventory }: ProofContext, action: string, { service, key }: Target): readonly Target[] {
  if (typeof key !== "string" || key === "aws" || keyActionsFor(service, action).length === 0) return [];
  return [inventory.targetByArn(key) ?? []].flat();
}
