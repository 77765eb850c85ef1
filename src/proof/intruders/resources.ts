import { actionsMatching, fits, parseArn, refusedAcrossAccounts } from "../../aws";
import {
  type ApplicablePolicies,
  after,
  and,
  type Choice,
  type Chosen,
  type Context,
  decide,
  exactly,
  folded,
  type Glob,
  glob,
  literal,
  MAYBE,
  matches,
  NO,
  type Policy,
  type Request,
  type Statement,
  search,
  type Truth,
  witnessesOf,
  YES,
} from "../../iam";
import type { Role, Target } from "../../inventory";
import { readable, unknownText } from "../../unknown/unknown-text";
import { askGrant, isPublic } from "../hops/decide-grant";
import { keyActionsFor, serviceContext } from "../hops/key-grant";
import type { AssumptionId } from "../proof";
import { boundaryOf, identityOf, type ProofContext, type ReadDocument } from "../proof-context";
import {
  ABSENT,
  contextOf,
  type Entries,
  oneValue,
  principalTags,
  sessionCallerOf,
  sessionEntries,
} from "../requests/context";
import { EVERY_PERMISSION, withinServiceControl } from "../requests/decide";
import type { FinalSession } from "../requests/final-session";
import { familyOf } from "../requests/targets";
import { type Attempt, better, FAILS } from "./attempt";
import { type Callers, policiesOf } from "./callers";
import { keysChosen, otherKeys } from "./entrances";
import type { Guard, GuardingDocument } from "./guards";

/** A document of something that the chain is granted, or of its key. */
export interface ResourceDocument extends GuardingDocument {
  readonly kind: "resource" | "key";
  readonly target: Target;
}

/** What a caller asks of a resource. */
interface Asked {
  readonly action: string;
  readonly resource: string;
}

/**
 * Every action that `statement` allows on `target`, one of each class that the policies distinguish, on one resource
 * of each class.
 */
function askedBy(
  statement: Statement,
  target: Target,
  policies: readonly Policy[],
): { readonly asked: readonly Asked[]; readonly complete: boolean } {
  const members = familyOf(target);
  const statements = policies.flatMap((policy) => policy.statements);
  const patterns = statements.flatMap(({ actions }) => actions.of.flatMap((one) => one.glob ?? []));
  const resources = statements.flatMap((one) =>
    (one.resources?.of ?? []).flatMap((text) => widened(text.glob, text.text)),
  );
  const wanted = statement.actions;
  const known = actionsMatching(target.service);
  const listed = known.filter((action) => {
    const name = literal(action.toLowerCase());
    const hit = wanted.of.some((one) => one.glob !== undefined && matches(one.glob, name) === YES);
    return hit !== wanted.negated;
  });
  const unlisted = wanted.negated
    ? []
    : wanted.of.flatMap(({ text, glob: one }) =>
        one && text !== "*" && !known.some((action) => matches(one, literal(action.toLowerCase())) === YES)
          ? [text]
          : [],
      );
  const asked: Asked[] = [];
  let complete = true;
  for (const member of members) {
    const inside = member.endsWith("/*");
    const prefix = inside ? member.slice(0, -1) : member;
    const found = inside
      ? witnessesOf(
          resources.flatMap((pattern) => after(pattern, literal(prefix))).filter(({ tokens }) => tokens.length > 0),
          "key",
        )
      : { values: [literal("")], complete: true };
    complete &&= found.complete;
    const arns = found.values.map(({ tokens }) => prefix + tokens.join(""));
    const seen = new Set<string>();
    for (const action of [...listed, ...unlisted]) {
      if (!fits(action, member)) continue;
      const name = literal(action.toLowerCase());
      const key = `${patterns.map((one) => matches(one, name)).join("")} ${keyActionsFor(target.service, action).join()} ${UNTIED_WRITES.has(action.toLowerCase())}`;
      if (seen.has(key)) continue;
      seen.add(key);
      asked.push(...arns.map((resource) => ({ action, resource })));
    }
  }
  return { asked, complete };
}

/** A resource pattern whose variables may be anything. */
const widened = (known: Glob | undefined, text: string): readonly Glob[] => [
  known ?? glob(text.replaceAll(/\$\{[^}]*\}/g, "*")),
];

/** Actions by which a service only writes or delivers; harmless where nothing ties it, on an assumption. */
const UNTIED_WRITES: ReadonlySet<string> = new Set(["s3:putobject", "sqs:sendmessage", "sns:publish"]);

export interface Reach {
  readonly proof: ProofContext;
  readonly guard: Guard<ResourceDocument>;
  readonly callers: Callers;
  /** Carries what only writes or delivers. */
  readonly untied?: AssumptionId;
}

