import type { Assumption, ChainResult, Hop, Intruder, IntruderId, Through } from "../proof";
import type { Candidate } from "./candidates";

/** How a chain comes out of a change: as before, with other hops of the same question allowed too, or otherwise. */
export type Outcome = "same" | "also" | "other";

export interface Comparing {
  readonly before: ChainResult;
  readonly after: ChainResult;
  readonly candidate: Candidate;
  /** The hop that is to become allowed, of this chain. */
  readonly fixed?: number;
  /** Whether the hop at `index` asks what the fixed one asks. */
  readonly sameQuestion: (index: number) => boolean;
  /** The actions that the fixed hop lacks. */
  readonly actions: ReadonlySet<string>;
  /** The caller that the change is for. */
  readonly caller: string | undefined;
}

/** Pods that do not run in the world: what a corrected value no longer lets in. */
const PODS: ReadonlySet<IntruderId> = new Set([
  "other-service-account",
  "other-namespace",
  "other-cluster",
  "primary-holder",
]);

/** Roles that the world does not have. */
const ROLES: ReadonlySet<IntruderId> = new Set(["other-role", "other-account", "user"]);

export function compared({ before, after, candidate, fixed, sameQuestion, actions, caller }: Comparing): Outcome {
  const opened = new Set(
    before.hops.flatMap((hop, at) => (at === fixed || sameQuestion(at) ? (hop.resource ?? []) : [])),
  );
  const left = withoutNew(before.hops, after.hops, candidate, opened);
  const isOpened = (at: number) => {
    const { verdict, action = "" } = before.hops[at] ?? {};
    // a pattern that stands for this thing and others is decided too
    return sameQuestion(at) || (verdict === "unknown" && actions.has(action));
  };
  const hops = comparedHops(before.hops, left, fixed, isOpened);
  if (hops === "other") return hops;
  const isForFixed = (one: Assumption) => fixed !== undefined && one.for.every((id) => id === before.hops[fixed]?.id);
  const closes = (id: IntruderId) =>
    candidate.shape === "corrected" && (PODS.has(id) || (candidate.closesRoles === true && ROLES.has(id)));
  const others =
    before.intruders.length === after.intruders.length &&
    before.intruders.every((one, index) => sameIntruder(one, after.intruders[index], closes(one.id))) &&
    sameShared(before, after, caller) &&
    within(after.assumptions.filter((one) => !isForFixed(one)).map(nameOf), before.assumptions.map(nameOf)) &&
    before.expectations.every((one, index) => {
      const then = after.expectations[index]?.verdict;
      return then === one.verdict || (fixed !== undefined && one.can !== undefined && then === "met");
    });
  return others ? hops : "other";
}

/**
 * A permission that is added is a grant of its own; allowed, it is what the change is for. So is what a role may do that
 * the pod can assume by itself only now: `opened` are the roles of the question.
 */
function withoutNew(
  before: readonly Hop[],
  after: readonly Hop[],
  { grants }: Candidate,
  opened: ReadonlySet<string>,
): readonly Hop[] {
  const nameOfHop = ({ id, action, resource, via }: Hop) => `${id} ${action} ${resource} ${via?.join() ?? ""}`;
  const known = new Set(before.map(nameOfHop));
  return after.filter(
    (hop) =>
      known.has(nameOfHop(hop)) ||
      hop.id !== "grant" ||
      hop.verdict !== "allowed" ||
      !(grants?.includes(hop.action ?? "") || hop.via?.some((role) => opened.has(role))),
  );
}

function comparedHops(
  before: readonly Hop[],
  after: readonly Hop[],
  fixed: number | undefined,
  isOpened: (index: number) => boolean,
): Outcome {
  if (before.length !== after.length) return "other";
  let outcome: Outcome = "same";
  for (const [index, hop] of before.entries()) {
    const then = after[index];
    if (then?.id !== hop.id || then.resource !== hop.resource) return "other";
    if (index === fixed ? then.verdict === "allowed" : then.verdict === hop.verdict) continue;
    if (index === fixed || then.verdict !== "allowed" || !isOpened(index)) return "other";
    outcome = "also";
  }
  return outcome;
}

/** No caller gains an access path, and none loses one but by what `closes`. */
function sameIntruder(before: Intruder, after: Intruder | undefined, closes: boolean): boolean {
  if (after?.id !== before.id) return false;
  const ways = [before, after].map(({ through = [] }) => through.map(wayOf)) as [string[], string[]];
  if (!within(ways[1], ways[0])) return false;
  return closes || (within(ways[0], ways[1]) && after.verdict === before.verdict);
}

/** A way in; one that is not decided is known by its statement too. */
const wayOf = ({ verdict, document, who, actions, assumption, statement }: Through): string =>
  JSON.stringify([verdict, document, who, actions, assumption, verdict === "unknown" ? statement : undefined]);

const nameOf = ({ id, subject }: { readonly id: string; readonly subject: string }): string => `${id} ${subject}`;

function sameShared(before: ChainResult, after: ChainResult, caller: string | undefined): boolean {
  const names = ({ shared }: ChainResult) =>
    shared.map(({ who, document, actions }) => JSON.stringify([who, document, actions]));
  const added = after.shared.filter(({ who }) => who !== caller);
  return within(names(before), names(after)) && within(names({ ...after, shared: added }), names(before));
}

/** Whether each of `some` is there in `all`, as often. */
function within(some: readonly string[], all: readonly string[]): boolean {
  const left = [...all];
  return some.every((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}
