import { parseArn } from "../../aws";
import {
  type ApplicablePolicies,
  all,
  type Chosen,
  type Context,
  conditionsOf,
  decide,
  evaluatePolicies,
  type Found,
  folded,
  glob,
  keysWith,
  MAYBE,
  NO,
  OPEN,
  type Policy,
  type Request,
  search,
  type Truth,
  YES,
} from "../../iam";
import type { Target } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import type { Asked } from "../derivation";
import type { ProofContext, ReadDocument } from "../proof-context";
import { ABSENT, contextOf, type Entries, sessionArnOf } from "../requests/context";
import { choosesPart, type FinalSession, grantContext, withTagsOfChoice } from "../requests/final-session";
import { about, BY_SERVICE, isUsual, type Variable, type Variables, variablesOf } from "../requests/grant-choices";
import { requestAliases, resourceAliases } from "../requests/key-aliases";
import { resourceTags } from "../requests/resource-tags";
import { withSourceOwner } from "../requests/source-owner";
import { isOfService, onService } from "../requests/targets";
import { askedOf } from "./asked";
import type { Why } from "./explain";
import { notAllowed } from "./explain";
import { accessDenied, reasonFor } from "./hop";
import { permissionDenied } from "./policy-questions";
import { mayBeShut, shut, undecidedAccess } from "./public-policies";

/** Whether one action on one resource is allowed, and why not. */
export interface GrantAnswer {
  readonly truth: Truth;
  readonly why: () => Why;
  readonly asked?: () => readonly Asked[];
  /** Conditions on the caller's own choices that it must meet. */
  readonly conditions: readonly string[];
  /** The keys of those that more than choose a part of the resource: what a request has to carry. */
  readonly carries?: readonly string[];
  /** Tags of the resource that it rests on and that are not read, as conditions: `aws:ResourceTag/team = a`. */
  readonly tags?: readonly UnreadTag[];
}

export interface UnreadTag {
  /** `aws:ResourceTag/team` */
  readonly key: string;
  /** undefined: the resource does not have it. */
  readonly value: string | undefined;
}

export interface Asking {
  /** May be patterns. */
  readonly action: string;
  readonly resource: string;
  /** undefined where the resource is not in the world. */
  readonly target: Target | undefined;
  readonly via?: string;
  /** What a service sets in the request that it makes for the caller. */
  readonly fixed?: Entries;
  /** Whether tags of a resource that is not read are as the conditions ask: the answer then rests on them. */
  readonly assumesTags?: boolean;
  /** Leaves the resource's side out. */
  readonly ownSideOnly?: boolean;
  /** Replaces the role's own policies: what one statement allows. */
  readonly identity?: readonly ReadDocument[];
}

/**
 * Asks whether `session` may do it, choosing what a caller chooses so that it may. What passes only with tags that the pod
 * gave the session when it assumed its role is not decided: the calls before ask for tags too.
 */
export function askGrant(proof: ProofContext, session: FinalSession, asking: Asking): GrantAnswer {
  const answer = askAs(proof, session, asking);
  const tagged = answer.truth === YES ? undefined : withTagsOfChoice(proof, session);
  const other = tagged && askAs(proof, tagged, asking);
  return other === undefined || other.truth === NO ? answer : { ...other, truth: MAYBE };
}

