import { and, type Chosen, conditionsOf, keysWith, literal, NO, type Request, search, type Truth } from "../../iam";
import { readable } from "../../unknown/unknown-text";
import { callerPermitted, trustAllows } from "../hops/policy-questions";
import { boundaryOf, identityOf, type ProofContext } from "../proof-context";
import {
  assuming,
  type Call,
  callChoices,
  callEntries,
  chosenValues,
  freeChoice,
  tagKeys,
} from "../requests/assume-call";
import { ABSENT, contextOf, oneValue, principalTags, sessionCallerOf, sessionEntries } from "../requests/context";
import { type Attempt, better, FAILS } from "./attempt";
import {
  accountsNamed,
  type CallerClass,
  callerContext,
  callerIn,
  callerMay,
  organisationChoice,
  policiesOf,
  principalChoice,
  STRANGER_ACCOUNT,
  sessionChoice,
  UNSEEN,
  witnessOf,
} from "./callers";
import type { ProtectedChain } from "./protected-chain";

/** A role of the cluster's or the target's account that may call AssumeRole and TagSession on everything. */
export function roleIntruder(proof: ProofContext, protectedChain: ProtectedChain): Attempt {
  let best = FAILS;
  for (const account of new Set([protectedChain.account, protectedChain.targetAccount]))
    best = better(best, fromAccount(proof, protectedChain, account, true));
  return best;
}

/** The same from elsewhere: an account nobody knows, and those that the trusts name. */
export function outsiderIntruder(proof: ProofContext, protectedChain: ProtectedChain): Attempt {
  const inside = new Set([protectedChain.account, protectedChain.targetAccount]);
  const named = policiesOf([protectedChain.targetTrust, protectedChain.primaryTrust]).flatMap(accountsNamed);
  let best = FAILS;
  for (const account of new Set([STRANGER_ACCOUNT, ...named]))
    if (!inside.has(account)) best = better(best, fromAccount(proof, protectedChain, account, false));
  return best;
}

function fromAccount(proof: ProofContext, protectedChain: ProtectedChain, account: string, inside: boolean): Attempt {
  const callers: CallerClass = { account, inside };
  const direct = directly(proof, protectedChain, callers);
  return protectedChain.primaryTrust === undefined && protectedChain.primaryArn === undefined
    ? direct
    : better(direct, throughPrimary(proof, protectedChain, callers));
}

function directly(proof: ProofContext, protectedChain: ProtectedChain, callers: CallerClass): Attempt {
  const trust = protectedChain.targetTrust ?? UNSEEN;
  const policies = policiesOf([trust, ...proof.rcps, ...(proof.scps ?? [])]);
  const conditions = conditionsOf(policies);
  const call: Call = { hop: "", tags: tagKeys(policies) };
  const carried = keysWith(policies, "aws:principaltag/").map((key) => key.slice("aws:principaltag/".length));
  const contextWith = (chosen: Chosen, action = "sts:assumerole") =>
    callerContext(proof, protectedChain, callers, call, carried, chosen, action);
  const choices = [
    principalChoice(protectedChain, callers, trust.policy, conditions),
    ...sessionChoice(trust.policy),
    ...organisationChoice(proof, callers, policies),
    ...callChoices(call, policies, contextWith),
    ...carried.map((tag) => freeChoice(`principal tag ${tag}`, [`aws:principaltag/${tag}`], conditions, contextWith)),
  ];
  const { truth, chosen } = search(choices, (chosen) => {
    const ask = (action: string): Truth => {
      const request: Request = {
        action: literal(action),
        resource: literal(protectedChain.targetArn),
        caller: callerIn(callers, chosen),
        context: contextWith(chosen, action),
      };
      return and(trustAllows(proof, trust, request), callerMay(proof, callers, request));
    };
    return assuming(call, chosen, ask);
  });
  return truth === NO ? FAILS : { truth, witness: witnessOf(callers, protectedChain.targetArn, chosen) };
}