/** Whether some of `callers` gets something from what `guard` protects, past every role. */
export function reaching({ proof, guard, callers, untied }: Reach): Attempt {
  const { document, statement, reading } = guard;
  const { target } = document;
  if (!statement) return { truth: MAYBE };
  if (shut(document, callers)) return FAILS;
  const key =
    typeof target.key === "string" && target.key !== "aws" ? proof.inventory.targetByArn(target.key) : undefined;
  const keyPolicy = key?.policy && proof.read(key.policy, "resource");
  const keyGrants = grantsOfKey(proof, key);
  const policies = policiesOf([
    document.reading,
    keyPolicy,
    ...keyGrants,
    ...proof.rcps,
    ...(callers.inside ? (proof.scps ?? []) : []),
  ]);
  const { asked, complete } = askedBy(statement, target, policies);
  const passing: Attempt[] = [];
  for (const one of asked) {
    const needs = document.kind === "key" ? [] : keyActionsFor(target.service, one.action);
    const attempt = trying(proof, reading, target, callers, one, policies, needs, key, keyPolicy, keyGrants);
    if (attempt.truth === NO) continue;
    passing.push(
      untied && attempt.truth === YES && UNTIED_WRITES.has(one.action.toLowerCase())
        ? { ...attempt, assumption: untied }
        : attempt,
    );
  }
  const best = passing.reduce(better, complete ? FAILS : { truth: MAYBE });
  if (best.truth === NO) return best;
  if (best.truth === YES && mayBeShut(document, callers)) return { ...best, truth: MAYBE };
  const actions = passing
    .filter((one) => one.truth === best.truth && one.assumption === best.assumption)
    .flatMap((one) => one.actions ?? []);
  return { ...best, actions: [...new Set(actions)] };
}

/** The grants of `key` that are in force, beside its policy. */
export const grantsOfKey = (proof: ProofContext, key: Target | undefined): readonly ReadDocument[] =>
  (key?.grants ?? []).map((one) => proof.read(one, "resource")).filter(({ problem }) => !problem);

/** restrict_public_buckets leaves a public policy to the bucket's own account and to AWS services. */
const shut = (document: ResourceDocument, callers: Callers): boolean =>
  document.target.publicAccess?.restrictPublicBuckets === true && wouldBeShut(document, callers);

/** Whether it is not known if the bucket blocks public access. */
const mayBeShut = (document: ResourceDocument, callers: Callers): boolean =>
  document.target.publicAccess !== undefined &&
  document.target.publicAccess.restrictPublicBuckets === undefined &&
  wouldBeShut(document, callers);

const wouldBeShut = ({ reading, owner }: ResourceDocument, { account, caller }: Callers): boolean =>
  reading.policy !== undefined && isPublic(reading.policy) && caller(new Map()).kind !== "service" && account !== owner;

const SECURE = "aws:securetransport";
const ANY_TRANSPORT: Choice = { name: SECURE, values: () => exactly([literal("true"), literal("false")]) };

