import { actionsMatching, fits, parseArn, policiesOfAwsDate } from "../aws";
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
import { InputError } from "../terraform/source-location";
import type { Resource } from "../terraform/world";
import { readable } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { allOf, askGrant } from "./hops/decide-grant";
import { keyAnswers, unusable } from "./hops/key-grant";
import { assumeUnseen, decidesElsewhere, isNameless } from "./hops/not-seen";
import { refusedElsewhere, withoutSuffix } from "./hops/resource-limits";
import type { Expectation, ExpectationResult } from "./proof";
import type { ProofContext, ReadDocument } from "./proof-context";
import { EVERY_PERMISSION } from "./requests/decide";
import type { FinalSession } from "./requests/final-session";
import { targetOf } from "./requests/targets";

/** An expectation with the ARN that it is about. */
export interface Expected extends Expectation {
  readonly arn: string | UnknownValue;
}

/** @throws InputError for a stack or an address that the world does not have */
export function expectedOf(
  proof: ProofContext,
  expectations: readonly Expectation[],
  file: string,
): readonly Expected[] {
  const byStack = new Map(proof.world.stacks.map((stack) => [stack.name, stack]));
  return expectations.map((expectation) => {
    const { on, line } = expectation;
    if (on.startsWith("arn:") || on === "*") return { ...expectation, arn: on };
    const [, stackName = on, rest = ""] = /^([^/]*)\/(.*)$/s.exec(on) ?? [];
    const stack = byStack.get(stackName);
    if (!stack)
      throw new InputError(
        `"on" is "${on}"; expected an ARN, or STACK/ADDRESS with one of the stacks ${[...byStack.keys()].join(", ")}`,
        { file, line },
      );
    const { address, key } = splitAddress(rest);
    const resource = stack.resources.find((one) => one.address === address && one.indefinite === undefined);
    if (!resource)
      throw new InputError(`"on" is "${on}"; stack ${stackName} has no ${address || "address"}`, { file, line });
    return { ...expectation, arn: arnOf(resource, key) };
  });
}

/** An address ends at the first `/` outside brackets and quotes. */
function splitAddress(text: string): { readonly address: string; readonly key: string | undefined } {
  let quoted = false;
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (c === '"' && text[i - 1] !== "\\") quoted = !quoted;
    else if (!quoted && c === "[") depth += 1;
    else if (!quoted && c === "]") depth -= 1;
    else if (!quoted && depth === 0 && c === "/") return { address: text.slice(0, i), key: text.slice(i + 1) };
  }
  return { address: text, key: undefined };
}

function arnOf(resource: Resource, key: string | undefined): string | UnknownValue {
  const arn = resource.get("arn");
  if (typeof arn !== "string")
    return arn instanceof UnknownValue ? arn : new UnknownValue("not-read", `${resource.address} has no known ARN`);
  return key === undefined ? arn : `${arn}/${key}`;
}

/** How far the pod gets before its grants: NO where a hop is denied. */
export function judged(
  proof: ProofContext,
  session: FinalSession | undefined,
  reached: Truth,
  { line, pod, verb, action, on, arn }: Expected,
): ExpectationResult {
  const each: readonly Truth[] =
    reached === NO
      ? [NO]
      : arn instanceof UnknownValue || !session
        ? [MAYBE]
        : parts(proof, session, verb, action, arn).map((truth) => and(reached, truth));
  const met = verb === "can" ? each.reduce(and, YES) : not(each.reduce(or, NO));
  if (verb === "cannot" && met === YES && reached !== NO && session && typeof arn === "string")
    assumeDated(proof, session, action, arn);
  return {
    line,
    pod,
    ...(verb === "can" ? { can: action } : { cannot: action }),
    on,
    verdict: met === YES ? "met" : met === NO ? "failed" : "unknown",
    ...(met === YES
      ? {}
      : {
          message: `the pod ${met === MAYBE ? "may or may not be able to" : verb === "can" ? "cannot" : "can"} ${action} on ${readable(typeof arn === "string" ? arn : on)}`,
        }),
  };
}