function askAs(proof: ProofContext, session: FinalSession, asking: Asking): GrantAnswer {
  const { resource, target } = asking;
  const isOthers = target !== undefined && !isOfService(asking.action, target);
  const action = target && !isOthers ? onService(asking.action, target) : asking.action;
  const written = isOthers ? undefined : target?.policy && proof.read(target.policy, "resource");
  const policy = written && (mayBeShut(target, written.policy, session) ? undecidedAccess(written) : written);
  const account = target?.account ?? accountOf(resource, session);
  const identity = asking.identity ?? session.identity;
  const grants = (target?.grants ?? []).map((one) => proof.read(one, "resource")).filter(({ problem }) => !problem);
  const sides: ApplicablePolicies = {
    identity,
    guardrails: session.guardrails,
    resource: [...(policy && !shut(target, policy.policy, session) ? [policy] : []), ...grants],
    service: proof.scps,
    resourceControl: proof.rcps,
    sameAccount: asking.ownSideOnly === true || isOthers || account === session.role.account,
    resourceDecides: target?.service === "kms" && !isOthers,
    bounded: session.role.boundary !== undefined,
  };
  const sources = [
    ...identity,
    ...session.guardrails,
    ...(policy ? [policy] : []),
    ...grants,
    ...(proof.scps ?? []),
    ...proof.rcps,
  ];
  const policies = sources.flatMap((source) => (source.policy ? [source.policy] : []));
  // a key is used by oneself or through a service, as one likes
  const isDirect = /^(kms:|\*)/i.test(action) && asking.via === undefined && (!target || target.service === "kms");
  const region = target ? target.region : regionIn(resource);
  const isAnywhere = !target && region === undefined && !/^arn:[^:]*:s3:/.test(resource);
  const tags = resourceTags(target?.tags, policies);
  const ofResource = [...(policy ? [policy] : []), ...grants].flatMap((source) =>
    source.policy ? [source.policy] : [],
  );
  const aliases = resourceAliases(isOthers ? undefined : target, policies, ofResource);
  // only S3 lets a caller add to the encryption context that it sends
  const own = asking.via === undefined || asking.via === "s3" ? [] : keysWith(policies, "kms:encryptioncontext:");
  const sent: Entries = { ...Object.fromEntries(own.map((key) => [key, ABSENT])), ...asking.fixed };
  const context = grantContext(
    session,
    { account, region, ...(asking.via ? { via: asking.via } : {}) },
    { ...tags, ...aliases, ...(isDirect ? { [VIA]: OPEN, [BY_SERVICE]: OPEN } : {}), ...sent },
  );
  const requestIn = (within: Context): Request => ({
    action: folded(glob(action)),
    resource: glob(resource),
    caller: session.caller,
    context: within,
  });
  const requestWith = (chosen: Chosen): Request => requestIn(variables.within(context, chosen));
  const variables = variablesOf(about(policies, requestIn(contextOf())), (chosen) => requestWith(chosen).context, {
    action,
    resource,
    fixed: { ...tags, ...sent },
    also: (key) => (isDirect && (key === VIA || key === BY_SERVICE)) || (isAnywhere && key === REGION),
    aliases: isDirect ? requestAliases(target, policies) : undefined,
    byService: asking.via !== undefined,
    unread: asking.assumesTags !== true ? "none" : target ? "of objects" : "all",
  });
  const { withoutPartial } = variables;
  const test = (chosen: Chosen): Truth => {
    const accounts = { caller: session.role.account, owner: account };
    const decided = withSourceOwner(policies, accounts, (within) =>
      decide(sides, requestIn(within(variables.within(context, chosen)))),
    );
    if (decided !== YES || !withoutPartial) return decided;
    // of a pattern of actions, some may be denied for want of a key that the others have
    const { deny } = evaluatePolicies(sources, requestIn(withoutPartial(context, chosen)));
    return deny === NO ? YES : MAYBE;
  };
  const found = search(variables.choices, test);
  return {
    truth: found.truth,
    ...conditionsMet(policies, variables, found, test),
    why: () => {
      const request = requestWith(found.chosen ?? new Map());
      return whyNot(proof, session, sides, sources, policy, request, asking, found.truth);
    },
    asked: () => [
      askedOf(action, requestWith(found.chosen ?? new Map()), found.truth, [
        ["identity policy", identity],
        ["permissions boundary or session policy", session.guardrails],
        ["service control policy", proof.scps ?? []],
        ["resource policy", [...(policy ? [policy] : []), ...grants]],
        ["resource control policy", proof.rcps],
      ]),
    ],
  };
}

