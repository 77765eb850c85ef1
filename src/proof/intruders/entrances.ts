import {
  and,
  type Choice,
  type Chosen,
  type Context,
  conditionsOf,
  keysWith,
  literal,
  NO,
  OPEN,
  type Policy,
  type Request,
  search,
  type Truth,
} from "../../iam";
import { type Role, tagsInAws } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import type { Witness } from "../proof";
import { boundaryOf, identityOf, type ProofContext, type ReadDocument } from "../proof-context";
import { assuming, type Call, callChoices, callEntries, freeChoice, tagKeys } from "../requests/assume-call";
import {
  ABSENT,
  contextOf,
  type Entries,
  mayBeTagged,
  noPrincipalTags,
  oneValue,
  principalTags,
  sessionCallerOf,
  sessionEntries,
} from "../requests/context";
import { type CallerSide, callerAllowed, trustAllows, withinServiceControl } from "../requests/decide";
import { resourceTags, withRoleTags } from "../requests/resource-tags";
import { type Attempt, FAILS } from "./attempt";
import { type Callers, policiesOf, sentIn, UNSEEN_TRUST } from "./callers";
import type { Guard } from "./guards";
import type { ProtectedChain } from "./protected-chain";

/** A way into a role: what is chosen on it, whether the role lets it in, and what the session then carries. */
export interface Entrance {
  readonly who: string;
  readonly action: string;
  readonly choices: readonly Choice[];
  readonly enters: (chosen: Chosen) => Truth;
  /** Keys of the session that are not those of every session of the role. */
  readonly session: (chosen: Chosen) => Entries;
  /** Tags that the session passes on and cannot change, in lower case. */
  readonly inherited: ReadonlySet<string>;
  readonly witness: (chosen: Chosen | undefined) => Witness;
}

/** The role that an entrance leads into. */
export interface Door {
  readonly arn: string;
  readonly guard: Guard;
  /** Tags that matter in the next call, in lower case, and the policies that ask for them there. */
  readonly carried: readonly string[];
  readonly later: readonly Policy[];
}

/** The final role, or one after it: its session is what a caller wants. */
export const finalDoor = ({ targetArn }: ProtectedChain, guard: Guard): Door => ({
  arn: guard.document.opens ?? targetArn,
  guard,
  carried: [],
  later: [],
});

/**
 * Keys whose values no caller chooses and nothing in the world tells; of STS all those that it does not have.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
const NOT_CHOSEN =
  /^(aws:(userid|currenttime|epochtime|tokenissuetime|principalorgpaths|resourceorgpaths|resourceorgid|sourceorgpaths)$|s3:(dataaccesspoint|accesspoint)|[a-z0-9-]+:resourcetag\/|organizations:|sts:(?!(externalid|rolesessionname|sourceidentity|transitivetagkeys|durationseconds|awsservicename|taskpolicyarn|requestcontextproviders)$|requestcontext\/))/;

/** A choice for each key that the policies ask about and `fixed` does not give: a network, a time, a header. */
export function otherKeys(
  policies: readonly Policy[],
  fixed: Entries,
  context: (chosen: Chosen) => Context,
): readonly Choice[] {
  const conditions = conditionsOf(policies);
  return keysWith(policies, "")
    .filter((key) => !Object.hasOwn(fixed, key) && !NOT_CHOSEN.test(key) && !key.startsWith("aws:principaltag/"))
    .map((key) => freeChoice(key, [key], conditions, context));
}

/** `chosen` keys that are condition keys themselves. */
export const keysChosen = (choices: readonly Choice[], chosen: Chosen): Entries =>
  Object.fromEntries(
    choices.map(({ name }) => {
      const value = chosen.get(name);
      return [name, chosen.has(name) ? (value ? [value] : ABSENT) : OPEN];
    }),
  );

/** What requests to a role have of the role itself: its account, and its tags where the world shows them. */
function placeOf(proof: ProofContext, { arn, guard }: Door, policies: readonly Policy[]): Entries {
  const role = proof.inventory.roleByArn(arn);
  return {
    ...resourceTags(role && tagsInAws(role.resource), policies),
    "aws:resourceaccount": oneValue(guard.document.owner),
  };
}

