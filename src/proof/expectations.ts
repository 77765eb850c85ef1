import { actionsMatching, fits, isKnownAction, parseArn, policiesOfAwsDate, resourceTypesOf } from "../aws";
import {
  after,
  and,
  folded,
  type Glob,
  glob,
  literal,
  MAYBE,
  matches,
  NO,
  not,
  or,
  type Truth,
  witnessesOf,
  YES,
} from "../iam";
import { hasUnknown, readable } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import type { Expected } from "./expected";
import { allOf, askGrant } from "./hops/decide-grant";
import { canLeaveKeyOut, keyAnswers, unusable } from "./hops/key-grant";
import { meansDirectoryBucket, noSuchArn } from "./hops/no-such-arn";
import { assumeUnseen, decidesElsewhere, isKeyFound, isNameless, rootOf } from "./hops/not-seen";
import { refusedElsewhere } from "./hops/resource-limits";
import { judgedRole } from "./hops/role-calls";
import type { Ways } from "./hops/ways";
import type { ExpectationResult } from "./proof";
import type { ProofContext, ReadDocument } from "./proof-context";
import { EVERY_PERMISSION } from "./requests/decide";
import type { FinalSession } from "./requests/final-session";
import { targetOf, withSuffix } from "./requests/targets";

/** The session that a pod is given, and what it goes on to by itself. */
export interface Sessions extends Pick<Ways, "seconds" | "open"> {
  readonly final: FinalSession;
}

/** How far the pod gets before its grants: NO where a hop is denied. */
export function judged(
  proof: ProofContext,
  sessions: Sessions | undefined,
  reached: Truth,
  { line, pod, verb, action, on, arn, as }: Expected,
): ExpectationResult {
  const each: readonly Truth[] =
    reached === NO
      ? [NO]
      : arn instanceof UnknownValue || !sessions
        ? [MAYBE]
        : parts(proof, sessions, { verb, action, as }, arn).map((truth) => and(reached, truth));
  const written = verb === "can" ? each.reduce(and, YES) : not(each.reduce(or, NO));
  const meant =
    verb === "cannot" && written === YES && reached !== NO && sessions && typeof arn === "string"
      ? besides(action, arn).find((one) =>
          parts(proof, sessions, { verb, action, as }, one).some((truth) => truth !== NO),
        )
      : undefined;
  const met = meant === undefined ? written : MAYBE;
  if (verb === "cannot" && met === YES && reached !== NO && sessions && typeof arn === "string")
    assumeDated(proof, sessions, { verb, action, as }, arn);
  const held = as === undefined ? "" : ` as ${as}${isReached(sessions, as) ? "" : ", which it does not get to"}`;
  return {
    line,
    pod,
    ...(verb === "can" ? { can: action } : { cannot: action }),
    on,
    ...(as === undefined ? {} : { as }),
    verdict: met === YES ? "met" : met === NO ? "failed" : "unknown",
    ...(met === YES
      ? {}
      : {
          message:
            meant !== undefined
              ? `${action} is never used on ${readable(on)} itself, but the pod has it on ${readable(meant)}: if that is meant, write it`
              : `the pod ${met === MAYBE ? "may or may not be able to" : verb === "can" ? "cannot" : "can"} ${action} on ${readable(typeof arn === "string" ? arn : on)}${held}${met === MAYBE ? mayBeNamed(arn) : ""}`,
        }),
  };
}

/** A literal that could be an ARN that apply decides is not known to be another one: what is made may be there already. */
const mayBeNamed = (arn: string | UnknownValue): string =>
  typeof arn === "string" && hasUnknown(arn)
    ? "; that ARN is known only after apply, and may be one that a policy names: prove the state, or let the policy refer to the resource"
    : "";

const isReached = (sessions: Sessions | undefined, arn: string): boolean =>
  sessions !== undefined &&
  [sessions.final, ...sessions.seconds.map(({ session }) => session)].some(({ role }) => role.arn === arn);

/**
 * What a policy that AWS manages leaves out may be added to it any day: where one keeps the pod from `action`, that is as
 * of the text that is carried.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html
 */
function assumeDated(proof: ProofContext, sessions: Sessions, asked: Asked, arn: string): void {
  const { final, seconds } = sessions;
  const ofAws = (one: ReadDocument) => one.document?.ofAws;
  const all = [final, ...seconds.map(({ session }) => session)];
  const subjects = new Set(
    all.flatMap(({ identity, guardrails }) => [...identity, ...guardrails].flatMap((one) => ofAws(one) ?? [])),
  );
  if (subjects.size === 0) return;
  const widened = (one: ReadDocument) => (ofAws(one) === undefined ? one : EVERY_PERMISSION);
  const wider = (session: FinalSession): FinalSession => ({
    ...session,
    identity: session.identity.map(widened),
    guardrails: session.guardrails.map(widened),
  });
  const widest: Sessions = {
    ...sessions,
    final: wider(final),
    seconds: seconds.map((one) => ({ ...one, session: wider(one.session) })),
  };
  if (parts(proof, widest, asked, arn).every((truth) => truth === NO)) return;
  for (const subject of subjects)
    proof.assume({
      id: "managed-policy-dated",
      subject,
      for: "grant",
      message: `AWS has not widened ${subject} to ${asked.action} since ${policiesOfAwsDate()}, the date of the text that was judged`,
    });
}