/**
 * Services that answer without TLS too.
 * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
const PLAIN_HTTP: ReadonlySet<string> = new Set(["s3", "sqs", "sns", "dynamodb"]);

const kindOf = ({ caller }: Callers) => caller(new Map()).kind;

const SOURCE_OWNER = "aws:sourceowner";

/**
 * What SNS gives of the caller's account: nothing or its own, never another. How it decides about the topic's own account
 * its pages do not show.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
const sourceOwner = (account: string | undefined, isOwner: boolean): Choice => ({
  name: SOURCE_OWNER,
  values: () =>
    exactly([
      undefined,
      ...(account === undefined ? [] : [literal(isOwner ? unknownText("the topic's owner") : account)]),
    ]),
});

function trying(
  proof: ProofContext,
  reading: ReadDocument,
  target: Target,
  callers: Callers,
  { action, resource }: Asked,
  policies: readonly Policy[],
  needs: readonly string[],
  key: Target | undefined,
  keyPolicy: ReadDocument | undefined,
  keyGrants: readonly ReadDocument[],
): Attempt {
  const { account } = callers;
  const isOwner = account !== undefined && account === target.account;
  if (account !== undefined && !isOwner && refusedAcrossAccounts(action)?.whole) return FAILS;
  // only the account itself uses an AWS managed key, and no anonymous caller uses any key
  if (needs.length > 0 && target.key !== undefined) {
    if (target.key === "aws" && !isOwner) return FAILS;
    if (kindOf(callers) === "anonymous") return FAILS;
  }
  const place: Entries = {
    "aws:resourceaccount": oneValue(target.account),
    "s3:resourceaccount": oneValue(target.account),
    "aws:resourceorgid": oneValue(proof.organisation),
    "aws:requestedregion": oneValue(target.region),
  };
  // a key is reached by itself, or through a service that the caller uses
  const direct: Entries = target.service === "kms" ? place : { ...place, "kms:viaservice": ABSENT };
  const context = (chosen: Chosen): Context => contextOf(callers.entries(chosen), direct);
  const given = { ...callers.entries(new Map()), ...direct };
  const { [SECURE]: secure, ...rest } = given;
  const mayBePlain = secure !== undefined && PLAIN_HTTP.has(target.service) && kindOf(callers) !== "service";
  const others = otherKeys(policies, mayBePlain ? rest : given, context).map((choice) =>
    choice.name === SOURCE_OWNER ? sourceOwner(account, isOwner) : choice.name === SECURE ? ANY_TRANSPORT : choice,
  );
  const asking = (chosen: Chosen, one: string, on: Glob, at: Entries): Request => ({
    action: folded(glob(one)),
    resource: on,
    caller: callers.caller(chosen),
    context: contextOf(callers.entries(chosen), keysChosen(others, chosen), at),
  });
  // the owner's own callers get here only what the document adds to their permissions
  const sides = (resource: readonly ReadDocument[], decides: boolean, adds: boolean): ApplicablePolicies => ({
    identity: isOwner && adds ? [] : [EVERY_PERMISSION],
    guardrails: [],
    resource,
    service: undefined,
    resourceControl: proof.rcps,
    sameAccount: isOwner,
    resourceDecides: decides,
    bounded: false,
  });
  const test = (chosen: Chosen): Truth => {
    const request = asking(chosen, action, literal(resource), direct);
    const allowed = decide(sides([reading], target.service === "kms", true), request);
    if (allowed === NO) return NO;
    const within = callers.inside ? and(allowed, withinServiceControl(proof, request)) : allowed;
    if (needs.length === 0 || target.key === undefined || target.key === "aws") return within;
    if (!keyPolicy || !key) return and(within, MAYBE);
    const via: Entries = {
      ...place,
      ...serviceContext(target, resource),
      ...(target.region === undefined
        ? {}
        : { "kms:viaservice": oneValue(`${target.service}.${target.region}.amazonaws.com`) }),
    };
    return needs.reduce(
      (sum: Truth, needed) =>
        and(sum, decide(sides([keyPolicy, ...keyGrants], true, false), asking(chosen, needed, literal(key.arn), via))),
      within,
    );
  };
  const { truth, chosen } = search([...callers.choices, ...others], test);
  if (truth === NO) return FAILS;
  return {
    truth,
    who: callers.label,
    actions: [action],
    witness: { ...callers.witness(chosen), action, resource: readable(resource) },
  };
}

/** ARNs of roles and users that `guard` names in full, as principals or by aws:PrincipalArn. */
export function namedInFull({ statement }: Guard): readonly string[] {
  if (!statement) return [];
  const principals = (statement.principals?.negated ? [] : (statement.principals?.of ?? [])).flatMap(
    ({ type, name }) => (type === "AWS" ? [name] : []),
  );
  const conditions = statement.conditions.flatMap(({ lowerKey, base, values }) =>
    lowerKey === "aws:principalarn" && /^(StringEquals|ArnEquals|ArnLike|StringLike)$/.test(base)
      ? values.flatMap(({ text, glob: one }) => (one ? [text] : []))
      : [],
  );
  return [...new Set([...principals, ...conditions])].filter((arn) =>
    /^arn:[^:]*:iam::\d{12}:(role|user)\/[^*?]+$/.test(arn),
  );
}

/** The action of a statement that a role of the world is allowed by its own policies, for a role named in full there. */
export function actionsOfRole(proof: ProofContext, role: Role, guard: Guard<ResourceDocument>): readonly string[] {
  const { statement, document } = guard;
  if (!statement) return [];
  const policies = policiesOf([document.reading]);
  const session: FinalSession = {
    role,
    caller: sessionCallerOf(role.arn),
    identity: identityOf(proof, role),
    guardrails: boundaryOf(proof, role),
    entries: [sessionEntries(role.arn, proof.organisation), principalTags(undefined, role)],
  };
  return askedBy(statement, document.target, policies)
    .asked.filter(
      ({ action, resource }) =>
        askGrant(proof, session, { action, resource, target: undefined, ownSideOnly: true }).truth === YES,
    )
    .map(({ action }) => action);
}

export const actionsOf = (statement: Statement): readonly string[] => {
  const { Action, NotAction } = JSON.parse(statement.source) as { Action?: unknown; NotAction?: unknown };
  return [Action ?? NotAction].flat().map(String);
};

export const accountOfArn = (arn: string): string | undefined => parseArn(arn)?.account;