/** For S3 ARNs, which name no account, the role's. */
function accountOf(resource: string, session: FinalSession): string {
  const account = parseArn(resource)?.account ?? "";
  return account === "" || /[*?]/.test(account) ? session.role.account : account;
}

/** undefined where `resource` names none, or several. */
function regionIn(resource: string): string | undefined {
  const region = parseArn(resource)?.region ?? "";
  return region === "" || /[*?]/.test(region) ? undefined : region;
}

const VIA = "kms:viaservice";
const REGION = "aws:requestedregion";

function conditionsMet(
  policies: readonly Policy[],
  { all }: Variables,
  { truth, chosen }: Found,
  test: (chosen: Chosen) => Truth,
): Pick<GrantAnswer, "conditions" | "carries" | "tags"> {
  if (all.length === 0) return { conditions: [], carries: [], tags: [] };
  const written = new Map(conditionsOf(policies).map(({ key, lowerKey }) => [lowerKey, key]));
  const spelled = ({ name, keys: [key = ""] }: Variable) => written.get(key) ?? name;
  const chosenFor = ({ name }: Variable) => chosen?.get(name)?.tokens.join("");
  const sent = all.filter(
    (one) => one.of !== "resource" && chosenFor(one) !== undefined && !isUsual(one, chosenFor(one)),
  );
  // a tag that changes nothing when it is not known is none that the answer rests on
  const rests = (one: Variable) => test(new Map([...(chosen ?? [])].filter(([name]) => name !== one.name))) !== YES;
  return {
    conditions: sent.map((one) => `${spelled(one)} = ${readable(chosenFor(one) ?? "")}`),
    carries: sent.filter(({ keys }) => !keys.some((key) => key === VIA || choosesPart(key))).map(spelled),
    tags:
      truth === YES
        ? all
            .filter((one) => one.of === "resource" && rests(one))
            .map((one) => ({ key: spelled(one), value: chosenFor(one) }))
        : [],
  };
}

function whyNot(
  proof: ProofContext,
  session: FinalSession,
  sides: ApplicablePolicies,
  sources: readonly ReadDocument[],
  policy: ReadDocument | undefined,
  request: Request,
  { action, resource, target }: Asking,
  truth: Truth,
): Why {
  const denied = (): Why => {
    const mine = { ...sides, resource: [], sameAccount: true, resourceDecides: false };
    if (!sides.sameAccount || sides.resourceDecides) {
      if (decide(mine, request) === YES) return resourceDenied(session, policy, request, action, resource, target);
    }
    return permissionDenied(
      proof,
      session.role,
      sides.identity as readonly ReadDocument[],
      session.guardrails,
      request,
      action,
      resource,
    );
  };
  const why = reasonFor(truth, sources, request, denied);
  return truth === NO
    ? {
        ...why,
        awsError: accessDenied(action.replace(/^[^:]*:/, ""), sessionArnOf(session.role.arn), action, resource),
      }
    : why;
}

function resourceDenied(
  session: FinalSession,
  policy: ReadDocument | undefined,
  request: Request,
  action: string,
  resource: string,
  target: Target | undefined,
): Why {
  const wanted = {
    Effect: "Allow",
    Principal: { AWS: session.role.arn },
    Action: action,
    // in a key's policy "*" is the key itself
    Resource: target?.service === "kms" ? "*" : resource,
  };
  if (policy) return notAllowed({ side: "resource", label: policy.label, sources: [policy], action, wanted }, request);
  return {
    code: "no-resource-policy",
    message: `${target?.resource.address ?? readable(resource)} is in account ${target?.account}, the role in ${session.role.account}; across accounts the resource's policy must allow it too, and it has none`,
    fix: `Decide whether ${readable(session.role.arn)} is meant to have it; if so, give ${target?.resource.address ?? "the resource"} a policy that allows ${action} on "${readable(resource)}" to that role alone.`,
    ...(target ? { location: target.resource.location() } : {}),
  };
}

export const allOf = (answers: readonly GrantAnswer[]): Truth => all(answers, ({ truth }) => truth);
