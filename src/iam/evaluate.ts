import { controlledByRcp } from "../aws";
import { anyWay, type Caller, matchPrincipal, type PrincipalMatch } from "./caller";
import { type Context, holds, variableIn } from "./condition";
import { type Glob, matches } from "./glob";
import type { Patterns, Policy, Statement } from "./policy";
import { substituted } from "./text";
import { all, and, any, MAYBE, NO, not, or, type Truth, truth, YES } from "./truth";

/** One question to IAM. Action and resource may be patterns: then the answer is about all that they match. */
export interface Request {
  /** In lower case. */
  readonly action: Glob;
  /** undefined in a question to a trust policy: the role itself. */
  readonly resource: Glob | undefined;
  readonly caller: Caller;
  readonly context: Context;
}

/** A policy with where it comes from; `policy` is undefined where its text is not known. */
export interface Source {
  readonly policy: Policy | undefined;
  readonly label: string;
}

function fits(patterns: Patterns, wanted: Glob, context: Context): Truth {
  let matched: Truth = NO;
  for (const text of patterns.of) {
    const pattern = text.glob ?? substituted(text, variableIn(context));
    if (pattern) matched = or(matched, matches(pattern, wanted));
    if (matched === YES) break;
  }
  return patterns.negated ? not(matched) : matched;
}

export const actionFits = (statement: Statement, request: Request): Truth =>
  fits(statement.actions, request.action, request.context);

export const resourceFits = (statement: Statement, request: Request): Truth =>
  statement.resources && request.resource ? fits(statement.resources, request.resource, request.context) : YES;

/** Whether `statement` is about the action and the resource of `request`. */
export function concerns(statement: Statement, request: Request): Truth {
  const action = actionFits(statement, request);
  return action === NO ? NO : and(action, resourceFits(statement, request));
}

/** Whether `statement` matches `request`, its principals left aside. */
export function applies(statement: Statement, request: Request): Truth {
  const concerned = concerns(statement, request);
  if (concerned === NO) return NO;
  return and(
    concerned,
    all(statement.conditions, (condition) => holds(condition, request.context)),
  );
}

/** How a set of policies decides a request: an Allow by each way of naming the caller, and a Deny. */
export interface PolicyEvaluation extends PrincipalMatch {
  readonly deny: Truth;
}

/** How `sources` decide together; a source that is not known may allow and may deny. */
export function evaluatePolicies(sources: readonly Source[], request: Request): PolicyEvaluation {
  let direct: Truth = NO;
  let role: Truth = NO;
  let account: Truth = NO;
  let deny: Truth = NO;
  for (const { policy } of sources) {
    if (!policy) {
      direct = or(direct, MAYBE);
      deny = or(deny, MAYBE);
      continue;
    }
    for (const statement of policy.statements) {
      const match = matchPrincipal(statement, request.caller);
      const named = anyWay(match);
      if (named === NO) continue;
      const applied = applies(statement, request);
      if (applied === NO) continue;
      if (statement.effect === "Deny") deny = or(deny, and(named, applied));
      else {
        direct = or(direct, and(match.direct, applied));
        role = or(role, and(match.role, applied));
        account = or(account, and(match.account, applied));
      }
    }
  }
  return { direct, role, account, deny };
}

/** All policies that have a say in a request. */
export interface ApplicablePolicies {
  /** Identity policies of the caller's role. */
  readonly identity: readonly Source[];
  /** Permissions boundary and session policy: each must allow too. */
  readonly guardrails: readonly Source[];
  /** Whether one of `guardrails` is a permissions boundary; undefined where that is not known. */
  readonly bounded?: boolean;
  /** The policies of the resource; none where it has none. A KMS key has its key policy and its grants. */
  readonly resource: readonly Source[];
  /** Service control policies on the caller's account: one of them must allow. undefined: none in force. */
  readonly service: readonly Source[] | undefined;
  /** Resource control policies on the resource's account: they only deny. */
  readonly resourceControl: readonly Source[];
  readonly sameAccount: boolean;
  /**
   * Whether the resource's policy must allow even inside one account, as a trust policy and a
   * key's policy must; naming the account's root then leaves the decision to the identity policies.
   */
  readonly resourceDecides: boolean;
}

/**
 * Whether AWS allows `request`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function decide(policies: ApplicablePolicies, request: Request): Truth {
  const identity = evaluatePolicies(policies.identity, request);
  const resource = evaluatePolicies(policies.resource, request);
  let denied = or(or(identity.deny, resource.deny), bounded(policies, request));
  let limited: Truth = YES;
  for (const guardrail of policies.guardrails) {
    const { direct, deny } = evaluatePolicies([guardrail], request);
    limited = and(limited, direct);
    denied = or(denied, deny);
  }
  const service = policies.service ? evaluatePolicies(policies.service, request) : undefined;
  if (service) denied = or(denied, service.deny);
  const control = evaluatePolicies(policies.resourceControl, request).deny;
  if (control !== NO) denied = or(denied, and(control, controlled(request)));
  const permitted = and(identity.direct, limited);
  const named = or(resource.direct, and(resource.role, limited));
  let allowed: Truth;
  if (!hasIdentityPolicies(request.caller)) allowed = anyWay(resource);
  else if (!policies.sameAccount) allowed = and(permitted, anyWay(resource));
  else if (policies.resourceDecides) allowed = or(named, and(resource.account, permitted));
  else allowed = or(permitted, named);
  return and(and(allowed, service ? service.direct : YES), not(denied));
}

/** Whether resource control policies have a say in the request's service; a pattern of services may be of any. */
function controlled({ action }: Request): Truth {
  const [service = ""] = (action.plain ?? action.tokens.join("")).split(":");
  if (/[*?]/.test(service)) return YES;
  const applies = controlledByRcp(service);
  return applies === undefined ? MAYBE : truth(applies);
}

/** AWS services, tokens, canonical ids and anonymous callers have no identity policies: the resource decides. */
const hasIdentityPolicies = ({ kind }: Caller): boolean => kind === "role" || kind === "user";

/**
 * How far a Deny with NotPrincipal denies a role because it has a permissions boundary: then AWS
 * does not look at whom NotPrincipal names.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function bounded(
  { guardrails, bounded = guardrails.length > 0 ? undefined : false, resource }: ApplicablePolicies,
  request: Request,
): Truth {
  if (bounded === false || request.caller.kind !== "role") return NO;
  const statements = resource.flatMap(({ policy }) => policy?.statements ?? []);
  const denies = any(statements, (statement) =>
    statement.effect === "Deny" && statement.principals?.negated ? applies(statement, request) : NO,
  );
  return bounded ? denies : and(MAYBE, denies);
}
