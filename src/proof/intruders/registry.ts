import type { ProofContext } from "../proof-context";
import type { Difference } from "./access-path";
import { type Attempt, better, FAILS } from "./attempt";
import { ANYBODY, type Callers, canonicalOf } from "./callers";
import type { IntruderClass } from "./class";
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
import { type ResourceDocument, reaching } from "./resources";
import {
  originAccessIdentitiesIn,
  serviceAccountOf,
  serviceAccountsIn,
  serviceIntruder,
  serviceOf,
  servicesLeft,
} from "./services";
import { sharedNames } from "./shared";
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
  populations: ["association", "token"],
  intoRole(proof, chain, guard, population) {
    if (population === "association") return podIntruder(proof, chain, guard, difference);
    // a token that enters the primary role is held by whoever goes on with it
    return guard.document.kind === "final" ? tokenIntruder(proof, chain, guard, difference) : FAILS;
  },
});

const otherRole: IntruderClass = {
  id: "other-role",
  populations: ["near-role"],
  intoRole: (proof, chain, guard) => assumingIntruder(proof, chain, guard, nearRoleCallers),
  toResource: (proof, chain, guard) =>
    reachingAll(
      proof,
      guard,
      nearRoles(proof, chain, meetingOf(proof, chain, guard, sharedNames(proof, chain, guard))),
    ),
};

const user: IntruderClass = {
  id: "user",
  populations: ["near-user"],
  intoRole: (proof, chain, guard) => assumingIntruder(proof, chain, guard, nearUserCallers),
  toResource: (proof, chain, guard) =>
    reachingAll(
      proof,
      guard,
      nearUsers(proof, chain, meetingOf(proof, chain, guard, sharedNames(proof, chain, guard)), true),
    ),
};

const otherAccount: IntruderClass = {
  id: "other-account",
  populations: ["foreign", "canonical"],
  intoRole: (proof, chain, guard, population) =>
    population === "foreign" ? assumingIntruder(proof, chain, guard, foreignCallers) : FAILS,
  toResource(proof, chain, guard, population) {
    if (population === "canonical") return reachingAll(proof, guard, canonicalsIn(guard).map(canonicalOf));
    const meeting = meetingOf(proof, chain, guard, sharedNames(proof, chain, guard));
    return reachingAll(proof, guard, foreigners(proof, chain, guard, meeting, true));
  },
};

const canonicalsIn = ({ statement }: Guard): readonly string[] =>
  (statement?.principals?.of ?? []).flatMap(({ type, name }) => (type === "CanonicalUser" ? [name] : []));

export const ANONYMOUS: IntruderClass = {
  id: "anonymous",
  populations: ["anonymous"],
  toResource: (proof, _, guard) => reachingAll(proof, guard, [ANYBODY]),
};

const holder: IntruderClass = {
  id: "primary-holder",
  populations: ["association", "token", "federated", "service", "near-role", "near-user", "foreign"],
  intoRole: (proof, chain, guard, population) =>
    guard.document.kind === "primary" ? primaryHolder(proof, chain, guard, population) : FAILS,
};

const federated: IntruderClass = {
  id: "federated",
  populations: ["federated"],
  intoRole: (proof, chain, guard) => (guard.document.kind === "final" ? federatedIntruder(proof, chain, guard) : FAILS),
  toResource: (proof, chain, guard) =>
    reachingAll(
      proof,
      guard,
      otherProvidersIn(guard, chain).map((provider) => federatedOf(provider, guard.document, chain.accepted)),
    ),
};

const service: IntruderClass = {
  id: "service",
  populations: ["service"],
  intoRole: (proof, chain, guard) => (guard.document.kind === "final" ? serviceIntruder(proof, chain, guard) : FAILS),
  toResource(proof, chain, guard) {
    const meeting = meetingOf(proof, chain, guard, new Set());
    const named = servicesLeft(chain, guard).map((name) => serviceOf(proof, chain, name, meeting.policies, "foreign"));
    const accounts = serviceAccountsIn(chain, guard).map((account) => serviceAccountOf(meeting, account));
    const identities = originAccessIdentitiesIn(chain, guard);
    return reachingAll(proof, guard, [...named, ...accounts, ...identities], "service-untied");
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
