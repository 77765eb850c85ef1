import type { Intruder, IntruderId } from "../../../src/proof";
import type { NamedAttempt } from "./attempt";
import { attemptsByPods, podWitness } from "./by-pods";
import { attemptsByPrimaryHolders } from "./by-primary-holders";
import { attemptsByOutsideRole, attemptsByRoles, roleWitness } from "./by-roles";
import { attemptsByTokens, tokenWitness } from "./by-tokens";
import type { AttemptContext } from "./context";
import { attemptsOnResources, resourceWitness } from "./on-resources";

/** Attempts of one intruder class, all of which must be refused. */
export async function attemptsOf(context: AttemptContext, id: IntruderId): Promise<readonly NamedAttempt[]> {
  switch (id) {
    case "other-service-account":
    case "other-namespace":
    case "other-cluster":
      return (context.chain.mechanism === "irsa" ? attemptsByTokens : attemptsByPods)(context, id);
    case "other-role":
      return attemptsByRoles(context);
    case "other-account":
      return [...(await attemptsByOutsideRole(context)), ...(await attemptsOnResources(context, "other-account"))];
    case "anonymous":
      return attemptsOnResources(context, "anonymous");
    case "primary-holder":
      return attemptsByPrimaryHolders(context);
    case "user":
    case "federated":
    case "service":
    case "other-principal":
      return [];
  }
}

/** The attempt that the proof finds allowed, as its witness describes it. */
export async function attemptOfWitness(context: AttemptContext, { id, witness = {} }: Intruder): Promise<NamedAttempt> {
  if ("resource" in witness) return resourceWitness(context, witness);
  if ("sub" in witness) return tokenWitness(context, witness);
  if ("holds" in witness) return anyOf(await attemptsByPrimaryHolders(context), id);
  if ("assumes" in witness) return roleWitness(context, witness);
  return podWitness(context, witness);
}

const anyOf = (all: readonly NamedAttempt[], id: IntruderId): NamedAttempt =>
  all.find(({ allowed }) => allowed) ?? {
    what: `${id}: ${all.map(({ what }) => what).join("; ") || "no attempt"}`,
    allowed: false,
    says: all.map(({ says }) => says).join("; "),
  };