/** What a line is about, beside its resource. */
type Asked = Pick<Expected, "verb" | "action" | "as">;

/** By what a pod has, and ARN: every action that is expected is asked about the same. */
const resources = new WeakMap<Sessions, Map<string, readonly string[]>>();

/**
 * What else a line may be meant for whose action fits nothing that its ARN can be: the objects of the bucket, or their
 * bucket. That it is met would hide that these can be reached.
 */
function besides(action: string, arn: string): readonly string[] {
  const [, bucket, key] = /^(arn:[^:]*:s3:::[^/]+)(\/.*)?$/.exec(arn) ?? [];
  if (bucket === undefined || actionsIn(action, arn).some((one) => askedFor(one, arn) !== undefined)) return [];
  const other = key === undefined ? `${bucket}/*` : bucket;
  return fits(action, other) ? [other] : [];
}

/**
 * Every action and every class of resources that the patterns stand for, each judged on its own: by the session that the
 * pod is given, else by one that it goes on to; by that of the role `as` alone where the line names one.
 */
function parts(proof: ProofContext, all: Sessions, { verb, action, as }: Asked, arn: string): readonly Truth[] {
  const { final, seconds, open } = all;
  const sessions = [final, ...seconds.flatMap(({ session, sure }) => (sure ? [session] : []))].filter(
    ({ role }) => as === undefined || role.arn === as,
  );
  const further: Truth = open ? MAYBE : NO;
  const classes = resources.get(all) ?? new Map<string, readonly string[]>();
  resources.set(all, classes);
  const known = classes.get(arn) ?? resourcesIn(proof, sessions, arn);
  classes.set(arn, known);
  // of those whose service or account is any, what is of the form of an ARN is not all: it counts as the pattern that it is
  const isWide = verb === "can" && /^[^:]*[*?]|^([^:]*:){1,4}[^:]*[*?]/.test(arn);
  const truths = [...known, ...(isWide ? [arn] : [])].flatMap((resource) =>
    actionsIn(action, resource).flatMap((one): Truth | readonly Truth[] => {
      const asked = askedFor(one, resource);
      if (asked === undefined) return [];
      let truth = further;
      for (const session of sessions) {
        truth = or(truth, partOf(proof, session, verb, one, asked, arn));
        if (truth !== YES) continue;
        if (verb === "can" && as === undefined && session !== final) assumeGoingOn(proof, session, one);
        break;
      }
      return isKnownAction(one) ? truth : and(truth, MAYBE);
    }),
  );
  if (truths.length > 0) return truths;
  // that no class of what a pattern matches is anything that the action is for does not mean that nothing is
  return [/[*?]/.test(arn) && actionsIn(action, arn).some((one) => askedFor(one, arn) !== undefined) ? MAYBE : NO];
}

/** The SDK uses the session that the pod is given, unless a profile or the program has it assume another role first. */
function assumeGoingOn(proof: ProofContext, { role }: FinalSession, action: string): void {
  proof.assume({
    id: "request-carries",
    subject: readable(role.arn),
    for: "grant",
    message: `the program assumes ${readable(role.arn)} by itself before it uses ${action}: the role that the pod is given does not have it. As target_role_arn of the association, EKS assumes it`,
    location: role.resource.location(),
  });
}

/**
 * What a request of `action` about `resource` is for; undefined where it can be about no such thing. An action without
 * types of resource is about all of its service's at once, and what one does that AWS's list lacks is not known.
 */
function askedFor(action: string, resource: string): string | undefined {
  if (fits(action, resource) || !isKnownAction(action)) return resource;
  const isOfService = parseArn(resource)?.service === action.split(":")[0]?.toLowerCase();
  return isOfService && resourceTypesOf(action)?.length === 0 ? "*" : undefined;
}

