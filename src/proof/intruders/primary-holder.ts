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
import { readable } from "../../unknown/unknown-text";
import type { PodIdentityChain } from "../chains";
import { callerPermitted, trustAllows } from "../hops/policy-questions";
import { boundaryOf, identityOf, type ProofContext } from "../proof-context";
import { assuming, type Call, callChoices, callEntries, tagKeys } from "../requests/assume-call";
import {
  ABSENT,
  contextOf,
  EKS_TAGS,
  oneValue,
  principalTags,
  requestTags,
  sessionCallerOf,
  sessionEntries,
  tagsOf,
} from "../requests/context";
import { sessionOf } from "../requests/pod-session";
import { type Attempt, better, FAILS } from "./attempt";
import { policiesOf, UNSEEN } from "./callers";
import type { ProtectedChain } from "./protected-chain";

/**
 * A pod that holds the primary's own credentials, from an association without a target. It cannot
 * change the tags that EKS gave it, and chooses everything else; with tags off it chooses all.
 */
export function holderIntruder(proof: ProofContext, protectedChain: ProtectedChain): Attempt | undefined {
  const primaries = new Set(
    protectedChain.peers.flatMap((peer) =>
      peer.mechanism === "pod-identity" && peer.associations[0].targetRoleArn !== undefined
        ? [peer.associations[0].roleArn]
        : [],
    ),
  );
  const holders = proof.holdersOf(primaries);
  if (holders.length === 0) return undefined;
  return holders.reduce(
    (best: Attempt, { association, chain }) => better(best, holding(proof, protectedChain, association, chain)),
    FAILS,
  );
}

function holding(
  proof: ProofContext,
  protectedChain: ProtectedChain,
  association: PodIdentityChain["associations"][0],
  pod: Readonly<Record<string, string>>,
): Attempt {
  const arn = association.roleArn;
  const session = sessionOf(association);
  if (typeof arn !== "string" || !session) return { truth: MAYBE };
  const primary = proof.inventory.roleByArn(arn);
  const target = protectedChain.targetTrust ?? UNSEEN;
  const identity = primary ? identityOf(proof, primary) : [UNSEEN];
  const guardrails = primary ? boundaryOf(proof, primary) : [];
  const policies = policiesOf([target, ...identity, ...guardrails, ...proof.rcps, ...(proof.scps ?? [])]);
  const fixed: ReadonlySet<string> = new Set(session.tags ? EKS_TAGS : []);
  const call: Call = { hop: "", tags: tagKeys(policies).filter((tag) => !fixed.has(tag.toLowerCase())) };
  const tags = session.tags ? tagsOf(session.pod) : undefined;
  const contextWith = (chosen: Chosen, action = "sts:assumerole"): Context => {
    const sent = callEntries(call, chosen);
    const own = tags ? requestTags(tags) : {};
    const keys = sent["aws:tagkeys"];
    const inherited: readonly Glob[] = tags ? EKS_TAGS.map(literal) : [];
    const context = contextOf(sessionEntries(arn, proof.organisation), principalTags(tags, primary), own, sent, {
      "aws:tagkeys": keys === OPEN || keys === undefined ? OPEN : [...inherited, ...keys],
      "aws:resourceaccount": oneValue(protectedChain.targetAccount),
      "aws:requestedregion": oneValue(session.pod.region),
      ...(action === "sts:tagsession" ? { "sts:externalid": ABSENT } : {}),
    });
    return (lowerKey) =>
      context(lowerKey) === OPEN && lowerKey.startsWith("aws:principaltag/") && !tags ? ABSENT : context(lowerKey);
  };
  const { truth, chosen } = search(callChoices(call, policies, contextWith), (chosen) => {
    const ask = (action: string): Truth => {
      const request: Request = {
        action: literal(action),
        resource: literal(protectedChain.targetArn),
        caller: sessionCallerOf(arn),
        context: contextWith(chosen, action),
      };
      const sameAccount = primary?.account === protectedChain.targetAccount;
      return and(
        trustAllows(proof, target, request),
        callerPermitted(proof, identity, guardrails, request, sameAccount ? target : undefined),
      );
    };
    // Inherited tags are passed with every call.
    return tags ? and(ask("sts:assumerole"), ask("sts:tagsession")) : assuming(call, chosen, ask);
  });
  if (truth === NO) return FAILS;
  const sent = [...(chosen ?? [])].flatMap(([name, text]) => (text ? [[name, readable(text.tokens.join(""))]] : []));
  return {
    truth,
    witness: { ...pod, holds: readable(arn), assumes: readable(protectedChain.targetArn), ...Object.fromEntries(sent) },
  };
}
