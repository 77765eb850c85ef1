import { parseArn } from "../../aws";
import { MAYBE, NO, or, sourceOf, type Truth, writtenActions, YES } from "../../iam";
import { readable } from "../../unknown/unknown-text";
import { askGrant } from "../hops/decide-grant";
import type { Shared } from "../proof";
import { boundaryOf, identityOf, type ProofContext } from "../proof-context";
import { principalTags, sessionCallerOf, sessionEntries } from "../requests/context";
import type { FinalSession } from "../requests/final-session";
import { askedBy } from "./asked-actions";
import { policiesOf } from "./callers";
import { type Guard, isOfOwner } from "./guards";

import { meetingOf } from "./principals";
import type { ProtectedChain } from "./protected-chain";
import { type ResourceDocument, reaching } from "./resources";
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
  const isOwners = (arn: string) => parseArn(arn)?.account === guard.document.owner;
  const named = namedInFull(guard).filter((arn) => isOwners(arn) || ownSide(proof, arn, guard) === YES);
  return new Set([...usersOf(chain, guard), ...named]);
}

/** Roles of the world, named in full, of which it is not known whether their own policies allow them what `guard` does. */
export const perhapsShared = (
  proof: ProofContext,
  guard: Guard<ResourceDocument>,
  shared: ReadonlySet<string>,
): readonly string[] => namedInFull(guard).filter((arn) => !shared.has(arn) && ownSide(proof, arn, guard) === MAYBE);

/** The chain's own roles that come to a resource, or need its key: the one that the pod is given, or those it goes on to. */
function usersOf(
  { targetArn, seconds, grants }: ProtectedChain,
  { document }: Guard<ResourceDocument>,
): readonly string[] {
  if (seconds.length === 0) return [targetArn];
  const { target } = document;
  return grants.flatMap(({ matches, session }) =>
    session && matches.some((one) => one.target === target || one.target.key === target.arn) ? [session.role.arn] : [],
  );
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
    statement: readable(sourceOf(statement)),
    actions,
    ...(document.reading.location.file === "" ? {} : { location: document.reading.location }),
  });
  const own = new Set(usersOf(chain, guard));
  const names = [...sharedNames(proof, chain, guard)].filter((arn) => !own.has(arn));
  const unnamed = statement.principals?.negated ? [] : (statement.principals?.of ?? []);
  const ownersOwn = unnamed.flatMap((name) => (isOfOwner(name, document) && !own.has(name.name) ? [name.name] : []));
  const roles = [...new Set([...names, ...ownersOwn])].map((arn) => entry(arn, writtenActions(statement)));
  return [...roles, ...tiedServices(proof, chain, guard).map((name) => entry(name, writtenActions(statement)))];
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

/** ARNs of roles and users that `guard` names in full, as principals or by aws:PrincipalArn. */
function namedInFull({ statement }: Guard): readonly string[] {
  if (!statement) return [];
  const principals = (statement.principals?.negated ? [] : (statement.principals?.of ?? [])).flatMap(
    ({ type, name }) => (type === "AWS" ? [name] : []),
  );
  const conditions = statement.conditions.flatMap(({ lowerKey, base, values }) =>
    lowerKey === "aws:principalarn" && /^(StringEquals|ArnEquals|ArnLike|StringLike)$/.test(base)
      ? values.flatMap(({ text, glob: one }) => (one ? [text] : []))
      : [],
  );
  return [...new Set([...principals, ...conditions])].filter((arn) =>
    /^arn:[^:]*:iam::\d{12}:(role|user)\/[^*?]+$/.test(arn),
  );
}

/** Whether the role `arn` is allowed by its own policies something that `guard` lets it do; NO where it is none of the world's. */
function ownSide(proof: ProofContext, arn: string, { statement, document }: Guard<ResourceDocument>): Truth {
  const role = proof.inventory.roleByArn(arn);
  if (!role || !statement) return NO;
  const session: FinalSession = {
    role,
    tags: undefined,
    region: undefined,
    path: [role.arn],
    caller: sessionCallerOf(role.arn),
    identity: identityOf(proof, role),
    guardrails: boundaryOf(proof, role),
    entries: [sessionEntries(role.arn, proof.organisation), principalTags(undefined, role)],
  };
  return askedBy(statement, document.target, policiesOf([document.reading])).asked.reduce(
    (sum: Truth, { action, resource }) =>
      or(sum, askGrant(proof, session, { action, resource, target: undefined, ownSideOnly: true }).truth),
    NO,
  );
}
