import { parseArn } from "../../aws";
import {
  type ApplicablePolicies,
  all,
  type Choice,
  type Chosen,
  conditionsOf,
  decide,
  type Found,
  folded,
  glob,
  keysWith,
  NO,
  namesEverybody,
  OPEN,
  type Policy,
  patternsOn,
  type Request,
  search,
  type Truth,
  witnessesOf,
  YES,
} from "../../iam";
import type { Target } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import type { Asked } from "../derivation";
import type { ProofContext, ReadDocument } from "../proof-context";
import type { Entries } from "../requests/context";
import { sessionArnOf } from "../requests/context";
import { choosesPart, type FinalSession, grantContext, isChosen } from "../requests/final-session";
import { askedOf } from "./asked";
import type { Why } from "./explain";
import { notAllowed } from "./explain";
import { accessDenied, reasonFor } from "./hop";
import { permissionDenied } from "./policy-questions";

/** Whether one action on one resource is allowed, and why not. */
export interface GrantAnswer {
  readonly truth: Truth;
  readonly why: () => Why;
  readonly asked?: () => readonly Asked[];
  /** Conditions on the caller's own choices that it must meet. */
  readonly conditions: readonly string[];
  /** The keys of those that more than choose a part of the resource: what a request has to carry. */
  readonly carries?: readonly string[];
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
  /** Leaves the resource's side out. */
  readonly ownSideOnly?: boolean;
  /** Replaces the role's own policies: what one statement allows. */
  readonly identity?: readonly ReadDocument[];
}

const policyKind = "resource";

