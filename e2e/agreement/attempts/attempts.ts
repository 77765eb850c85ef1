import type { Intruder, IntruderId } from "../../../src/proof";
import type { Witness } from "../../../src/proof/proof";
import type { NamedAttempt } from "./attempt";
import { askedWitness } from "./by-anybody";
import { attemptsByPods, podWitness } from "./by-pods";
import { attemptsByPrimaryHolders, holderWitness } from "./by-primary-holders";
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
  if ("holds" in witness) return holderWitness(context, witness);
  if (isMade(witness)) {
    if ("resource" in witness) return resourceWitness(context, witness);
    if ("sub" in witness && !("thenAssumes" in witness)) {
      const tried = await tokenWitness(context, witness);
      // prove takes a provider that a trust names to exist: then the trust alone is asked
      return tried.says.includes("No OpenIDConnect provider found") ? askedWitness(context, witness) : tried;
    }
    if ("assumes" in witness) return roleWitness(context, witness);
  }
  if (["service", "provider", "caller", "resource"].some((name) => name in witness))
    return askedWitness(context, witness);
  if (["cluster", "namespace", "serviceAccount"].every((name) => name in witness)) return podWitness(context, witness);
  return { what: `${id}: ${JSON.stringify(witness)}`, allowed: false, says: "no attempt fits this witness" };
}

/** Whether its caller can have keys in the emulator: a role, a token of a cluster, or nobody who reads a bucket. */
function isMade(witness: Witness): boolean {
  const {
    caller = "",
    resource = "",
    sub,
    provider,
    service,
  } = witness as Readonly<Record<string, string | undefined>>;
  if (service !== undefined) return false;
  if (sub !== undefined) return /^system:serviceaccount:[^:]+:[^:]+$/.test(sub);
  if (provider !== undefined || (resource !== "" && !resource.includes(":s3:::"))) return false;
  const needsMore = Object.keys(witness).some((name) => /^([a-z0-9]+:|organisation$|principal tag )/.test(name));
  return !needsMore && (caller === "anybody" || caller.includes(":role/"));
}
