import { parseArn } from "../../aws";
import {
  after,
  type Choice,
  type Chosen,
  conditionsOf,
  exactly,
  keysWith,
  literal,
  matches,
  NO,
  OPEN,
  type Policy,
  patternsOn,
  type Values,
  witnessesOf,
} from "../../iam";
import { hasUnknown, readable } from "../../unknown/unknown-text";
import { chosenValues, freeChoice } from "../requests/assume-call";
import { ABSENT, contextOf, type Entries, oneValue } from "../requests/context";
import { globsOf, leavesArn, leavesOrganisation, leavesSession, organisationsIn } from "./accepted-callers";
import { type Callers, type Meeting, sentIn } from "./callers";

/** An account and organisation that the world does not know. */
export const STRANGER_ACCOUNT = "999999999999";
const STRANGE_ORGANISATION = "o-stranger0000";
const ORGANISATION = "aws:principalorgid";
const TAG = "aws:principaltag/";

/** Roles of `account`, in any session and with any tags. */
export function rolesOf(meeting: Meeting, account: string, inside: boolean): Callers {
  const { policies, partition } = meeting;
  const tags = tagsAsked(policies);
  const entries = (chosen: Chosen): Entries => ({
    ...signedEntries(account, "AssumedRole"),
    ...tagEntries(tags, chosen),
    "aws:principalarn": chosenValues(chosen, "role"),
    "aws:username": ABSENT,
    [ORGANISATION]: organisationOf(meeting, account, inside, chosen),
  });
  return {
    label: `a role of account ${account}`,
    account,
    inside,
    caller: (chosen) => ({
      kind: "role",
      account,
      roleArn: chosen.get("role"),
      sessionArn: chosen.get("session"),
    }),
    entries,
    choices: [
      arnChoice(meeting, account, "role", false),
      ...sessionChoice(meeting, account),
      ...organisationChoice(meeting, account, inside),
      ...tagChoices(meeting, tags, entries),
    ],
    witness: (chosen) => ({
      caller: readable(chosen?.get("role")?.tokens.join("") ?? `arn:${partition}:iam::${account}:role/other-role`),
      ...sentIn(chosen),
    }),
  };
}

/** IAM users of `account` and, but for trusts (STS refuses them), its root user and its federated users. */
export function usersOf(meeting: Meeting, account: string, inside: boolean, root: boolean): Callers {
  const { policies, partition } = meeting;
  const tags = tagsAsked(policies);
  const entries = (chosen: Chosen): Entries => ({
    ...signedEntries(account, "User"),
    ...tagEntries(tags, chosen),
    "aws:principaltype": OPEN,
    "aws:principalarn": chosenValues(chosen, "user"),
    [ORGANISATION]: organisationOf(meeting, account, inside, chosen),
  });
  return {
    label: root ? `a user or the root of account ${account}` : `a user of account ${account}`,
    account,
    inside,
    caller: (chosen) => ({ kind: "user", account, arn: chosen.get("user") }),
    entries,
    choices: [
      arnChoice(meeting, account, "user", root),
      ...organisationChoice(meeting, account, inside),
      ...tagChoices(meeting, tags, entries),
    ],
    witness: (chosen) => ({
      caller: readable(chosen?.get("user")?.tokens.join("") ?? `arn:${partition}:iam::${account}:user/other-user`),
      ...sentIn(chosen),
    }),
  };
}