/** Asks whether `session` may do it, choosing what a caller chooses so that it may. */
export function askGrant(proof: ProofContext, session: FinalSession, asking: Asking): GrantAnswer {
  const { action, resource, target } = asking;
  const written = target?.policy && proof.read(target.policy, policyKind);
  const policy = written && (mayBeShut(target, written.policy, session) ? undecidedAccess(written) : written);
  const account = target?.account ?? accountOf(resource, session);
  const identity = asking.identity ?? session.identity;
  const grants = (target?.grants ?? []).map((one) => proof.read(one, policyKind)).filter(({ problem }) => !problem);
  const sides: ApplicablePolicies = {
    identity,
    guardrails: session.guardrails,
    resource: [...(policy && !shut(target, policy.policy, session) ? [policy] : []), ...grants],
    service: proof.scps,
    resourceControl: proof.rcps,
    sameAccount: asking.ownSideOnly === true || account === session.role.account,
    resourceDecides: target?.service === "kms" && target !== undefined,
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
  const isDirect = target?.service === "kms" && asking.via === undefined;
  const requestWith = (chosen: Chosen): Request => ({
    action: folded(glob(action)),
    resource: glob(resource),
    caller: session.caller,
    context: grantContext(
      session,
      {
        account,
        region: target ? target.region : parseArn(resource)?.region || undefined,
        ...(asking.via ? { via: asking.via } : {}),
      },
      {
        ...(isDirect ? { [VIA]: OPEN } : {}),
        ...Object.fromEntries([...chosen].map(([key, value]) => [key, value ? [value] : []])),
        ...asking.fixed,
      },
    ),
  });
  const choices = choicesOf(policies, requestWith, (key) => choosable(asking, key, isDirect));
  const found = search(choices, (chosen) => decide(sides, requestWith(chosen)));
  const request = requestWith(found.chosen ?? new Map());
  return {
    truth: found.truth,
    ...conditionsMet(policies, found),
    why: () => whyNot(proof, session, sides, sources, policy, request, asking, found.truth),
    asked: () => [
      askedOf(action, request, found.truth, [
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

/** Whether it is not known if public access to the bucket is blocked, which would leave its policy out. */
const mayBeShut = (target: Target | undefined, policy: Policy | undefined, session: FinalSession): boolean =>
  target?.publicAccess !== undefined &&
  target.publicAccess.restrictPublicBuckets === undefined &&
  policy !== undefined &&
  target.account !== session.role.account &&
  isPublic(policy);

const undecidedAccess = (reading: ReadDocument): ReadDocument => ({
  ...reading,
  policy: undefined,
  unknown: new UnknownValue("not-read", "it is public, and whether the bucket blocks public access is not known", {
    advice: "Give the bucket one aws_s3_bucket_public_access_block whose settings are known.",
  }),
});

/** restrict_public_buckets leaves a public policy to the bucket's own account. */
function shut(target: Target | undefined, policy: Policy | undefined, session: FinalSession): boolean {
  return (
    policy !== undefined &&
    target?.publicAccess?.restrictPublicBuckets === true &&
    target.account !== session.role.account &&
    isPublic(policy)
  );
}

/** Keys that, with a fixed value, keep a statement for everybody from being public. */
const FIXING = new Set(
  "aws:principalarn aws:principalaccount aws:principalorgid aws:principalorgpaths aws:sourceaccount aws:sourcearn aws:sourceip aws:sourceorgid aws:sourcevpc aws:sourcevpce aws:userid s3:dataaccesspointarn s3:dataaccesspointaccount s3:x-amz-server-side-encryption-aws-kms-key-id aws:viaawsservice aws:principalserviceorgid".split(
    " ",
  ),
);

/**
 * Whether S3 calls `policy` public.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export const isPublic = ({ statements }: Policy): boolean =>
  statements.some(
    (statement) =>
      statement.effect === "Allow" &&
      (namesEverybody(statement) || statement.principals?.negated === true) &&
      !statement.conditions.some(
        ({ lowerKey, base, values }) =>
          FIXING.has(lowerKey) &&
          /^(String|Arn|IpAddress)/.test(base) &&
          !base.includes("Not") &&
          values.every(({ text }) => isFixed(lowerKey, text)),
      ),
  );

const isFixed = (lowerKey: string, text: string): boolean =>
  lowerKey === "aws:sourceip"
    ? !/\/0$/.test(text)
    : !/[*?]/.test(text.replace(/^(arn:aws[^:]*:[^:]*:[^:]*:\d{12}:).*/, "$1")) && !text.includes("${");

const VIA = "kms:viaservice";

/**
 * Whether the caller chooses the value of a key: not where a service makes the request to KMS, which leaves to the caller
 * what S3 takes from it as further encryption context. A key is used by oneself or through a service, as one likes.
 */
const choosable = ({ via, fixed = {} }: Asking, key: string, isDirect: boolean): boolean =>
  !Object.hasOwn(fixed, key) &&
  (via === undefined || via === "s3" || !key.startsWith("kms:")) &&
  (isChosen(key) || (isDirect && key === VIA));

/** The caller's choices that the policies ask about. */
function choicesOf(
  policies: readonly Policy[],
  requestWith: (chosen: Chosen) => Request,
  isChoice: (key: string) => boolean,
): readonly Choice[] {
  const conditions = conditionsOf(policies);
  return keysWith(policies, "")
    .filter(isChoice)
    .map((key) => ({
      name: key,
      values: (chosen) => {
        const { values, complete } = witnessesOf(patternsOn(conditions, [key], requestWith(chosen).context), "x");
        return { values: [undefined, ...values], complete };
      },
    }));
}

function conditionsMet(
  policies: readonly Policy[],
  { chosen }: Found,
): Pick<GrantAnswer, "conditions"> & { readonly carries: readonly string[] } {
  const keys = [...(chosen ?? [])].flatMap(([key, value]) => (value ? [key] : []));
  const written = new Map(conditionsOf(policies).map(({ key, lowerKey }) => [lowerKey, key]));
  const spelled = (key: string) => written.get(key) ?? key;
  return {
    conditions: keys.map((key) => `${spelled(key)} = ${readable(chosen?.get(key)?.tokens.join("") ?? "")}`),
    carries: keys.filter((key) => key !== VIA && !choosesPart(key)).map(spelled),
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
    fix: `Decide whether ${readable(session.role.arn)} is meant to have it; if so, give it a policy that allows ${action} on "${readable(resource)}" to that role alone.`,
    ...(target ? { location: target.resource.location() } : {}),
  };
}

export const allOf = (answers: readonly GrantAnswer[]): Truth => all(answers, ({ truth }) => truth);
