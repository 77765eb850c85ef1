import { parseArn } from "../../aws";
import {
  after,
  and,
  type Choice,
  type Chosen,
  type Condition,
  type Context,
  conditionsOf,
  evaluatePolicies,
  keysWith,
  literal,
  not,
  OPEN,
  type Policy,
  patternsOn,
  type Request,
  type Truth,
  type Values,
  witnessesOf,
  YES,
} from "../../iam";
import { readable } from "../../unknown/unknown-text";
import type { ProofContext, ReadDocument } from "../proof-context";
import { type Call, callEntries, chosenValues } from "../requests/assume-call";
import { ABSENT, contextOf, oneValue, sessionEntries } from "../requests/context";
import type { ProtectedChain } from "./protected-chain";

/** An account and organisation that the world does not know. */
export const STRANGER_ACCOUNT = "999999999999";

const STRANGE_ORGANISATION = "o-stranger0000";

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
export interface CallerClass {
  readonly account: string;
  /** In the world's accounts, where its service control policies bind. */
  readonly inside: boolean;
}

const ROLE_KEYS = ["aws:principalarn"];

/** The caller's own ARN: every class of role names, and users that a trust names. */
export function principalChoice(
  protectedChain: ProtectedChain,
  callers: CallerClass,
  trust: Policy | undefined,
  conditions: readonly Condition[],
): Choice {
  const partition = parseArn(protectedChain.targetArn)?.partition ?? "aws";
  const prefix = `arn:${partition}:iam::${callers.account}:role/`;
  const named = (trust?.statements ?? []).flatMap(({ principals }) =>
    (principals?.of ?? []).flatMap(({ type, name }) => (type === "AWS" && name !== "*" ? [name] : [])),
  );
  const ofAccount = named.filter((name) => parseArn(name)?.account === callers.account);
  const users = ofAccount.filter((name) => parseArn(name)?.resource.startsWith("user/"));
  const sessions = ofAccount.flatMap((name) => /:assumed-role\/([^/]+)\//.exec(name)?.[1] ?? []);
  return {
    name: "role",
    values: () => {
      const patterns = [...patternsOn(conditions, ROLE_KEYS, contextOf()), ...ofAccount.map(literal)].flatMap(
        (pattern) => after(pattern, literal(prefix)),
      );
      const own = [...protectedChain.ownRoles]
        .filter((arn) => arn.startsWith(prefix))
        .map((arn) => literal(arn.slice(prefix.length)));
      const { values } = witnessesOf([...patterns, ...own, ...sessions.map(literal)], "other-role");
      const names = values.filter(({ tokens }) => tokens.length > 0);
      return [...names.map((name) => literal(prefix + name.tokens.join(""))), ...users.map(literal)].filter(
        (arn) => !protectedChain.ownRoles.has(arn.tokens.join("")),
      );
    },
  };
}

/** The session that the caller is in, where a trust names sessions. */
export function sessionChoice(trust: Policy | undefined): readonly Choice[] {
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

const ORGANISATION = "aws:principalorgid";

/** Of an account that a trust names nobody knows the organisation; a stranger may be of any but the world's. */
function organisationOf(proof: ProofContext, { account, inside }: CallerClass, chosen: Chosen): Values {
  if (proof.organisation === undefined) return OPEN;
  if (inside || proof.inventory.accounts.has(account)) return oneValue(proof.organisation);
  return account === STRANGER_ACCOUNT ? chosenValues(chosen, "organisation") : OPEN;
}

export function organisationChoice(
  proof: ProofContext,
  { account }: CallerClass,
  policies: readonly Policy[],
): readonly Choice[] {
  if (proof.organisation === undefined || account !== STRANGER_ACCOUNT || keysWith(policies, ORGANISATION).length === 0)
    return [];
  const patterns = patternsOn(conditionsOf(policies), [ORGANISATION], contextOf());
  return [
    {
      name: "organisation",
      values: () =>
        witnessesOf(patterns, STRANGE_ORGANISATION).values.filter(
          ({ tokens }) => tokens.join("") !== proof.organisation,
        ),
    },
  ];
}

export function callerContext(
  proof: ProofContext,
  protectedChain: ProtectedChain,
  callers: CallerClass,
  call: Call,
  carried: readonly string[],
  chosen: Chosen,
  action: string,
): Context {
  const role = chosen.get("role");
  return contextOf(
    sessionEntries(`arn:aws:iam::${callers.account}:role/`, proof.organisation),
    callEntries(call, chosen),
    {
      "aws:principalarn": role ? [role] : OPEN,
      [ORGANISATION]: organisationOf(proof, callers, chosen),
      "aws:resourceaccount": oneValue(protectedChain.targetAccount),
      "aws:requestedregion": oneValue(protectedChain.chain.region ?? undefined),
    },
    Object.fromEntries(carried.map((tag) => [`aws:principaltag/${tag}`, chosenValues(chosen, `principal tag ${tag}`)])),
    action === "sts:tagsession" ? { "sts:externalid": ABSENT } : {},
  );
}

export const callerIn = ({ account }: CallerClass, chosen: Chosen) => ({
  kind: "role" as const,
  account,
  roleArn: chosen.get("role"),
  sessionArn: chosen.get("session"),
});

/** What the caller's side says: it may do everything, as far as service control policies let it. */
export function callerMay(proof: ProofContext, { inside }: CallerClass, request: Request): Truth {
  if (!inside || !proof.scps) return YES;
  const { direct, deny } = evaluatePolicies(proof.scps, request);
  return and(direct, not(deny));
}

export const policiesOf = (readings: readonly (ReadDocument | undefined)[]): readonly Policy[] =>
  readings.flatMap((reading) => (reading?.policy ? [reading.policy] : []));

export const UNSEEN: ReadDocument = {
  policy: undefined,
  label: "the role's trust policy",
  location: { file: "", pointer: "", line: 0 },
};

export function witnessOf(
  { account }: CallerClass,
  role: string,
  chosen: Chosen | undefined,
): Readonly<Record<string, unknown>> {
  const sent = [...(chosen ?? [])].flatMap(([name, text]) =>
    text && name !== "role" ? [[name, readable(text.tokens.join(""))]] : [],
  );
  return {
    caller: readable(chosen?.get("role")?.tokens.join("") ?? `arn:aws:iam::${account}:role/other-role`),
    assumes: readable(role),
    ...Object.fromEntries(sent),
  };
}
