import {
  and,
  type Chosen,
  type Context,
  glob,
  literal,
  MAYBE,
  NO,
  OPEN,
  type Policy,
  type Request,
  search,
  type Truth,
  YES,
} from "../../iam";
import type { ProofContext, ReadDocument } from "../proof-context";
import { assuming, type Call, callChoices, callEntries, tagKeys } from "./assume-call";
import { ABSENT, contextOf, EKS_TAGS, type Entries, oneValue, requestTags, withoutOtherTags } from "./context";
import { callerAllowed, trustAllows } from "./decide";
import { type FinalSession, withTagsOfChoice } from "./final-session";
import { withRoleTags } from "./resource-tags";

/** A role that a session assumes with AssumeRole, as a program does by its SDK; `trust` undefined: the caller's side alone. */
export interface Called {
  /** An ARN, or a pattern of ARNs. */
  readonly resource: string;
  /** undefined where it is not known. */
  readonly account: string | undefined;
  readonly trust: ReadDocument | undefined;
}

export type CallAction = "sts:AssumeRole" | "sts:TagSession";

/** How one or both actions of a call are decided. */
export interface CallAnswer {
  readonly truth: Truth;
  /** What the caller sends so that it passes, by the names of condition keys. */
  readonly sends: readonly (readonly [key: string, value: string])[];
  /** The request of `action`, with what was chosen. */
  readonly request: (action: CallAction) => Request;
}

export interface SecondCall {
  /** Both actions where the session has tags that it passes on, else what the choice of tags needs. */
  readonly whole: CallAnswer;
  /** One action by itself. */
  readonly alone: (action: CallAction) => CallAnswer;
  /** One action on the caller's own side. */
  readonly own: (action: CallAction) => CallAnswer;
}

const EXTERNAL_ID = "external id";
const KEYS: Readonly<Record<string, string>> = {
  [EXTERNAL_ID]: "sts:ExternalId",
  "role session name": "sts:RoleSessionName",
  "transitive tags": "sts:TransitiveTagKeys",
};

/**
 * A call of `session` for a further role. The caller chooses ExternalId, session name and new tags; tags that the session
 * has inherited are passed with every call, and cannot be changed.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
 */
export function secondCall(proof: ProofContext, session: FinalSession, called: Called): SecondCall {
  const { trust, resource, account } = called;
  const { identity, guardrails, tags } = session;
  const over = [...(proof.scps ?? []), ...proof.rcps];
  const policies = [trust, ...identity, ...guardrails, ...over].flatMap((one): readonly Policy[] =>
    one?.policy ? [one.policy] : [],
  );
  const inherited = tags ? EKS_TAGS : [];
  const call: Call = {
    hop: "",
    tags: tagKeys(policies).filter((tag) => !inherited.some((one) => one === tag.toLowerCase())),
  };
  const sent = (chosen: Chosen): Entries => {
    const entries = callEntries(call, chosen);
    const keys = entries["aws:tagkeys"];
    if (inherited.length === 0 || keys === undefined) return entries;
    return {
      ...entries,
      ...(keys === OPEN ? {} : { "aws:tagkeys": [...inherited.map((tag) => literal(tag)), ...keys] }),
      // whether inherited tags are among them the page does not say
      "sts:transitivetagkeys": OPEN,
    };
  };
  const contextFor =
    (from: FinalSession) =>
    (chosen: Chosen, action: CallAction = "sts:AssumeRole"): Context =>
      withRoleTags(
        proof,
        resource,
        withoutOtherTags(
          contextOf(
            ...from.entries,
            requestTags(tags),
            sent(chosen),
            {
              "aws:resourceaccount": oneValue(account),
              "aws:requestedregion": oneValue(session.region),
              // a source identity is set once, by whoever asks for it first
              ...(session.path.length > 1 ? {} : { "aws:sourceidentity": ABSENT }),
            },
            action === "sts:TagSession" ? { "sts:externalid": ABSENT } : {},
          ),
          call.tags,
        ),
      );
  const sameAccount = account !== undefined && account === session.role.account;
  const asking = (from: FinalSession) => {
    const context = contextFor(from);
    const request = (chosen: Chosen, action: CallAction): Request => ({
      action: literal(action.toLowerCase()),
      resource: glob(resource),
      caller: session.caller,
      context: context(chosen, action),
    });
    const own = (chosen: Chosen, action: CallAction): Truth =>
      callerAllowed(proof, { identity, guardrails }, request(chosen, action), sameAccount ? trust : undefined);
    const both = (chosen: Chosen, action: CallAction): Truth => {
      const one = request(chosen, action);
      const trusted = trust ? trustAllows(proof, trust, one) : YES;
      return trusted === NO ? NO : and(trusted, own(chosen, action));
    };
    const choices = callChoices(call, policies, context);
    const answer = (test: (chosen: Chosen) => Truth): CallAnswer => {
      const { truth, chosen = new Map() } = search(choices, test);
      return {
        truth,
        sends: [...chosen].flatMap(([name, value]) =>
          value === undefined ? [] : [[keyOf(name), value.tokens.join("")] as const],
        ),
        request: (action) => request(chosen, action),
      };
    };
    return {
      whole: () =>
        answer((chosen) => {
          const ask = (action: string) =>
            both(chosen, action === "sts:tagsession" ? "sts:TagSession" : "sts:AssumeRole");
          return tags ? and(ask("sts:assumerole"), ask("sts:tagsession")) : assuming(call, chosen, ask);
        }),
      alone: (action: CallAction) => answer((chosen) => both(chosen, action)),
      own: (action: CallAction) => answer((chosen) => own(chosen, action)),
    };
  };
  const plain = asking(session);
  const tagged = withTagsOfChoice(proof, session);
  if (!tagged) return { whole: plain.whole(), alone: plain.alone, own: plain.own };
  // what passes only with tags that the pod gave the session on its way is not decided
  const other = asking(tagged);
  const either = (answer: CallAnswer, otherwise: () => CallAnswer): CallAnswer => {
    if (answer.truth === YES) return answer;
    const more = otherwise();
    return more.truth === NO ? answer : { ...more, truth: MAYBE };
  };
  return {
    whole: either(plain.whole(), other.whole),
    alone: (action) => either(plain.alone(action), () => other.alone(action)),
    own: (action) => either(plain.own(action), () => other.own(action)),
  };
}

const keyOf = (choice: string): string => KEYS[choice] ?? choice.replace(/^request tag /, "aws:RequestTag/");