function partOf(
  proof: ProofContext,
  session: FinalSession,
  verb: Expected["verb"],
  action: string,
  resource: string,
  written: string,
): Truth {
  const role = action.toLowerCase() === "sts:assumerole" ? proof.inventory.roleByArn(resource) : undefined;
  if (role) return judgedRole(proof, session, role).truth;
  const target = targetOf(proof, resource);
  if (!target) return outsideTheWorld(proof, session, verb, action, resource, written);
  if (target.refusal) return NO;
  if (target.policy && proof.read(target.policy, "resource").problem) return NO;
  const about = (one: string): Truth =>
    allOf([
      askGrant(proof, session, { action, resource: one, target, assumesTags: verb === "can" }),
      // that a key refuses keeps nobody from what a request can do without it
      ...(verb === "cannot" && canLeaveKeyOut(target.service) ? [] : keyAnswers(proof, session, action, target, one)),
      ...[unusable(target, action, false), refusedElsewhere(session, action, one, target)].filter(
        (answer) => answer !== undefined,
      ),
    ]);
  const truth = about(resource);
  // policies name a secret by what Terraform refers to, or by a pattern for any end of its ARN
  const spelled = resource === target.arn ? withSuffix(target) : undefined;
  return truth === MAYBE && spelled !== undefined ? about(spelled) : truth;
}

/** A resource whose own policy is not shown: that it lets the pod in is assumed. */
function outsideTheWorld(
  proof: ProofContext,
  session: FinalSession,
  verb: Expected["verb"],
  action: string,
  resource: string,
  written: string,
): Truth {
  const refused = noSuchArn(resource, proof.inventory) ?? refusedElsewhere(session, action, resource, undefined);
  if (refused) return verb === "cannot" && meansDirectoryBucket(resource) ? MAYBE : refused.truth;
  // the grant's own hop lists the tags that `can` rests on
  const assumesTags = verb === "can";
  const own = askGrant(proof, session, { action, resource, target: undefined, ownSideOnly: true, assumesTags }).truth;
  const isUnseenKey = /^arn:[^:]*:kms:/.test(resource) && !isKeyFound(proof, resource, session);
  if (isNameless(proof, resource) || decidesElsewhere(proof, resource, session) || isUnseenKey) return and(own, MAYBE);
  // one resource for each class of those that a pattern matches is none that anybody knows
  if (own === YES && verb === "can") assumeUnseen(proof, action, patternOf(written) ?? resource, [], undefined);
  return own;
}

/** `arn` where it is a pattern in more than what is within a bucket or table. */
const patternOf = (arn: string): string | undefined => (/[*?]/.test(rootOf(arn)) ? arn : undefined);

function actionsIn(action: string, resource: string): readonly string[] {
  if (!/[*?]/.test(action)) return [action];
  const service = action.includes(":")
    ? (action.split(":")[0] ?? "").toLowerCase()
    : (parseArn(resource)?.service ?? "");
  const pattern = folded(glob(action));
  const known = actionsMatching(service).filter(
    (one) => matches(pattern, literal(one.toLowerCase())) === YES && fits(one, resource),
  );
  return known.length > 0 ? known : [action];
}

/** What is within the thing `arn`, which a pattern that matches both stands for too: the objects of a bucket, the indexes of a table. */
const within = (arn: string): readonly string[] =>
  /^arn:[^:]+:s3:::[^/:]+$/.test(arn)
    ? [`${arn}/k`]
    : /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/[^/:]+$/.test(arn)
      ? [`${arn}/index/k`]
      : [];

/** `pattern` for names that do not end where its last `*` begins: there is no object with an empty key. */
const notEmpty = (pattern: string): readonly Glob[] =>
  pattern.endsWith("*") ? [glob(`${pattern.slice(0, -1)}?*`)] : [];

/** One resource for each class of those that `arn` matches. */
function resourcesIn(proof: ProofContext, sessions: readonly FinalSession[], arn: string): readonly string[] {
  if (!/[*?]/.test(arn)) return [arn];
  const target = targetOf(proof, arn);
  const readings = [
    ...sessions.flatMap(({ identity, guardrails }) => [...identity, ...guardrails]),
    ...(target?.policy ? [proof.read(target.policy, "resource")] : []),
    ...(proof.scps ?? []),
    ...proof.rcps,
  ];
  const patterns = readings.flatMap(({ policy }) =>
    (policy?.statements ?? []).flatMap(({ resources }) =>
      (resources?.of ?? []).flatMap(({ glob: one, text }) => (one ? [one, ...notEmpty(text)] : [])),
    ),
  );
  const whole = glob(arn);
  const prefix = arn.slice(0, arn.search(/[*?]/));
  const rest = (pattern: Glob) => after(pattern, literal(prefix));
  const { values, complete } = witnessesOf([...patterns.flatMap(rest), ...rest(whole)], "k");
  const inside = values
    .map((value) => prefix + value.tokens.join(""))
    .flatMap((text) => [text, ...within(text)])
    .filter((text) => matches(whole, literal(text)) === YES);
  return complete && inside.length > 0 ? inside : [arn];
}