/** Two calls: the primary role first, then the target with the primary's session. */
function throughPrimary(proof: ProofContext, protectedChain: ProtectedChain, callers: CallerClass): Attempt {
  const { primary, primaryArn = "" } = protectedChain;
  const firstTrust = protectedChain.primaryTrust ?? UNSEEN;
  const target = protectedChain.targetTrust ?? UNSEEN;
  const identity = primary ? identityOf(proof, primary) : [UNSEEN];
  const guardrails = primary ? boundaryOf(proof, primary) : [];
  const over = [...proof.rcps, ...(proof.scps ?? [])];
  const firstPolicies = policiesOf([firstTrust, ...over]);
  const secondPolicies = policiesOf([target, ...identity, ...guardrails, ...over]);
  const sessionTags = keysWith(secondPolicies, "aws:principaltag/").map((key) => key.slice("aws:principaltag/".length));
  const first: Call = { hop: "first ", tags: [...new Set([...tagKeys(firstPolicies), ...sessionTags])] };
  const second: Call = { hop: "", tags: tagKeys(secondPolicies) };
  const carried = keysWith(firstPolicies, "aws:principaltag/").map((key) => key.slice("aws:principaltag/".length));
  const firstContext = (chosen: Chosen, action = "sts:assumerole") =>
    callerContext(proof, protectedChain, callers, first, carried, chosen, action);
  const secondContext = (chosen: Chosen, action = "sts:assumerole") =>
    contextOf(
      sessionEntries(primaryArn, proof.organisation),
      principalTags(undefined, primary),
      Object.fromEntries(
        sessionTags.map((tag) => [`aws:principaltag/${tag}`, chosenValues(chosen, `first request tag ${tag}`)]),
      ),
      callEntries(second, chosen),
      {
        "aws:resourceaccount": oneValue(protectedChain.targetAccount),
        "aws:requestedregion": oneValue(protectedChain.chain.region ?? undefined),
      },
      action === "sts:tagsession" ? { "sts:externalid": ABSENT } : {},
    );
  const conditions = conditionsOf(firstPolicies);
  const choices = [
    principalChoice(protectedChain, callers, firstTrust.policy, conditions),
    ...sessionChoice(firstTrust.policy),
    ...organisationChoice(proof, callers, firstPolicies),
    // A tag of the first call is a principal tag in the second.
    ...callChoices(first, [...firstPolicies, ...secondPolicies], firstContext, (tag) => [
      `aws:requesttag/${tag}`,
      `aws:principaltag/${tag}`,
    ]),
    ...carried.map((tag) => freeChoice(`principal tag ${tag}`, [`aws:principaltag/${tag}`], conditions, firstContext)),
    ...callChoices(second, secondPolicies, secondContext),
  ];
  const sameAccount = primary?.account === protectedChain.targetAccount;
  const { truth, chosen } = search(choices, (chosen) => {
    const enter = assuming(first, chosen, (action) => {
      const request: Request = {
        action: literal(action),
        resource: literal(primaryArn),
        caller: callerIn(callers, chosen),
        context: firstContext(chosen, action),
      };
      return and(trustAllows(proof, firstTrust, request), callerMay(proof, callers, request));
    });
    if (enter === NO) return NO;
    return and(
      enter,
      assuming(second, chosen, (action) => {
        const request: Request = {
          action: literal(action),
          resource: literal(protectedChain.targetArn),
          caller: sessionCallerOf(primaryArn),
          context: secondContext(chosen, action),
        };
        return and(
          trustAllows(proof, target, request),
          callerPermitted(proof, identity, guardrails, request, sameAccount ? target : undefined),
        );
      }),
    );
  });
  return truth === NO
    ? FAILS
    : {
        truth,
        witness: { ...witnessOf(callers, primaryArn, chosen), thenAssumes: readable(protectedChain.targetArn) },
      };
}
