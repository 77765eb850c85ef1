import { actionsWithKey, refusedAcrossAccounts } from "../../aws";
import {
  type ApplicablePolicies,
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
  NO,
  type Policy,
  type Request,
  search,
  type Truth,
  YES,
} from "../../iam";
import type { Target } from "../../inventory";
import { readable, unknownText } from "../../unknown/unknown-text";
import { keyActionsFor, serviceContext } from "../hops/key-grant";
import { isPublic } from "../hops/public-policies";
import type { AssumptionId } from "../proof";
import type { ProofContext, ReadDocument } from "../proof-context";
import { ABSENT, contextOf, type Entries, noPrincipalTags, oneValue } from "../requests/context";
import { EVERY_PERMISSION, withinServiceControl } from "../requests/decide";
import { isTlsVersion, tlsVersions } from "../requests/grant-choices";
import { resourceTags } from "../requests/resource-tags";
import { viaService } from "../requests/via-service";
import { type Asked, askedBy, UNTIED_WRITES } from "./asked-actions";
import { type Attempt, better, FAILS } from "./attempt";
import { type Callers, policiesOf } from "./callers";
import { keysChosen, otherKeys } from "./entrances";
import type { Guard, GuardingDocument } from "./guards";
import { askedIn, ownParts, textIn } from "./own-parts";

/** A document of something that the chain is granted, or of its key. */
export interface ResourceDocument extends GuardingDocument {
  readonly kind: "resource" | "key";
  readonly target: Target;
}

export interface Reach {
  readonly proof: ProofContext;
  readonly guard: Guard<ResourceDocument>;
  readonly callers: Callers;
  /** Carries what only writes or delivers. */
  readonly untied?: AssumptionId;
}

/** Whether some of `callers` gets something from what `guard` protects, past every role. */
export function reaching({ proof, guard, callers, untied }: Reach): Attempt {
  const { document, statement } = guard;
  const { target } = document;
  if (!statement) return { truth: MAYBE };
  if (shut(document, callers)) return FAILS;
  const key =
    typeof target.key === "string" && target.key !== "aws" ? proof.inventory.targetByArn(target.key) : undefined;
  const keyPolicy = key?.policy && proof.read(key.policy, "resource");
  const readings = [...(keyPolicy ? [keyPolicy] : []), ...grantsOfKey(proof, key)];
  const policies = policiesOf([
    document.reading,
    ...readings,
    ...proof.rcps,
    ...(callers.inside ? (proof.scps ?? []) : []),
  ]);
  const { asked, complete } = askedBy(statement, target, policies);
  const passing: Attempt[] = [];
  for (const one of asked) {
    const attempt = trying({ proof, guard, callers }, one, policies, key && keyPolicy ? { key, readings } : undefined);
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

/** The key that encrypts a resource, with its policy and its grants. */
interface Encryption {
  readonly key: Target;
  readonly readings: readonly ReadDocument[];
}

function trying(
  { proof, guard, callers }: Reach,
  { action, resource }: Asked,
  policies: readonly Policy[],
  encryption: Encryption | undefined,
): Attempt {
  const { document, reading } = guard;
  const { target } = document;
  const needs = document.kind === "key" ? [] : keyActionsFor(target.service, action);
  const { account } = callers;
  const isOwner = account !== undefined && account === target.account;
  if (account !== undefined && !isOwner && refusedAcrossAccounts(action)?.whole) return FAILS;
  // only the account itself uses an AWS managed key, and no anonymous caller uses any key
  if (needs.length > 0 && target.key !== undefined) {
    if (target.key === "aws" && !isOwner) return FAILS;
    if (kindOf(callers) === "anonymous") return FAILS;
  }
  const isTagged = kindOf(callers) !== "anonymous" && kindOf(callers) !== "service";
  const place: Entries = {
    ...(isTagged ? {} : noPrincipalTags(policies)),
    "aws:resourceaccount": oneValue(target.account),
    "s3:resourceaccount": oneValue(target.account),
    "aws:resourceorgid": oneValue(proof.organisation),
    "aws:requestedregion": oneValue(target.region),
  };
  // a key is reached by itself, or through a service that the caller uses
  const direct: Entries = {
    ...place,
    ...resourceTags(target.tags, policies),
    ...(target.service === "kms" ? {} : { "kms:viaservice": ABSENT }),
  };
  const context = (chosen: Chosen): Context => contextOf(callers.entries(chosen), direct);
  const given = { ...callers.entries(new Map()), ...direct };
  const { [SECURE]: secure, ...rest } = given;
  const mayBePlain = secure !== undefined && PLAIN_HTTP.has(target.service) && kindOf(callers) !== "service";
  const others = otherKeys(policies, mayBePlain ? rest : given, context).map((choice) =>
    choice.name === SOURCE_OWNER
      ? sourceOwner(account, isOwner)
      : choice.name === SECURE
        ? ANY_TRANSPORT
        : isTlsVersion(choice.name)
          ? tlsVersion(choice.name, mayBePlain)
          : lacksKey(action, choice.name, resource)
            ? notSent(choice.name)
            : choice,
  );
  const own = ownParts(policies, target, action, (chosen) =>
    contextOf(callers.entries(chosen), keysChosen(others, chosen), direct),
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
    const on = askedIn(resource, own, chosen);
    const request = asking(chosen, action, on, direct);
    const allowed = decide(sides([reading], target.service === "kms", true), request);
    if (allowed === NO) return NO;
    const within = callers.inside ? and(allowed, withinServiceControl(proof, request)) : allowed;
    if (needs.length === 0 || target.key === undefined || target.key === "aws") return within;
    if (!encryption) return and(within, MAYBE);
    const via: Entries = {
      ...place,
      ...resourceTags(encryption.key.tags, policies),
      ...serviceContext(target, textIn(on)),
      ...(target.region === undefined ? {} : { "kms:viaservice": oneValue(viaService(target.service, target.region)) }),
    };
    return needs.reduce(
      (sum: Truth, needed) =>
        and(
          sum,
          decide(sides(encryption.readings, true, false), asking(chosen, needed, literal(encryption.key.arn), via)),
        ),
      within,
    );
  };
  const { truth, chosen } = search([...callers.choices, ...others, ...own], test);
  if (truth === NO) return FAILS;
  return {
    truth,
    who: callers.label,
    actions: [action],
    witness: {
      ...callers.witness(chosen),
      action,
      resource: readable(textIn(askedIn(resource, own, chosen ?? new Map()))),
    },
  };
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

/** Requests without TLS have no version of it. */
const tlsVersion = (name: string, mayBePlain: boolean): Choice => ({
  name,
  values: () => ({ values: [...(mayBePlain ? [undefined] : []), ...tlsVersions()], complete: true }),
});

/**
 * Whether requests of `action` have no such key of its service. AWS's list may leave out that they have one, so that what
 * passes only with it is not known to pass.
 */
const lacksKey = (action: string, key: string, resource: string): boolean =>
  key.startsWith(`${action.split(":")[0]?.toLowerCase()}:`) && actionsWithKey(action, resource, key) === "none";

const notSent = (name: string): Choice => ({ name, values: () => ({ values: [undefined], complete: false }) });

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
