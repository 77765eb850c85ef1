import { parseArn } from "../../aws";
import {
  after,
  and,
  type Choice,
  type Chosen,
  type Condition,
  type Context,
  conditionsOf,
  type Glob,
  keysWith,
  literal,
  MAYBE,
  NO,
  not,
  OPEN,
  opinion,
  or,
  type Policy,
  patternsOn,
  type Request,
  representatives,
  search,
  type Truth,
  type Values,
  YES,
} from "../iam";
import { readable } from "../symbol";
import type { PodIdentityChain } from "./chains";
import {
  ABSENT,
  callerOf,
  contextOf,
  EKS_TAGS,
  type Entries,
  principalTags,
  requestTags,
  sessionEntries,
  tagsOf,
  value,
} from "./context";
import type { Attempt, Guarded } from "./intruders";
import { better, FAILS } from "./intruders";
import { boundaryOf, identityOf, type Known, type Reading } from "./known";
import { permitting, sessionOf, trusting } from "./pod-identity";

/** An account and organisation that the world does not know. */
export const STRANGER = "999999999999";
const STRANGE_ORGANISATION = "o-stranger0000";

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

const policiesOf = (readings: readonly (Reading | undefined)[]): readonly Policy[] =>
  readings.flatMap((reading) => (reading?.policy ? [reading.policy] : []));

/** Accounts that a policy names, or instances of the patterns that it has for them. */
export function accountsNamed({ statements }: Policy): readonly string[] {
  const names = statements.flatMap(({ principals, conditions }) => [
    ...(principals?.of ?? []).flatMap(({ type, name }) => (type === "AWS" ? [parseArn(name)?.account ?? ""] : [])),
    ...conditions.flatMap(({ lowerKey, values }) => {
      if (lowerKey === "aws:principalaccount") return values.map(({ text }) => text);
      return lowerKey === "aws:principalarn" ? values.map(({ text }) => parseArn(text)?.account ?? "") : [];
    }),
  ]);
  return names.map(instanceOf).filter((account) => /^\d{12}$/.test(account));
}

/** A 12-digit number that the pattern `account` matches. */
function instanceOf(account: string): string {
  const digits = account.replaceAll("?", "9");
  if (!digits.includes("*")) return digits;
  const missing = Math.max(0, 12 - digits.replaceAll("*", "").length);
  return digits.replace("*", "9".repeat(missing)).replaceAll("*", "");
}

/** Who a class of callers is, and what they carry. */
interface Crowd {
  readonly account: string;
  /** In the world's accounts, where its service control policies bind. */
  readonly inside: boolean;
}

function fromAccount(known: Known, guarded: Guarded, account: string, inside: boolean): Attempt {
  const crowd: Crowd = { account, inside };
  const direct = directly(known, guarded, crowd);
  return guarded.primaryTrust === undefined && guarded.primaryArn === undefined
    ? direct
    : better(direct, throughPrimary(known, guarded, crowd));
}

const ROLE_KEYS = ["aws:principalarn"];

