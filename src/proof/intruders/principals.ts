import { MAYBE, type Policy } from "../../iam";
import { type Tags, tagsInAws } from "../../inventory";
import type { ProofContext } from "../proof-context";
import { type Entries, oneValue } from "../requests/context";
import { resourceTags } from "../requests/resource-tags";
import { leavesAccount } from "./accepted-callers";
import { accountsNamed, rolesOf, STRANGER_ACCOUNT, usersOf } from "./account-callers";
import { type Attempt, better, FAILS } from "./attempt";
import { type Callers, type Meeting, policiesOf } from "./callers";
import {
  assumeRole,
  type Door,
  entering,
  finalDoor,
  secondPolicies,
  sideOf,
  tagsCarried,
  throughPrimary,
} from "./entrances";
import type { Guard, GuardingDocument } from "./guards";
import { type ProtectedChain, passedBy } from "./protected-chain";

/** What callers of `guard` meet. */
export const meetingOf = (
  proof: ProofContext,
  chain: ProtectedChain,
  { document }: Guard,
  excluded: ReadonlySet<string>,
): Meeting => {
  const policies = policiesOf([document.reading, ...proof.rcps, ...(proof.scps ?? [])]);
  return {
    proof,
    policies,
    place: placeOf(proof, chain, document, policies),
    partition: chain.partition,
    excluded,
    accepted: chain.accepted,
  };
};

function placeOf(
  proof: ProofContext,
  chain: ProtectedChain,
  { target, owner, kind, opens }: GuardingDocument,
  policies: readonly Policy[],
): Entries {
  const place = (tags: Tags | undefined, region?: string): Entries => ({
    ...resourceTags(tags, policies),
    "aws:resourceaccount": oneValue(owner),
    "aws:requestedregion": oneValue(region),
  });
  if (target) return place(target.tags, target.region);
  const role = proof.inventory.roleByArn(opens ?? (kind === "primary" ? (chain.primaryArn ?? "") : chain.targetArn));
  return place(role && tagsInAws(role.resource));
}

/** Accounts that are not the chain's: a stranger's, and each that `guard` names. */
const foreignAccounts = (chain: ProtectedChain, { reading }: Guard): readonly string[] =>
  [...new Set([STRANGER_ACCOUNT, ...(reading.policy ? accountsNamed(reading.policy) : [])])].filter(
    (account) => !chain.near.has(account) && leavesAccount(chain.accepted, account),
  );

const isInside = (proof: ProofContext, chain: ProtectedChain, account: string): boolean =>
  chain.near.has(account) || proof.inventory.accounts.has(account);

const nearAccounts = ({ near, accepted }: ProtectedChain): readonly string[] =>
  [...near].filter((account) => leavesAccount(accepted, account));

/** Roles of the chain's own accounts. */
export const nearRoles = (proof: ProofContext, chain: ProtectedChain, meeting: Meeting): readonly Callers[] =>
  nearAccounts(chain).map((account) => rolesOf(meeting, account, isInside(proof, chain, account)));

/** Users of the chain's own accounts, and their roots where `root` is set. */
export const nearUsers = (
  proof: ProofContext,
  chain: ProtectedChain,
  meeting: Meeting,
  root: boolean,
): readonly Callers[] =>
  nearAccounts(chain).map((account) => usersOf(meeting, account, isInside(proof, chain, account), root));

/** Roles and users of other accounts. */
export const foreigners = (
  proof: ProofContext,
  chain: ProtectedChain,
  guard: Guard,
  meeting: Meeting,
  root: boolean,
): readonly Callers[] =>
  foreignAccounts(chain, guard).flatMap((account) => {
    const inside = isInside(proof, chain, account);
    return [rolesOf(meeting, account, inside), usersOf(meeting, account, inside, root)];
  });

type Some = (proof: ProofContext, chain: ProtectedChain, guard: Guard, meeting: Meeting) => readonly Callers[];

export const nearRoleCallers: Some = (proof, chain, _, meeting) => nearRoles(proof, chain, meeting);
export const nearUserCallers: Some = (proof, chain, _, meeting) => nearUsers(proof, chain, meeting, false);
export const foreignCallers: Some = (proof, chain, guard, meeting) => foreigners(proof, chain, guard, meeting, false);

/** The role that `guard` opens, and whether its session is worth something only in the next role. */
export function doorOf(proof: ProofContext, chain: ProtectedChain, guard: Guard): Door {
  if (guard.document.kind !== "primary") return finalDoor(chain, guard);
  const later = secondPolicies(proof, chain, sideOf(proof, chain.primary));
  return { arn: chain.primaryArn ?? "", guard, carried: tagsCarried(later), later };
}

/**
 * Roles whose sessions are the chain's own, or its peers', at a trust policy. At that of a role which the pod assumes by
 * itself, the primary's session is none of them: EKS alone has it for the pod.
 */
const ownAt = (chain: ProtectedChain, { document }: Guard): ReadonlySet<string> =>
  new Set([...(document.kind === "second" ? [] : chain.ownRoles), ...passedBy(chain)]);

/** Somebody who may call AssumeRole and TagSession on everything, and goes on with the primary's session. */
export function assumingIntruder(proof: ProofContext, chain: ProtectedChain, guard: Guard, some: Some): Attempt {
  if (!guard.statement) return { truth: MAYBE };
  const door = doorOf(proof, chain, guard);
  const meeting = meetingOf(proof, chain, guard, ownAt(chain, guard));
  let best = FAILS;
  for (const callers of some(proof, chain, guard, meeting)) {
    const entrance = assumeRole(proof, door, callers);
    best = better(
      best,
      guard.document.kind === "primary" ? throughPrimary(proof, chain, entrance) : entering(entrance),
    );
  }
  return best;
}