/**
 * What a policy that AWS manages leaves out may be added to it any day: where one keeps the pod from `action`, that is as
 * of the text that is carried.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html
 */
function assumeDated(proof: ProofContext, session: FinalSession, action: string, arn: string): void {
  const ofAws = (one: ReadDocument) => one.document?.ofAws;
  const subjects = new Set([...session.identity, ...session.guardrails].flatMap((one) => ofAws(one) ?? []));
  if (subjects.size === 0) return;
  const widened = (one: ReadDocument) => (ofAws(one) === undefined ? one : EVERY_PERMISSION);
  const wider = {
    ...session,
    identity: session.identity.map(widened),
    guardrails: session.guardrails.map(widened),
  };
  if (parts(proof, wider, "cannot", action, arn).every((truth) => truth === NO)) return;
  for (const subject of subjects)
    proof.assume({
      id: "managed-policy-dated",
      subject,
      for: "grant",
      message: `AWS has not widened ${subject} to ${action} since ${policiesOfAwsDate()}, the date of the text that was judged`,
    });
}

/** Every action and every class of resources that the patterns stand for, each judged on its own. */
function parts(
  proof: ProofContext,
  session: FinalSession,
  verb: Expected["verb"],
  action: string,
  arn: string,
): readonly Truth[] {
  const resources = resourcesIn(proof, session, arn);
  const truths = resources.flatMap((resource) =>
    actionsIn(action, resource)
      .filter((one) => fits(one, resource))
      .map((one): Truth => {
        const target = targetOf(proof, resource);
        if (target) {
          if (target.refusal) return NO;
          if (target.policy && proof.read(target.policy, "resource").problem) return NO;
          return allOf([
            askGrant(proof, session, { action: one, resource, target }),
            ...keyAnswers(proof, session, one, target, resource),
            ...[unusable(target, one, false), refusedElsewhere(session, one, resource, target)].filter(
              (answer) => answer !== undefined,
            ),
          ]);
        }
        return outsideTheWorld(proof, session, verb, one, resource);
      }),
  );
  return truths.length > 0 ? truths : [NO];
}

/** A resource whose own policy is not shown: that it lets the pod in is assumed. */
function outsideTheWorld(
  proof: ProofContext,
  session: FinalSession,
  verb: Expected["verb"],
  action: string,
  resource: string,
): Truth {
  const refused =
    withoutSuffix(resource, proof.inventory.targets) ?? refusedElsewhere(session, action, resource, undefined);
  if (refused) return refused.truth;
  const own = askGrant(proof, session, { action, resource, target: undefined, ownSideOnly: true }).truth;
  if (isNameless(resource) || decidesElsewhere(resource, session) || /^arn:[^:]*:kms:/.test(resource))
    return and(own, MAYBE);
  if (own === YES && verb === "can") assumeUnseen(proof, action, resource, [], undefined);
  return own;
}

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

/** One resource for each class of those that `arn` matches. */
function resourcesIn(proof: ProofContext, session: FinalSession, arn: string): readonly string[] {
  if (!/[*?]/.test(arn)) return [arn];
  const target = targetOf(proof, arn);
  const readings = [
    ...session.identity,
    ...session.guardrails,
    ...(target?.policy ? [proof.read(target.policy, "resource")] : []),
    ...(proof.scps ?? []),
    ...proof.rcps,
  ];
  const patterns = readings.flatMap(({ policy }) =>
    (policy?.statements ?? []).flatMap(({ resources }) =>
      (resources?.of ?? []).flatMap(({ glob: one }) => (one ? [one] : [])),
    ),
  );
  const whole = glob(arn);
  const prefix = arn.slice(0, arn.search(/[*?]/));
  const rest = (pattern: Glob) => after(pattern, literal(prefix));
  const { values, complete } = witnessesOf([...patterns.flatMap(rest), ...rest(whole)], "k");
  const inside = values
    .map((value) => prefix + value.tokens.join(""))
    .filter((text) => matches(whole, literal(text)) === YES);
  return complete && inside.length > 0 ? inside : [arn];
}
