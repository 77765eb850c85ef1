import {
  and,
  type Chosen,
  type Context,
  type Glob,
  literal,
  MAYBE,
  NO,
  OPEN,
  type Request,
  search,
  type Truth,
} from "../../iam";
import { readable } from "../../unknown/symbol";
import type { PodIdentityChain } from "../chains";
import { permitting, trusting } from "../hops/policy-questions";
import { boundaryOf, identityOf, type Known } from "../proof-context";
import { assuming, type Call, callChoices, callEntries, tagKeys } from "../requests/assume-call";
import {
  ABSENT,
  callerOf,
  contextOf,
  EKS_TAGS,
  principalTags,
  requestTags,
  sessionEntries,
  tagsOf,
  value,
} from "../requests/context";
import { sessionOf } from "../requests/pod-session";
import { policiesOf, UNSEEN } from "./callers";
import type { Attempt, Guarded } from "./index";
import { better, FAILS } from "./index";

/**
 * A pod that holds the primary's own credentials, from an association without a target. It cannot
 * change the tags that EKS gave it, and chooses everything else; with tags off it chooses all.
 */
export function holderIntruder(known: Known, guarded: Guarded): Attempt | undefined {
  const primaries = new Set(
    guarded.friends.flatMap((friend) =>
      friend.mechanism === "pod-identity" && friend.associations[0].targetRoleArn !== undefined
        ? [friend.associations[0].roleArn]
        : [],
    ),
  );
  const holders = known.holdersOf(primaries);
  if (holders.length === 0) return undefined;
  return holders.reduce(
    (best: Attempt, { association, chain }) => better(best, holding(known, guarded, association, chain)),
    FAILS,
  );
}

function holding(
  known: Known,
  guarded: Guarded,
  association: PodIdentityChain["associations"][0],
  pod: Readonly<Record<string, string>>,
): Attempt {
  const arn = association.roleArn;
  const session = sessionOf(association);
  if (typeof arn !== "string" || !session) return { truth: MAYBE };
  const primary = known.facts.roleByArn(arn);
  const target = guarded.targetTrust ?? UNSEEN;
  const identity = primary ? identityOf(known, primary) : [UNSEEN];
  const limits = primary ? boundaryOf(known, primary) : [];
  const policies = policiesOf([target, ...identity, ...limits, ...known.rcps, ...(known.scps ?? [])]);
  const fixed: ReadonlySet<string> = new Set(session.tags ? EKS_TAGS : []);
  const call: Call = { hop: "", tags: tagKeys(policies).filter((tag) => !fixed.has(tag.toLowerCase())) };
  const tags = session.tags ? tagsOf(session.pod) : undefined;
  const contextWith = (chosen: Chosen, action = "sts:assumerole"): Context => {
    const sent = callEntries(call, chosen);
    const own = tags ? requestTags(tags) : {};
    const keys = sent["aws:tagkeys"];
    const inherited: readonly Glob[] = tags ? EKS_TAGS.map(literal) : [];
    const context = contextOf(sessionEntries(arn, known.organisation), principalTags(tags, primary), own, sent, {
      "aws:tagkeys": keys === OPEN || keys === undefined ? OPEN : [...inherited, ...keys],
      "aws:resourceaccount": value(guarded.targetAccount),
      "aws:requestedregion": value(session.pod.region),
      ...(action === "sts:tagsession" ? { "sts:externalid": ABSENT } : {}),
    });
    return (lowerKey) =>
      context(lowerKey) === OPEN && lowerKey.startsWith("aws:principaltag/") && !tags ? ABSENT : context(lowerKey);
  };
  const { truth, chosen } = search(callChoices(call, policies, contextWith), (chosen) => {
    const ask = (action: string): Truth => {
      const request: Request = {
        action: literal(action),
        resource: literal(guarded.targetArn),
        caller: callerOf(arn),
        context: contextWith(chosen, action),
      };
      const sameAccount = primary?.account === guarded.targetAccount;
      return and(
        trusting(known, target, request),
        permitting(known, identity, limits, request, sameAccount ? target : undefined),
      );
    };
    // Inherited tags are passed with every call.
    return tags ? and(ask("sts:assumerole"), ask("sts:tagsession")) : assuming(call, chosen, ask);
  });
  if (truth === NO) return FAILS;
  const sent = [...(chosen ?? [])].flatMap(([name, text]) => (text ? [[name, readable(text.tokens.join(""))]] : []));
  return {
    truth,
    witness: { ...pod, holds: readable(arn), assumes: readable(guarded.targetArn), ...Object.fromEntries(sent) },
  };
}