/** Accounts that a policy names, or instances of the patterns that it has for them. */
export function accountsNamed({ statements }: Policy): readonly string[] {
  const names = statements.flatMap(({ principals, conditions }) => [
    ...(principals?.of ?? []).flatMap(({ type, name }) => (type === "AWS" ? [parseArn(name)?.account ?? ""] : [])),
    ...conditions.flatMap(({ lowerKey, values }) => {
      if (/^(aws:principalaccount|kms:calleraccount)$/.test(lowerKey)) return values.map(({ text }) => text);
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

/** Every class of names of roles or users of `account` that the policies tell apart. */
function arnChoice(meeting: Meeting, account: string, kind: "role" | "user", root: boolean): Choice {
  const { policies, partition, excluded, accepted } = meeting;
  const conditions = conditionsOf(policies);
  const prefix = `arn:${partition}:iam::${account}:${kind}/`;
  const named = principalsOf(policies, account);
  const sessions = kind === "role" ? named.flatMap((name) => /:assumed-role\/([^/]+)\//.exec(name)?.[1] ?? []) : [];
  return {
    name: kind,
    limited: globsOf(accepted, "arn").length > 0,
    values: () => {
      const patterns = [...patternsOn(conditions, ["aws:principalarn"], contextOf()), ...named.map(literal)].flatMap(
        (pattern) => after(pattern, literal(prefix)),
      );
      const own = [...excluded].filter((arn) => arn.startsWith(prefix)).map((arn) => literal(arn.slice(prefix.length)));
      const taken = globsOf(accepted, "arn").flatMap((one) => after(one, literal(prefix)));
      const { values, complete } = witnessesOf(
        [...patterns, ...own, ...taken, ...sessions.map(literal)],
        `other-${kind}`,
      );
      const arns = values.filter(({ tokens }) => tokens.length > 0).map(({ tokens }) => prefix + tokens.join(""));
      const federated = root ? federatedUsers(meeting, account) : undefined;
      const all = federated ? [...arns, `arn:${partition}:iam::${account}:root`, ...federated.arns] : arns;
      // a name that a policy gives may be that of a role of the chain, where either is not known
      const given = new Set(patterns.flatMap(({ plain }) => (plain === undefined ? [] : [prefix + plain])));
      const mayBe = (own: string, arn: string) =>
        (hasUnknown(own) || hasUnknown(arn)) && matches(literal(own), literal(arn)) !== NO;
      const mayBeOwn = (arn: string) =>
        (given.has(arn) || hasUnknown(arn)) && [...excluded].some((own) => mayBe(own, arn));
      const isLeft = (arn: string) => !excluded.has(arn) && leavesArn(accepted, arn);
      const left = all.filter(isLeft);
      return {
        values: left.filter((arn) => !mayBeOwn(arn)).map(literal),
        complete: complete && federated?.complete !== false && !left.some(mayBeOwn),
      };
    },
  };
}

/**
 * Sessions of GetFederationToken, whose aws:PrincipalArn is one of STS. They assume no role.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
function federatedUsers(
  { policies, partition }: Meeting,
  account: string,
): { readonly arns: readonly string[]; readonly complete: boolean } {
  const patterns = patternsOn(conditionsOf(policies), ["aws:principalarn"], contextOf());
  if (patterns.length === 0) return { arns: [], complete: true };
  const prefix = `arn:${partition}:sts::${account}:federated-user/`;
  const { values, complete } = witnessesOf(
    patterns.flatMap((pattern) => after(pattern, literal(prefix))),
    "other-federated-user",
  );
  return { arns: values.flatMap(({ tokens }) => (tokens.length > 0 ? [prefix + tokens.join("")] : [])), complete };
}

const principalsOf = (policies: readonly Policy[], account: string): readonly string[] =>
  policies.flatMap(({ statements }) =>
    statements.flatMap(({ principals }) =>
      (principals?.of ?? []).flatMap(({ type, name, arn }) =>
        type === "AWS" && arn?.account === account ? [name] : [],
      ),
    ),
  );

/** The session that a role's caller is in, where a policy names sessions, or the reader has accepted some. */
function sessionChoice({ policies, accepted }: Meeting, account: string): readonly Choice[] {
  const named = principalsOf(policies, account).filter((name) => name.includes(":assumed-role/"));
  const left = globsOf(accepted, "session");
  if (named.length === 0 && left.length === 0) return [];
  return [
    {
      name: "session",
      limited: left.length > 0,
      values: (chosen) => {
        const role = chosen.get("role")?.tokens.join("") ?? "";
        const prefix = role.replace(":iam:", ":sts:").replace(/:role\/(?:.*\/)?([^/]+)$/, ":assumed-role/$1/");
        const { values, complete } = witnessesOf(
          [...named.map(literal), ...left].flatMap((one) => after(one, literal(prefix))),
          "other-session",
        );
        const sessions = values.map(({ tokens }) => prefix + tokens.join(""));
        return { values: sessions.filter((arn) => leavesSession(accepted, arn)).map(literal), complete };
      },
    },
  ];
}

/** The organisation of the callers' account, where they differ by it: another account of the organisation is a stranger too. */
function organisationChoice(
  { proof, policies, accepted }: Meeting,
  account: string,
  inside: boolean,
): readonly Choice[] {
  const left = organisationsIn(accepted);
  const asked =
    proof.organisation !== undefined && account === STRANGER_ACCOUNT && keysWith(policies, ORGANISATION).length > 0;
  if (!asked && left.length === 0) return [];
  const patterns = patternsOn(conditionsOf(policies), [ORGANISATION], contextOf());
  return [
    {
      name: "organisation",
      limited: left.length > 0,
      values: () => {
        const { values, complete } =
          inside && proof.organisation !== undefined
            ? exactly([literal(proof.organisation)])
            : witnessesOf([...patterns, ...left.map(literal)], STRANGE_ORGANISATION);
        return { values: values.filter((one) => !one || leavesOrganisation(accepted, one.tokens.join(""))), complete };
      },
    },
  ];
}

/** Which organisation an account is of that a policy names is not known. */
function organisationOf({ proof, accepted }: Meeting, account: string, inside: boolean, chosen: Chosen): Values {
  if (organisationsIn(accepted).length > 0) return chosenValues(chosen, "organisation");
  if (proof.organisation === undefined) return OPEN;
  if (inside) return oneValue(proof.organisation);
  return account === STRANGER_ACCOUNT ? chosenValues(chosen, "organisation") : OPEN;
}

const tagsAsked = (policies: readonly Policy[]): readonly string[] =>
  keysWith(policies, TAG).map((key) => key.slice(TAG.length));

const tagEntries = (tags: readonly string[], chosen: Chosen): Entries =>
  Object.fromEntries(tags.map((tag) => [TAG + tag, chosenValues(chosen, `principal tag ${tag}`)]));

/** Tags of the callers, among them those that a policy compares with what they ask for or with what else they are. */
const tagChoices = (
  { policies, place }: Meeting,
  tags: readonly string[],
  entries: (chosen: Chosen) => Entries,
): readonly Choice[] => {
  const conditions = conditionsOf(policies);
  const context = (chosen: Chosen) => contextOf(place, entries(chosen));
  return tags.map((tag) => freeChoice(`principal tag ${tag}`, [TAG + tag], conditions, context));
};

/** Keys of every signed request of an account's caller. */
const signedEntries = (account: string, type: string): Entries => ({
  "aws:securetransport": oneValue("true"),
  "aws:principalaccount": oneValue(account),
  "kms:calleraccount": oneValue(account),
  "aws:principaltype": oneValue(type),
  "aws:principalisawsservice": oneValue("false"),
  // present only where a service calls for itself
  "aws:sourceaccount": ABSENT,
  "aws:sourcearn": ABSENT,
  "aws:sourceorgid": ABSENT,
  "aws:principalservicename": ABSENT,
});
