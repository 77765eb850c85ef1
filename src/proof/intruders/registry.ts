import { MAYBE, YES } from "../../iam";
import type { ProofContext } from "../proof-context";
import type { Difference } from "./access-path";
import { type Attempt, better, FAILS } from "./attempt";
import { ANYBODY, type Callers, canonicalOf, type Meeting } from "./callers";
import type { IntruderClass, Search } from "./class";
import { federatedIntruder, federatedOf, otherProvidersIn } from "./federated";
import type { Guard } from "./guards";

import { podIntruder } from "./pods";
import { primaryHolder } from "./primary-holder";
import {
  assumingIntruder,
  foreignCallers,
  foreigners,
  meetingOf,
  nearRoleCallers,
  nearRoles,
  nearUserCallers,
  nearUsers,
} from "./principals";
import type { ProtectedChain } from "./protected-chain";
import { type ResourceDocument, reaching } from "./resources";
import {
  originAccessIdentitiesIn,
  serviceAccountOf,
  serviceAccountsIn,
  serviceIntruder,
  serviceOf,
  servicesLeft,
} from "./services";
import { perhapsShared, sharedNames } from "./shared";
import { tokenIntruder } from "./tokens";

const reachingAll = (
  proof: ProofContext,
  guard: Guard<ResourceDocument>,
  some: readonly Callers[],
  untied?: "service-untied",
): Attempt =>
  some.map((callers) => reaching({ proof, guard, callers, ...(untied ? { untied } : {}) })).reduce(better, FAILS);

const podClass = (id: IntruderClass["id"], difference: Difference): IntruderClass => ({
  id,
  intoPrimary: {
    populations: ["association"],
    attempt: (proof, chain, guard) => podIntruder(proof, chain, guard, difference),
  },
  intoFinal: {
    populations: ["association", "token"],
    attempt: (proof, chain, guard, population) =>
      (population === "association" ? podIntruder : tokenIntruder)(proof, chain, guard, difference),
  },
});

/** A class of roles or users, which assume either role in the same way. */
const assuming = (some: Parameters<typeof assumingIntruder>[3], populations: Search<Guard>["populations"]) => {
  const attempt: Search<Guard>["attempt"] = (proof, chain, guard) => assumingIntruder(proof, chain, guard, some);
  return { intoPrimary: { populations, attempt }, intoFinal: { populations, attempt } };
};

/**
 * Roles or users at a resource, but for those with whom it is shared. Of a role of the world whose own policies are not
 * known in full it is not known whether it is one of them.
 */
function reachingOthers(
  proof: ProofContext,
  chain: ProtectedChain,
  guard: Guard<ResourceDocument>,
  callersAt: (meeting: Meeting) => readonly Callers[],
): Attempt {
  const shared = sharedNames(proof, chain, guard);
  const perhaps = perhapsShared(proof, guard, shared);
  const all = (but: readonly string[]): Attempt =>
    reachingAll(proof, guard, callersAt(meetingOf(proof, chain, guard, new Set([...shared, ...but]))));
  const others = all(perhaps);
  if (perhaps.length === 0 || others.truth === YES) return others;
  const any = all([]);
  return any.truth === YES ? { ...any, truth: MAYBE, reason: OWN_POLICIES } : any;
}

const OWN_POLICIES = "whether such a caller gets in depends on its own policies, which are not known";

const otherRole: IntruderClass = {
  id: "other-role",
  ...assuming(nearRoleCallers, ["near-role"]),
  toResource: {
    populations: ["near-role"],
    attempt: (proof, chain, guard) =>
      reachingOthers(proof, chain, guard, (meeting) => nearRoles(proof, chain, meeting)),
  },
};

const user: IntruderClass = {
  id: "user",
  ...assuming(nearUserCallers, ["near-user"]),
  toResource: {
    populations: ["near-user"],
    attempt: (proof, chain, guard) =>
      reachingOthers(proof, chain, guard, (meeting) => nearUsers(proof, chain, meeting, true)),
  },
};

const otherAccount: IntruderClass = {
  id: "other-account",
  ...assuming(foreignCallers, ["foreign"]),
  toResource: {
    populations: ["foreign", "canonical"],
    attempt: (proof, chain, guard, population) =>
      population === "canonical"
        ? reachingAll(proof, guard, canonicalsIn(guard).map(canonicalOf))
        : reachingOthers(proof, chain, guard, (meeting) => foreigners(proof, chain, guard, meeting, true)),
  },
};

const canonicalsIn = ({ statement }: Guard): readonly string[] =>
  (statement?.principals?.of ?? []).flatMap(({ type, name }) => (type === "CanonicalUser" ? [name] : []));

export const ANONYMOUS: IntruderClass = {
  id: "anonymous",
  toResource: { populations: ["anonymous"], attempt: (proof, _, guard) => reachingAll(proof, guard, [ANYBODY]) },
};

const holder: IntruderClass = {
  id: "primary-holder",
  intoPrimary: {
    populations: ["association", "token", "federated", "service", "near-role", "near-user", "foreign"],
    attempt: primaryHolder,
  },
};

const federated: IntruderClass = {
  id: "federated",
  intoFinal: { populations: ["federated"], attempt: federatedIntruder },
  toResource: {
    populations: ["federated"],
    attempt: (proof, chain, guard) =>
      reachingAll(
        proof,
        guard,
        otherProvidersIn(guard, chain).map((provider) => federatedOf(provider, guard.document, chain.accepted)),
      ),
  },
};

const service: IntruderClass = {
  id: "service",
  intoFinal: { populations: ["service"], attempt: serviceIntruder },
  toResource: {
    populations: ["service"],
    attempt(proof, chain, guard) {
      const meeting = meetingOf(proof, chain, guard, new Set());
      const named = servicesLeft(chain, guard).map((name) =>
        serviceOf(proof, chain, name, meeting.policies, "foreign"),
      );
      const accounts = serviceAccountsIn(chain, guard).map((account) => serviceAccountOf(meeting, account));
      const identities = originAccessIdentitiesIn(chain, guard);
      return reachingAll(proof, guard, [...named, ...accounts, ...identities], "service-untied");
    },
  },
};

/** Every class of intruders that is tried, in the order in which answers list them. */
export const CLASSES: readonly IntruderClass[] = [
  podClass("other-service-account", "serviceAccount"),
  podClass("other-namespace", "namespace"),
  podClass("other-cluster", "cluster"),
  otherRole,
  otherAccount,
  ANONYMOUS,
  holder,
  user,
  federated,
  service,
];