/** The caller's own ARN: every class of role names, and users that a trust names. */
function principalChoice(
  guarded: Guarded,
  crowd: Crowd,
  trust: Policy | undefined,
  conditions: readonly Condition[],
): Choice {
  const partition = parseArn(guarded.targetArn)?.partition ?? "aws";
  const prefix = `arn:${partition}:iam::${crowd.account}:role/`;
  const named = (trust?.statements ?? []).flatMap(({ principals }) =>
    (principals?.of ?? []).flatMap(({ type, name }) => (type === "AWS" && name !== "*" ? [name] : [])),
  );
  const ofAccount = named.filter((name) => parseArn(name)?.account === crowd.account);
  const users = ofAccount.filter((name) => parseArn(name)?.resource.startsWith("user/"));
  const sessions = ofAccount.flatMap((name) => /:assumed-role\/([^/]+)\//.exec(name)?.[1] ?? []);
  return {
    name: "role",
    values: () => {
      const patterns = [...patternsOn(conditions, ROLE_KEYS, contextOf()), ...ofAccount.map(literal)].flatMap(
        (pattern) => after(pattern, literal(prefix)),
      );
      const own = [...guarded.ownRoles]
        .filter((arn) => arn.startsWith(prefix))
        .map((arn) => literal(arn.slice(prefix.length)));
      const { values } = representatives([...patterns, ...own, ...sessions.map(literal)], "other-role");
      return [...values.map((name) => literal(prefix + name.tokens.join(""))), ...users.map(literal)].filter(
        (arn) => !guarded.ownRoles.has(arn.tokens.join("")),
      );
    },
  };
}

/** The session that the caller is in, where a trust names sessions. */
function sessionChoice(trust: Policy | undefined): readonly Choice[] {
  const named = (trust?.statements ?? [])
    .flatMap(({ principals }) => (principals?.of ?? []).map(({ name }) => name))
    .filter((name) => name.includes(":assumed-role/"));
  if (named.length === 0) return [];
  return [
    {
      name: "session",
      values: (chosen) => {
        const role = chosen.get("role")?.tokens.join("") ?? "";
        const sessionPrefix = role.replace(":iam:", ":sts:").replace(/:role\/(?:.*\/)?([^/]+)$/, ":assumed-role/$1/");
        return [...named.filter((name) => name.startsWith(sessionPrefix)), `${sessionPrefix}other-session`].map(
          literal,
        );
      },
    },
  ];
}

/** A tag, or another text that the caller sends or carries, or leaves out. */
const freeChoice = (
  name: string,
  keys: readonly string[],
  conditions: readonly Condition[],
  context: (chosen: Chosen) => Context,
  required = false,
): Choice => ({
  name,
  values: (chosen) => [
    ...(required ? [] : [undefined]),
    ...representatives(patternsOn(conditions, keys, context(chosen)), "x").values,
  ],
});

const chosenValues = (chosen: Chosen, name: string): Values => {
  if (!chosen.has(name)) return OPEN;
  const value = chosen.get(name);
  return value ? [value] : ABSENT;
};

const TRANSITIVE = "sts:transitivetagkeys";

/** Request tag keys that policies ask about, the ones that aws:TagKeys names among them. */
function tagKeys(policies: readonly Policy[]): readonly string[] {
  const named = keysWith(policies, "aws:requesttag/").map((key) => key.slice("aws:requesttag/".length));
  const listed = conditionsOf(policies)
    .filter(({ lowerKey }) => lowerKey === "aws:tagkeys" || lowerKey === TRANSITIVE)
    .flatMap(({ values }) => values.map(({ text }) => text.replaceAll("*", "x").replaceAll("?", "x")));
  // A tag that nothing names is a key of its own to a test of aws:TagKeys.
  return [...new Set([...named, ...listed, ...(listed.length > 0 ? ["another-tag"] : [])])];
}

/** What a caller sends with one AssumeRole call; `hop` keeps the choices of two calls apart. */
interface Call {
  readonly hop: string;
  readonly tags: readonly string[];
}

function callEntries({ hop, tags }: Call, chosen: Chosen): Entries {
  const names = tags.map((tag) => `${hop}request tag ${tag}`);
  const transitive = `${hop}transitive tags`;
  const open = names.some((name) => !chosen.has(name));
  const present = tags.filter((_, index) => chosen.get(names[index] ?? "") !== undefined);
  return {
    ...Object.fromEntries(
      tags.map((tag, index) => [`aws:requesttag/${tag.toLowerCase()}`, chosenValues(chosen, names[index] ?? "")]),
    ),
    "aws:tagkeys": open ? OPEN : present.map(literal),
    [TRANSITIVE]: open || !chosen.has(transitive) ? OPEN : chosen.get(transitive) ? present.map(literal) : ABSENT,
    "sts:externalid": chosenValues(chosen, `${hop}external id`),
    "sts:rolesessionname": chosenValues(chosen, `${hop}role session name`),
  };
}

/** @param keysOf the keys by which policies see the tag called `tag` */
function callChoices(
  call: Call,
  policies: readonly Policy[],
  context: (chosen: Chosen) => Context,
  keysOf = (tag: string): readonly string[] => [`aws:requesttag/${tag}`],
): readonly Choice[] {
  const conditions = conditionsOf(policies);
  const asked = (key: string) => keysWith(policies, key).length > 0;
  return [
    ...call.tags.map((tag) =>
      freeChoice(`${call.hop}request tag ${tag}`, keysOf(tag.toLowerCase()), conditions, context),
    ),
    ...(asked(TRANSITIVE)
      ? [{ name: `${call.hop}transitive tags`, values: () => [undefined, literal("all that are passed")] }]
      : []),
    ...(asked("sts:externalid") ? [freeChoice(`${call.hop}external id`, ["sts:externalid"], conditions, context)] : []),
    ...(asked("sts:rolesessionname")
      ? [freeChoice(`${call.hop}role session name`, ["sts:rolesessionname"], conditions, context, true)]
      : []),
  ];
}

/** AssumeRole, and TagSession where tags are passed. */
function assuming(call: Call, chosen: Chosen, ask: (action: string) => Truth): Truth {
  const assume = ask("sts:assumerole");
  if (assume === NO) return NO;
  const names = call.tags.map((tag) => `${call.hop}request tag ${tag}`);
  if (names.every((name) => chosen.has(name) && chosen.get(name) === undefined)) return assume;
  const tag = ask("sts:tagsession");
  const passed = names.some((name) => chosen.get(name) !== undefined);
  return and(assume, passed ? tag : or(tag, MAYBE));
}

const ORGANISATION = "aws:principalorgid";

/** Of an account that a trust names nobody knows the organisation; a stranger may be of any but the world's. */
function organisationOf(known: Known, { account, inside }: Crowd, chosen: Chosen): Values {
  if (known.organisation === undefined) return OPEN;
  if (inside || known.facts.accounts.has(account)) return value(known.organisation);
  return account === STRANGER ? chosenValues(chosen, "organisation") : OPEN;
}

function organisationChoice(known: Known, { account }: Crowd, policies: readonly Policy[]): readonly Choice[] {
  if (known.organisation === undefined || account !== STRANGER || keysWith(policies, ORGANISATION).length === 0)
    return [];
  const patterns = patternsOn(conditionsOf(policies), [ORGANISATION], contextOf());
  return [
    {
      name: "organisation",
      values: () =>
        representatives(patterns, STRANGE_ORGANISATION).values.filter(
          ({ tokens }) => tokens.join("") !== known.organisation,
        ),
    },
  ];
}

function crowdContext(
  known: Known,
  guarded: Guarded,
  crowd: Crowd,
  call: Call,
  carried: readonly string[],
  chosen: Chosen,
  action: string,
): Context {
  const role = chosen.get("role");
  return contextOf(
    sessionEntries(`arn:aws:iam::${crowd.account}:role/`, known.organisation),
    callEntries(call, chosen),
    {
      "aws:principalarn": role ? [role] : OPEN,
      [ORGANISATION]: organisationOf(known, crowd, chosen),
      "aws:resourceaccount": value(guarded.targetAccount),
      "aws:requestedregion": value(guarded.chain.region ?? undefined),
    },
    Object.fromEntries(carried.map((tag) => [`aws:principaltag/${tag}`, chosenValues(chosen, `principal tag ${tag}`)])),
    action === "sts:tagsession" ? { "sts:externalid": ABSENT } : {},
  );
}

const crowdCaller = ({ account }: Crowd, chosen: Chosen) => ({
  kind: "role" as const,
  account,
  roleArn: chosen.get("role"),
  sessionArn: chosen.get("session"),
});

/** What the caller's side says: it may do everything, as far as service control policies let it. */
function callersSide(known: Known, { inside }: Crowd, request: Request): Truth {
  if (!inside || !known.scps) return YES;
  const { direct, deny } = opinion(known.scps, request);
  return and(direct, not(deny));
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

const UNSEEN: Reading = {
  policy: undefined,
  label: "the role's trust policy",
  place: { file: "", pointer: "", line: 0 },
};

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

function witnessOf({ account }: Crowd, role: string, chosen: Chosen | undefined): Readonly<Record<string, unknown>> {
  const sent = [...(chosen ?? [])].flatMap(([name, text]) =>
    text && name !== "role" ? [[name, readable(text.tokens.join(""))]] : [],
  );
  return {
    caller: readable(chosen?.get("role")?.tokens.join("") ?? `arn:aws:iam::${account}:role/other-role`),
    assumes: readable(role),
    ...Object.fromEntries(sent),
  };
}

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
