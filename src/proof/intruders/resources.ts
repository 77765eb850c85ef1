import { parseArn } from "../../aws";
import {
  and,
  anyWay,
  type Caller,
  type Choice,
  type Chosen,
  type Context,
  conditionsOf,
  evaluatePolicies,
  folded,
  type Glob,
  glob,
  keysWith,
  literal,
  MAYBE,
  matches,
  NO,
  not,
  OPEN,
  or,
  patternsOn,
  type Request,
  search,
  type Truth,
  witnessesOf,
  YES,
} from "../../iam";
import type { Target } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import { isPublic, keyActionsFor } from "../hops/decide-grant";
import type { ProofContext, ReadDocument } from "../proof-context";
import { ABSENT, contextOf, oneValue } from "../requests/context";
import { isChosen } from "../requests/final-session";
import { type Attempt, better, FAILS } from "./attempt";
import { accountsNamed, STRANGER_ACCOUNT } from "./callers";
import type { ProtectedChain } from "./protected-chain";

/** Somebody outside who goes to a granted resource itself, past every role. */
export function resourceIntruder(
  proof: ProofContext,
  { grants, account, targetAccount }: ProtectedChain,
  who: "other-account" | "anonymous",
): Attempt {
  let best = FAILS;
  const tried = new Set<string>();
  for (const grant of grants)
    for (const { target, resource } of grant.matches) {
      const { action } = grant;
      const policy = target.policy && proof.read(target.policy, "resource");
      if (!policy) continue;
      const key = `${action} ${resource} ${target.resource.stack} ${target.resource.address}`;
      if (tried.has(key)) continue;
      tried.add(key);
      const inside = new Set([account, targetAccount, target.account, ...proof.inventory.accounts]);
      const accounts =
        who === "anonymous"
          ? [undefined]
          : [STRANGER_ACCOUNT, ...accountsNamed(policy.policy ?? { statements: [] })].filter((one) => !inside.has(one));
      for (const from of new Set(accounts))
        best = better(best, reaching(proof, policy, target, action, resource, from));
    }
  return best;
}

function reaching(
  proof: ProofContext,
  policy: ReadDocument,
  target: Target,
  action: string,
  resource: string,
  account: string | undefined,
): Attempt {
  if (policy.policy && target.publicAccess?.restrictPublicBuckets === true && isPublic(policy.policy)) return FAILS;
  const key =
    typeof target.key === "string" && target.key !== "aws" ? proof.inventory.targetByArn(target.key) : undefined;
  const needs = keyActionsFor(target.service, action);
  // Nobody but the account itself uses an AWS managed key, and nobody without a name any key.
  if (needs.length > 0 && target.key !== undefined && (target.key === "aws" || account === undefined)) return FAILS;
  const keyPolicy = key?.policy && proof.read(key.policy, "resource");
  const policies = [policy, ...(keyPolicy ? [keyPolicy] : []), ...proof.rcps].flatMap((reading) =>
    reading.policy ? [reading.policy] : [],
  );
  const conditions = conditionsOf(policies);
  const contextWith = (chosen: Chosen): Context => strangerContext(proof, target, account, chosen);
  const free: readonly Choice[] = keysWith(policies, "")
    .filter((one) => isChosen(one) || one.startsWith("aws:principaltag/"))
    .map((name) => ({
      name,
      values: (chosen) => [undefined, ...witnessesOf(patternsOn(conditions, [name], contextWith(chosen)), "x").values],
    }));
  const caller: Choice[] =
    account === undefined ? [] : [{ name: "role", values: () => callersFrom(account, policies, conditions) }];
  const test = (chosen: Chosen): Truth => {
    const request: Request = {
      action: folded(glob(action)),
      resource: glob(resource),
      caller: callerWith(account, chosen),
      context: contextWith(chosen),
    };
    const { deny, ...match } = evaluatePolicies([policy], request);
    // Of a pattern it is enough that some of what it stands for is allowed.
    const allowed = and(
      some(anyWay(match), action, resource, policy, request),
      not(or(deny, evaluatePolicies(proof.rcps, request).deny)),
    );
    if (allowed === NO || needs.length === 0 || target.key === undefined) return allowed;
    if (!keyPolicy) return and(allowed, MAYBE);
    return needs.reduce((sum: Truth, needed) => {
      const asked = evaluatePolicies([keyPolicy], {
        ...request,
        action: literal(needed.toLowerCase()),
        resource: literal(key?.arn ?? ""),
      });
      return and(sum, and(anyWay(asked), not(asked.deny)));
    }, allowed);
  };
  const { truth, chosen } = search([...caller, ...free], test);
  if (truth === NO) return FAILS;
  const sent = [...(chosen ?? [])].flatMap(([name, text]) =>
    text && name !== "role" ? [[name, readable(text.tokens.join(""))]] : [],
  );
  return {
    truth,
    witness: {
      caller:
        account === undefined
          ? "anybody"
          : readable(chosen?.get("role")?.tokens.join("") ?? `arn:aws:iam::${account}:role/other-role`),
      action,
      resource: readable(resource),
      ...Object.fromEntries(sent),
    },
  };
}

