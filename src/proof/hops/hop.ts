import { MAYBE, NO, type Request, type Truth, YES } from "../../iam";
import { readable } from "../../unknown/unknown-text";
import type { Asked } from "../derivation";
import type { Decision, Hop, HopId } from "../proof";
import type { ReadDocument } from "../proof-context";
import { explicitDeny, type Lacking, malformed, notKnown, undecided, type Why } from "./explain";

export const decisionOf = (truth: Truth): Decision => (truth === YES ? "allowed" : truth === NO ? "denied" : "unknown");

/** A hop with what a denied one lacks, of which fixes are made, and how it was decided. */
export interface JudgedHop extends Hop {
  readonly lacking?: readonly Lacking[] | undefined;
  /** What was asked of which documents. */
  readonly asked?: () => readonly Asked[];
  /** Why each part of it came out as bad as the whole; undefined where the hop itself says so. */
  readonly whys?: () => readonly Why[];
}

/** One action that a hop consists of. */
export interface Question {
  readonly action: string;
  readonly truth: Truth;
  readonly why: () => Why;
  readonly asked?: () => readonly Asked[];
}

/** A hop of one or more actions: it is the first denied one, else the first unknown, else the first. */
export function hopOf(
  id: HopId,
  resource: string | undefined,
  questions: readonly [Question, ...Question[]],
): JudgedHop {
  const worst =
    questions.find(({ truth }) => truth === NO) ?? questions.find(({ truth }) => truth === MAYBE) ?? questions[0];
  return {
    id,
    verdict: decisionOf(worst.truth),
    action: worst.action,
    ...(resource === undefined ? {} : { resource: readable(resource) }),
    ...worst.why(),
    lacking: worst.truth === NO ? lackingOf(questions) : undefined,
    asked: () => questions.flatMap(({ asked }) => asked?.() ?? []),
    whys: () => questions.filter(({ truth }) => truth === worst.truth).map(({ why }) => why()),
  };
}

/** What all denied questions lack; undefined where one is denied for another reason than a missing Allow. */
function lackingOf(questions: readonly Question[]): readonly Lacking[] | undefined {
  const all = questions.filter(({ truth }) => truth === NO).map(({ why }) => why().lacking);
  return all.every((one) => one !== undefined) ? all.flat() : undefined;
}

/** A hop that is decided without a policy. */
export const plainHop = (
  id: HopId,
  verdict: Decision,
  why: Why & { readonly resource?: string; readonly action?: string } = {},
): JudgedHop => ({
  id,
  verdict,
  ...why,
});

/** The first of `readings` that AWS would refuse to save, as a denied hop. */
export function malformedHop(
  id: HopId,
  action: string,
  resource: string | undefined,
  readings: readonly ReadDocument[],
): JudgedHop | undefined {
  for (const reading of readings) {
    const why = malformed(reading);
    if (why) return hopOf(id, resource, [{ action, truth: NO, why: () => why }]);
  }
  return undefined;
}

/** Why a question that is not a plain yes came out as it did. */
export function reasonFor(truth: Truth, sources: readonly ReadDocument[], request: Request, denied: () => Why): Why {
  if (truth === NO) return explicitDeny(sources, request) ?? denied();
  return (
    sources.map(notKnown).find((why) => why !== undefined) ??
    undecided(sources, request) ?? { code: "not-decided", message: "it depends on values known only after apply" }
  );
}

/** The sentence that the AWS SDKs print for a refused call. */
export const accessDenied = (operation: string, user: string, action: string, resource: string): string =>
  readable(
    `An error occurred (AccessDenied) when calling the ${operation} operation: User: ${user} is not authorized to perform: ${action} on resource: ${resource}`,
  );