/** AssumeRole, with tags and an ExternalId of the callers' choice. */
export function assumeRole(proof: ProofContext, door: Door, callers: Callers): Entrance {
  const { document, reading } = door.guard;
  const policies = policiesOf([document.reading, ...proof.rcps, ...(proof.scps ?? [])]);
  const call: Call = { hop: "", tags: [...new Set([...tagKeys(policies), ...door.carried])] };
  const place = placeOf(proof, door, policies);
  const fixed = { ...callers.entries(new Map()), ...callEntries(call, new Map()), ...place };
  const base = (chosen: Chosen): Context => contextOf(callers.entries(chosen), callEntries(call, chosen), place);
  const others = otherKeys(policies, fixed, base);
  const context = (chosen: Chosen, action = "sts:assumerole"): Context =>
    contextOf(
      callers.entries(chosen),
      callEntries(call, chosen),
      keysChosen(others, chosen),
      place,
      action === "sts:tagsession" ? { "sts:externalid": ABSENT } : {},
    );
  const choices = [
    ...callers.choices,
    // a tag of this call is a principal tag in the next
    ...callChoices(call, [...policies, ...door.later], context, (tag) => [
      `aws:requesttag/${tag}`,
      `aws:principaltag/${tag}`,
    ]),
    ...others,
  ];
  return {
    who: callers.label,
    action: "sts:AssumeRole",
    choices,
    enters: (chosen) =>
      assuming(call, chosen, (action) => {
        const request: Request = {
          action: literal(action),
          resource: literal(door.arn),
          caller: callers.caller(chosen),
          context: context(chosen, action),
        };
        const trusted = trustAllows(proof, action === "sts:assumerole" ? reading : document.reading, request);
        return callers.inside ? and(trusted, withinServiceControl(proof, request)) : trusted;
      }),
    session: (chosen) =>
      Object.fromEntries(
        door.carried.map((tag) => {
          const name = `request tag ${tag}`;
          const value = chosen.get(name);
          return [`aws:principaltag/${tag}`, chosen.has(name) ? (value ? [value] : ABSENT) : OPEN];
        }),
      ),
    inherited: new Set(),
    witness: (chosen) => ({ ...callers.witness(chosen), assumes: readable(door.arn) }),
  };
}

/** A call that sends no tags and asks for one action: of an AWS service, or with a token. */
export function callOnce(proof: ProofContext, door: Door, action: string, callers: Callers): Entrance {
  const { document, reading } = door.guard;
  const policies = policiesOf([document.reading, ...proof.rcps]);
  const place = { ...placeOf(proof, door, policies), ...noPrincipalTags(policies) };
  const base = (chosen: Chosen): Context => contextOf(callers.entries(chosen), place);
  const others = otherKeys(policies, { ...callers.entries(new Map()), ...place }, base);
  return {
    who: callers.label,
    action,
    choices: [...callers.choices, ...others],
    enters: (chosen) =>
      trustAllows(proof, reading, {
        action: literal(action.toLowerCase()),
        resource: literal(door.arn),
        caller: callers.caller(chosen),
        context: contextOf(callers.entries(chosen), keysChosen(others, chosen), place),
      }),
    session: () => ({}),
    inherited: new Set(),
    witness: (chosen) => ({ ...callers.witness(chosen), assumes: readable(door.arn) }),
  };
}

/** Whether somebody gets into the role itself. */
export function entering(entrance: Entrance): Attempt {
  const { truth, chosen } = search(entrance.choices, entrance.enters);
  return truth === NO ? FAILS : attemptBy(entrance, truth, entrance.witness(chosen));
}

const attemptBy = ({ who, action }: Entrance, truth: Truth, witness: Witness): Attempt => ({
  truth,
  who,
  actions: [action],
  witness,
});

/** The caller's own side of a role, and what it is if the role is not in the world. */
export function sideOf(proof: ProofContext, role: Role | undefined): CallerSide {
  return role
    ? { identity: identityOf(proof, role), guardrails: boundaryOf(proof, role) }
    : { identity: [UNSEEN_TRUST], guardrails: [] };
}

