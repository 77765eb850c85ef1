import { and, type Chosen, conditionsOf, keysWith, literal, NO, type Request, search, type Truth } from "../../iam";
import { readable } from "../../unknown/symbol";
import { permitting, trusting } from "../hops/policy-questions";
import { boundaryOf, identityOf, type Known } from "../proof-context";
import {
  assuming,
  type Call,
  callChoices,
  callEntries,
  chosenValues,
  freeChoice,
  tagKeys,
} from "../requests/assume-call";
import { ABSENT, callerOf, contextOf, principalTags, sessionEntries, value } from "../requests/context";
import {
  accountsNamed,
  type Crowd,
  callersSide,
  crowdCaller,
  crowdContext,
  organisationChoice,
  policiesOf,
  principalChoice,
  STRANGER,
  sessionChoice,
  UNSEEN,
  witnessOf,
} from "./callers";
import type { Attempt, Guarded } from "./index";
import { better, FAILS } from "./index";

/** A role of the cluster's or the target's account that may call AssumeRole and TagSession on everything. */
export function roleIntruder(known: Known, guarded: Guarded): Attempt {
  let best = FAILS;
  for (const account of new Set([guarded.account, guarded.targetAccount]))
    best = better(best, fromAccount(known, guarded, account, true));
  return best;
}

/** The same from elsewhere: an account nobody knows, and those that the trusts name. */
export function outsiderIntruder(known: Known, guarded: Guarded): Attempt {
  const inside = new Set([guarded.account, guarded.targetAccount]);
  const named = policiesOf([guarded.targetTrust, guarded.primaryTrust]).flatMap(accountsNamed);
  let best = FAILS;
  for (const account of new Set([STRANGER, ...named]))
    if (!inside.has(account)) best = better(best, fromAccount(known, guarded, account, false));
  return best;
}

function fromAccount(known: Known, guarded: Guarded, account: string, inside: boolean): Attempt {
  const crowd: Crowd = { account, inside };
  const direct = directly(known, guarded, crowd);
  return guarded.primaryTrust === undefined && guarded.primaryArn === undefined
    ? direct
    : better(direct, throughPrimary(known, guarded, crowd));
}

function directly(known: Known, guarded: Guarded, crowd: Crowd): Attempt {
  const trust = guarded.targetTrust ?? UNSEEN;
  const policies = policiesOf([trust, ...known.rcps, ...(known.scps ?? [])]);
  const conditions = conditionsOf(policies);
  const call: Call = { hop: "", tags: tagKeys(policies) };
  const carried = keysWith(policies, "aws:principaltag/").map((key) => key.slice("aws:principaltag/".length));
  const contextWith = (chosen: Chosen, action = "sts:assumerole") =>
    crowdContext(known, guarded, crowd, call, carried, chosen, action);
  const choices = [
    principalChoice(guarded, crowd, trust.policy, conditions),
    ...sessionChoice(trust.policy),
    ...organisationChoice(known, crowd, policies),
    ...callChoices(call, policies, contextWith),
    ...carried.map((tag) => freeChoice(`principal tag ${tag}`, [`aws:principaltag/${tag}`], conditions, contextWith)),
  ];
  const { truth, chosen } = search(choices, (chosen) => {
    const ask = (action: string): Truth => {
      const request: Request = {
        action: literal(action),
        resource: literal(guarded.targetArn),
        caller: crowdCaller(crowd, chosen),
        context: contextWith(chosen, action),
      };
      return and(trusting(known, trust, request), callersSide(known, crowd, request));
    };
    return assuming(call, chosen, ask);
  });
  return truth === NO ? FAILS : { truth, witness: witnessOf(crowd, guarded.targetArn, chosen) };
}

/** Two calls: the primary role first, then the target with the primary's session. */
function throughPrimary(known: Known, guarded: Guarded, crowd: Crowd): Attempt {
  const { primary, primaryArn = "" } = guarded;
  const door = guarded.primaryTrust ?? UNSEEN;
  const target = guarded.targetTrust ?? UNSEEN;
  const identity = primary ? identityOf(known, primary) : [UNSEEN];
  const limits = primary ? boundaryOf(known, primary) : [];
  const over = [...known.rcps, ...(known.scps ?? [])];
  const firstPolicies = policiesOf([door, ...over]);
  const secondPolicies = policiesOf([target, ...identity, ...limits, ...over]);
  const sessionTags = keysWith(secondPolicies, "aws:principaltag/").map((key) => key.slice("aws:principaltag/".length));
  const first: Call = { hop: "first ", tags: [...new Set([...tagKeys(firstPolicies), ...sessionTags])] };
  const second: Call = { hop: "", tags: tagKeys(secondPolicies) };
  const carried = keysWith(firstPolicies, "aws:principaltag/").map((key) => key.slice("aws:principaltag/".length));
  const firstContext = (chosen: Chosen, action = "sts:assumerole") =>
    crowdContext(known, guarded, crowd, first, carried, chosen, action);
  const secondContext = (chosen: Chosen, action = "sts:assumerole") =>
    contextOf(
      sessionEntries(primaryArn, known.organisation),
      principalTags(undefined, primary),
      Object.fromEntries(
        sessionTags.map((tag) => [`aws:principaltag/${tag}`, chosenValues(chosen, `first request tag ${tag}`)]),
      ),
      callEntries(second, chosen),
      {
        "aws:resourceaccount": value(guarded.targetAccount),
        "aws:requestedregion": value(guarded.chain.region ?? undefined),
      },
      action === "sts:tagsession" ? { "sts:externalid": ABSENT } : {},
    );
  const conditions = conditionsOf(firstPolicies);
  const choices = [
    principalChoice(guarded, crowd, door.policy, conditions),
    ...sessionChoice(door.policy),
    ...organisationChoice(known, crowd, firstPolicies),
    // A tag of the first call is a principal tag in the second.
    ...callChoices(first, [...firstPolicies, ...secondPolicies], firstContext, (tag) => [
      `aws:requesttag/${tag}`,
      `aws:principaltag/${tag}`,
    ]),
    ...carried.map((tag) => freeChoice(`principal tag ${tag}`, [`aws:principaltag/${tag}`], conditions, firstContext)),
    ...callChoices(second, secondPolicies, secondContext),
  ];
  const sameAccount = primary?.account === guarded.targetAccount;
  const { truth, chosen } = search(choices, (chosen) => {
    const enter = assuming(first, chosen, (action) => {
      const request: Request = {
        action: literal(action),
        resource: literal(primaryArn),
        caller: crowdCaller(crowd, chosen),
        context: firstContext(chosen, action),
      };
      return and(trusting(known, door, request), callersSide(known, crowd, request));
    });
    if (enter === NO) return NO;
    return and(
      enter,
      assuming(second, chosen, (action) => {
        const request: Request = {
          action: literal(action),
          resource: literal(guarded.targetArn),
          caller: callerOf(primaryArn),
          context: secondContext(chosen, action),
        };
        return and(
          trusting(known, target, request),
          permitting(known, identity, limits, request, sameAccount ? target : undefined),
        );
      }),
    );
  });
  return truth === NO
    ? FAILS
    : { truth, witness: { ...witnessOf(crowd, primaryArn, chosen), thenAssumes: readable(guarded.targetArn) } };
}
