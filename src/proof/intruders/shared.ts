import { parseArn } from "../../aws";
import { NO } from "../../iam";
import { readable } from "../../unknown/unknown-text";
import type { Shared } from "../proof";
import type { ProofContext } from "../proof-context";
import type { Guard } from "./guards";
import { meetingOf } from "./principals";
import type { ProtectedChain } from "./protected-chain";
import { actionsOf, actionsOfRole, namedInFull, type ResourceDocument, reaching } from "./resources";
import { serviceOf, servicesIn } from "./services";

/**
 * Those whom the owner of a resource has named: its own roles and users by their full ARN, and roles of the world that
 * their own policies allow it. They are listed, and no intruders; the chain's own role is neither.
 */
export function sharedNames(
  proof: ProofContext,
  chain: ProtectedChain,
  guard: Guard<ResourceDocument>,
): ReadonlySet<string> {
  const names = new Set([chain.targetArn]);
  for (const arn of namedInFull(guard)) {
    if (parseArn(arn)?.account === guard.document.owner) names.add(arn);
    else {
      const role = proof.inventory.roleByArn(arn);
      if (role && actionsOfRole(proof, role, guard).length > 0) names.add(arn);
    }
  }
  return names;
}

/** What `guard` gives to others by name: roles and users of the owner, roles of the world, services that are tied to us. */
export function sharedBy(
  proof: ProofContext,
  chain: ProtectedChain,
  guard: Guard<ResourceDocument>,
): readonly Shared[] {
  const { statement, document } = guard;
  if (!statement) return [];
  const entry = (who: string, actions: readonly string[]): Shared => ({
    who: readable(who),
    document: document.reading.label,
    statement: readable(statement.source),
    actions,
    ...(document.reading.location.file === "" ? {} : { location: document.reading.location }),
  });
  const names = [...sharedNames(proof, chain, guard)].filter((arn) => arn !== chain.targetArn);
  const roles = names.map((arn) => entry(arn, actionsOf(statement)));
  return [...roles, ...tiedServices(proof, chain, guard).map((name) => entry(name, actionsOf(statement)))];
}

/** Services that get in only for sources of the owner's, the world's or the organisation's. */
function tiedServices(proof: ProofContext, chain: ProtectedChain, guard: Guard<ResourceDocument>): readonly string[] {
  const named = (guard.statement?.principals?.of ?? []).some(({ type }) => type === "Service");
  if (!named) return [];
  const { policies } = meetingOf(proof, chain, guard, new Set());
  const passes = (name: string, sources: "foreign" | "any") =>
    reaching({ proof, guard, callers: serviceOf(proof, chain, name, policies, sources) }).truth !== NO;
  return servicesIn(guard).filter((name) => passes(name, "any") && !passes(name, "foreign"));
}