/** The policies that the second call meets: the target's trust and what the primary may do. */
export function secondPolicies(proof: ProofContext, chain: ProtectedChain, side: CallerSide): readonly Policy[] {
  return policiesOf([
    chain.targetTrust ?? UNSEEN_TRUST,
    ...side.identity,
    ...side.guardrails,
    ...proof.rcps,
    ...(proof.scps ?? []),
  ]);
}

/** Principal tags that the second call's policies ask about, in lower case. */
export const tagsCarried = (policies: readonly Policy[]): readonly string[] =>
  keysWith(policies, "aws:principaltag/").map((key) => key.slice("aws:principaltag/".length));

/** Whether somebody who enters the primary role goes on to the target with its session, choosing tags and ExternalId. */
export function throughPrimary(proof: ProofContext, chain: ProtectedChain, entrance: Entrance): Attempt {
  // most never enter, and need no second call
  if (search(entrance.choices, entrance.enters).truth === NO) return FAILS;
  const { primary, primaryArn = "", targetArn, targetAccount } = chain;
  const target: ReadDocument = chain.targetTrust ?? UNSEEN_TRUST;
  const side = sideOf(proof, primary);
  const policies = secondPolicies(proof, chain, side);
  const { inherited } = entrance;
  const call: Call = { hop: "then ", tags: tagKeys(policies).filter((tag) => !inherited.has(tag.toLowerCase())) };
  const fixed = (chosen: Chosen): readonly Entries[] => [
    sessionEntries(primaryArn, proof.organisation),
    principalTags(undefined, primary),
    entrance.session(chosen),
    { "aws:resourceaccount": oneValue(targetAccount) },
  ];
  const sent = (chosen: Chosen): Entries => {
    const entries = callEntries(call, chosen);
    const keys = entries["aws:tagkeys"];
    if (inherited.size === 0 || keys === undefined || keys === OPEN) return entries;
    return { ...entries, "aws:tagkeys": [...[...inherited].map((tag) => literal(tag)), ...keys] };
  };
  const base = (chosen: Chosen): Context => contextOf(...fixed(chosen), sent(chosen));
  const known = Object.assign({}, ...fixed(new Map()), sent(new Map())) as Entries;
  const others = otherKeys(policies, known, base).map((choice) => ({ ...choice, name: `then ${choice.name}` }));
  const othersChosen = (chosen: Chosen): Entries =>
    Object.fromEntries(
      Object.entries(keysChosen(others, chosen)).map(([name, values]) => [name.slice("then ".length), values]),
    );
  const context = (chosen: Chosen, action = "sts:assumerole"): Context => {
    const whole = withRoleTags(
      proof,
      targetArn,
      contextOf(
        ...fixed(chosen),
        sent(chosen),
        othersChosen(chosen),
        action === "sts:tagsession" ? { "sts:externalid": ABSENT } : {},
      ),
    );
    // a tag that neither the role nor its session has
    return (key) => {
      const values = whole(key);
      if (values !== OPEN || Object.hasOwn(known, key) || mayBeTagged(whole, key)) return values;
      return key.startsWith("aws:principaltag/") ? ABSENT : values;
    };
  };
  const choices = [...entrance.choices, ...callChoices(call, policies, context), ...others];
  const sameAccount = primary?.account === targetAccount;
  const { truth, chosen } = search(choices, (chosen) => {
    const entered = entrance.enters(chosen);
    if (entered === NO) return NO;
    const ask = (action: string): Truth => {
      const request: Request = {
        action: literal(action),
        resource: literal(targetArn),
        caller: sessionCallerOf(primaryArn),
        context: context(chosen, action),
      };
      return and(
        trustAllows(proof, target, request),
        callerAllowed(proof, side, request, sameAccount ? target : undefined),
      );
    };
    // tags that a session has inherited are passed with every call
    const gone = inherited.size > 0 ? and(ask("sts:assumerole"), ask("sts:tagsession")) : assuming(call, chosen, ask);
    return and(entered, gone);
  });
  if (truth === NO) return FAILS;
  return attemptBy(entrance, truth, {
    ...entrance.witness(chosen),
    thenAssumes: readable(targetArn),
    ...sentIn(chosen),
  });
}
