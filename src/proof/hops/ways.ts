import { readable } from "../../unknown/unknown-text";
import type { ProofContext, ReadDocument } from "../proof-context";
import { type FinalSession, nextSessionOf } from "../requests/final-session";
import { unnamedRoleGrants } from "./assume-grant";
import { type Grant, grantsOf } from "./grants";
import { plainHop } from "./hop";
import type { Lead } from "./role-calls";

/** How many roles a pod is followed to. */
const MOST = 16;

/** A role that the pod assumes by itself; not `sure`: it is not decided whether it may. */
export interface SecondRole {
  readonly session: FinalSession;
  readonly trust: ReadDocument;
  readonly sure: boolean;
}

/** All that a pod may do, with the session that it is given and with those that it goes on to. */
export interface Ways {
  /** In the order of the ways, the shortest first. */
  readonly grants: readonly Grant[];
  /** Grants of roles that it is not decided whether the pod may assume. */
  readonly perhaps: readonly Grant[];
  readonly seconds: readonly SecondRole[];
  /** Whether the pod may get further than what was followed. */
  readonly open: boolean;
}

/**
 * Follows a pod from the session that it is given, breadth first, to every role once: what EKS has tagged its session with
 * does not change on the way, so that one way to a role is as good as another.
 */
export function waysOf(proof: ProofContext, final: FinalSession | undefined): Ways {
  if (!final) return { grants: [], perhaps: [], seconds: [], open: false };
  const queue: { readonly session: FinalSession; readonly sure: boolean }[] = [{ session: final, sure: true }];
  const reached = new Set([final.role.arn]);
  const undecided: { readonly lead: Lead; readonly from: FinalSession }[] = [];
  const seconds: SecondRole[] = [];
  const grants: Grant[] = [];
  const perhaps: Grant[] = [];
  let left: FinalSession | undefined;
  const go = (from: FinalSession, { role }: Lead, sure: boolean): void => {
    if (reached.has(role.arn)) return;
    if (reached.size > MOST) {
      left ??= from;
      return;
    }
    reached.add(role.arn);
    const session = nextSessionOf(proof, from, role);
    seconds.push({ session, trust: proof.read(role.trust, "trust"), sure });
    queue.push({ session, sure });
  };
  for (let next = 0; next < queue.length; next += 1) {
    const { session, sure } = queue[next] ?? { session: final, sure: true };
    const { own, leads } = stepFrom(proof, session);
    (sure ? grants : perhaps).push(...own);
    for (const lead of leads)
      if (sure && lead.sure) go(session, lead, true);
      else undecided.push({ lead, from: session });
    // what is certain comes first, whatever its length
    if (next === queue.length - 1) for (const { lead, from } of undecided.splice(0)) go(from, lead, false);
  }
  if (left) grants.push(tooMany(left));
  return {
    grants,
    perhaps,
    seconds,
    open: left !== undefined || grants.some(isOpen) || seconds.some(({ sure }) => !sure),
  };
}

const isOpen = ({ leads, hop }: Grant): boolean => leads !== undefined && hop.verdict === "unknown";

/** What one session may do, and where it leads. */
function stepFrom(
  proof: ProofContext,
  session: FinalSession,
): { readonly own: readonly Grant[]; readonly leads: readonly Lead[] } {
  const written = grantsOf(proof, session);
  const known = new Set(written.flatMap(({ leads = [] }) => leads.map(({ role }) => role)));
  const { grants: unnamed, perhaps } = unnamedRoleGrants(proof, session, known);
  const roles = unnamed.map(
    ({ hop, leads, role }): Grant => ({
      action: "sts:AssumeRole",
      resource: role.arn,
      hop,
      leads,
      matches: [],
      session,
    }),
  );
  // a role that only leads on is no role that grants nothing, and neither is one that the pod passes
  const rest =
    roles.length > 0 || session.path.length > 1 ? written.filter(({ hop }) => hop.code !== "no-grant") : written;
  const via = session.path.slice(1).map(readable);
  const own = [...rest, ...roles].map((grant) => (via.length === 0 ? grant : { ...grant, hop: { ...grant.hop, via } }));
  return { own, leads: [...own.flatMap(({ leads = [] }) => leads), ...perhaps] };
}

function tooMany(session: FinalSession): Grant {
  const hop = plainHop("grant", "unknown", {
    action: "sts:AssumeRole",
    resource: "*",
    code: "too-many-roles",
    message: `the pod may assume more than ${MOST} roles by itself, one from another; no further one was followed`,
    fix: "Name the roles that the workload needs in its policies, and no others.",
    location: session.role.resource.location(),
  });
  return { action: "sts:AssumeRole", resource: "*", hop, matches: [], leads: [], session };
}