/** A part of a pattern that is allowed is enough for an intruder; an unknown value or key is not. */
function some(truth: Truth, action: string, resource: string, policy: ReadDocument, request: Request): Truth {
  if (truth !== MAYBE || !policy.policy) return truth;
  const narrower = policy.policy.statements.flatMap(({ effect, actions, resources }) =>
    effect === "Allow" && !actions.negated && resources && !resources.negated
      ? actions.of.flatMap((one) =>
          resources.of.flatMap((other) => (one.glob && other.glob ? [{ action: one.glob, resource: other.glob }] : [])),
        )
      : [],
  );
  const wide = (g: Glob) => g.plain === undefined;
  return narrower.reduce((sum: Truth, part) => {
    const asked = {
      ...request,
      action: wide(request.action) ? part.action : request.action,
      resource: request.resource && wide(request.resource) ? part.resource : request.resource,
    };
    const inAction = matches(folded(glob(action)), asked.action);
    const inResource = asked.resource ? matches(glob(resource), asked.resource) : YES;
    if (and(inAction, inResource) === NO) return sum;
    const { deny, ...match } = evaluatePolicies([policy], asked);
    return or(sum, and(anyWay(match), not(deny)));
  }, truth);
}

function callersFrom(
  account: string,
  policies: Parameters<typeof conditionsOf>[0],
  conditions: ReturnType<typeof conditionsOf>,
): readonly Glob[] {
  const named = policies.flatMap(({ statements }) =>
    statements.flatMap(({ principals }) =>
      (principals?.of ?? []).flatMap(({ name }) =>
        parseArn(name)?.account === account && !name.endsWith(":root") ? [name] : [],
      ),
    ),
  );
  const { values } = witnessesOf(
    patternsOn(conditions, ["aws:principalarn"], contextOf()),
    `arn:aws:iam::${account}:role/other-role`,
  );
  return [...named.map(literal), ...values.filter((one) => parseArn(one.tokens.join(""))?.account === account)];
}

function callerWith(account: string | undefined, chosen: Chosen): Caller {
  if (account === undefined) return { kind: "anonymous" };
  return { kind: "role", account, roleArn: chosen.get("role"), sessionArn: undefined };
}

function strangerContext(proof: ProofContext, target: Target, account: string | undefined, chosen: Chosen): Context {
  const role = chosen.get("role");
  const organisation =
    proof.organisation === undefined ? OPEN : account === undefined ? ABSENT : oneValue("o-stranger0000");
  const context = contextOf(
    {
      "aws:securetransport": oneValue("true"),
      "aws:multifactorauthpresent": ABSENT,
      "aws:principalarn": account === undefined ? ABSENT : role ? [role] : OPEN,
      "aws:principalaccount": account === undefined ? ABSENT : oneValue(account),
      "aws:principaltype": oneValue(account === undefined ? "Anonymous" : "AssumedRole"),
      "aws:principalorgid": account === undefined ? ABSENT : organisation,
      "aws:principalorgpaths": account === undefined ? ABSENT : OPEN,
      "aws:principalisawsservice": oneValue("false"),
      "aws:viaawsservice": oneValue("false"),
      "aws:sourceaccount": ABSENT,
      "aws:sourcearn": ABSENT,
      "aws:resourceaccount": oneValue(target.account),
      "aws:resourceorgid": oneValue(proof.organisation),
      "aws:requestedregion": oneValue(target.region),
      "kms:calleraccount": account === undefined ? ABSENT : oneValue(account),
      "kms:viaservice":
        target.region === undefined ? OPEN : oneValue(`${target.service}.${target.region}.amazonaws.com`),
    },
    Object.fromEntries(
      [...chosen].filter(([name]) => name !== "role").map(([name, text]) => [name, text ? [text] : ABSENT]),
    ),
  );
  return (lowerKey) => (account === undefined && lowerKey.startsWith("aws:principaltag/") ? ABSENT : context(lowerKey));
}
