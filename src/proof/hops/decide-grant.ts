import { parseArn } from "../../aws";
import {
  type ApplicablePolicies,
  all,
  any,
  type Choice,
  type Chosen,
  conditionsOf,
  decide,
  type Found,
  folded,
  glob,
  keysWith,
  literal,
  MAYBE,
  matches,
  NO,
  namesEverybody,
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
import type { ProofContext, ReadDocument } from "../proof-context";
import { sessionArnOf } from "../requests/context";
import { type FinalSession, grantContext, isChosen } from "../requests/final-session";
import type { Why } from "./explain";
import { notAllowed } from "./explain";
import { accessDenied, reasonFor } from "./hop";
import { permissionDenied } from "./policy-questions";

/** Whether one action on one resource is allowed, and why not. */
export interface GrantAnswer {
  readonly truth: Truth;
  readonly why: () => Why;
  /** Conditions on the caller's own choices that it must meet. */
  readonly conditions: readonly string[];
}

export interface Asking {
  /** May be patterns. */
  readonly action: string;
  readonly resource: string;
  /** undefined where the resource is not in the world. */
  readonly target: Target | undefined;
  readonly via?: string;
  /** Leaves the resource's side out. */
  readonly ownSideOnly?: boolean;
  /** Replaces the role's own policies: what one statement allows. */
  readonly identity?: readonly ReadDocument[];
}

const policyKind = "resource";

/** Asks whether `session` may do it, choosing what a caller chooses so that it may. */
export function askGrant(proof: ProofContext, session: FinalSession, asking: Asking): GrantAnswer {
  const { action, resource, target } = asking;
  const policy = target?.policy && proof.read(target.policy, policyKind);
  const account = target?.account ?? accountOf(resource, session);
  const identity = asking.identity ?? session.identity;
  const sides: ApplicablePolicies = {
    identity,
    guardrails: session.guardrails,
    resource: policy && !shut(target, policy.policy, session) ? [policy] : [],
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
    ...(proof.scps ?? []),
    ...proof.rcps,
  ];
  const policies = sources.flatMap((source) => (source.policy ? [source.policy] : []));
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
      Object.fromEntries([...chosen].map(([key, value]) => [key, value ? [value] : []])),
    ),
  });
  const found = search(choicesOf(policies, requestWith), (chosen) => decide(sides, requestWith(chosen)));
  const request = requestWith(found.chosen ?? new Map());
  return {
    truth: found.truth,
    conditions: conditionsMet(policies, found),
    why: () => whyNot(proof, session, sides, sources, policy, request, asking, found.truth),
  };
}

/** For S3 ARNs, which name no account, the role's. */
function accountOf(resource: string, session: FinalSession): string {
  const account = parseArn(resource)?.account ?? "";
  return account === "" || /[*?]/.test(account) ? session.role.account : account;
}

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

/** The caller's choices that the policies ask about. */
function choicesOf(policies: readonly Policy[], requestWith: (chosen: Chosen) => Request): readonly Choice[] {
  const conditions = conditionsOf(policies);
  return keysWith(policies, "")
    .filter(isChosen)
    .map((key) => ({
      name: key,
      values: (chosen) => {
        const { values, complete } = witnessesOf(patternsOn(conditions, [key], requestWith(chosen).context), "x");
        return { values: [undefined, ...values], complete };
      },
    }));
}

function conditionsMet(policies: readonly Policy[], { chosen }: Found): readonly string[] {
  const keys = [...(chosen ?? [])].flatMap(([key, value]) => (value ? [key] : []));
  const written = new Map(conditionsOf(policies).map(({ key, lowerKey }) => [lowerKey, key]));
  return keys.map((key) => `${written.get(key) ?? key} = ${readable(chosen?.get(key)?.tokens.join("") ?? "")}`);
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

/** What a key must allow for an action on what it encrypts. */
const KEY_ACTIONS: readonly { readonly service: string; readonly action: string; readonly needs: readonly string[] }[] =
  [
    { service: "s3", action: "s3:GetObject", needs: ["kms:Decrypt"] },
    { service: "s3", action: "s3:GetObjectVersion", needs: ["kms:Decrypt"] },
    { service: "s3", action: "s3:PutObject", needs: ["kms:GenerateDataKey"] },
    { service: "sqs", action: "sqs:SendMessage", needs: ["kms:GenerateDataKey", "kms:Decrypt"] },
    { service: "sqs", action: "sqs:ReceiveMessage", needs: ["kms:Decrypt"] },
    { service: "sns", action: "sns:Publish", needs: ["kms:GenerateDataKey", "kms:Decrypt"] },
    { service: "secretsmanager", action: "secretsmanager:GetSecretValue", needs: ["kms:Decrypt"] },
    { service: "secretsmanager", action: "secretsmanager:PutSecretValue", needs: ["kms:GenerateDataKey"] },
  ];

/** What the key of an encrypted resource of `service` must allow for `action`, whole or in part. */
export const keyActionsFor = (service: string, action: string): readonly string[] => {
  const pattern = folded(glob(action));
  const hit = KEY_ACTIONS.filter(
    (one) => one.service === service && matches(pattern, literal(one.action.toLowerCase())) !== NO,
  );
  return [...new Set(hit.flatMap((one) => one.needs))];
};

/**
 * What the key of an encrypted resource says to `action`, one answer for each of the key's actions.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export function keyAnswers(
  proof: ProofContext,
  session: FinalSession,
  action: string,
  target: Target,
): readonly GrantAnswer[] {
  const { key, service } = target;
  if (key === undefined) return [];
  const pattern = folded(glob(action));
  const whole = KEY_ACTIONS.filter((one) => one.service === service).map((one) => ({
    ...one,
    hit: matches(pattern, literal(one.action.toLowerCase())),
  }));
  const hit = whole.filter((one) => one.hit !== NO);
  if (hit.length === 0) return [];
  // A pattern also stands for actions that need no key: without one a part is denied.
  const partial = hit.some((one) => matches(literal(one.action.toLowerCase()), pattern) !== YES);
  const needs = [...new Set(hit.flatMap((one) => one.needs))];
  return needs.map((needed) => {
    const answer = keyAnswer(proof, session, needed, target);
    return partial && answer.truth === NO ? { ...answer, truth: MAYBE } : answer;
  });
}

function keyAnswer(proof: ProofContext, session: FinalSession, action: string, target: Target): GrantAnswer {
  const { key, service, account, resource } = target;
  const answer = (truth: Truth, why: Why): GrantAnswer => ({
    truth,
    conditions: [],
    why: () => ({ location: resource.location(), ...why }),
  });
  if (key instanceof UnknownValue)
    return answer(MAYBE, {
      code: "key-not-known",
      message: `the key of ${resource.address} is not known: ${key.reason}`,
      ...(key.advice ? { fix: key.advice } : {}),
    });
  if (key === "aws") {
    if (account === session.role.account) return { truth: YES, conditions: [], why: () => ({}) };
    return answer(NO, {
      code: "aws-managed-key",
      message: `${resource.address} is encrypted with the AWS managed key of account ${account}, which no other account can use`,
      awsError: accessDenied(
        action.replace("kms:", ""),
        sessionArnOf(session.role.arn),
        action,
        `arn:aws:kms:…:${account}:alias/aws/${service}`,
      ),
      fix: "Encrypt it with a customer managed key whose policy names the role, or with AES256.",
    });
  }
  const keyTarget = proof.inventory.targetByArn(key ?? "");
  if (!keyTarget)
    return answer(MAYBE, {
      code: "key-not-in-world",
      message: `${resource.address} is encrypted with ${readable(key ?? "")}, whose policy always decides and is not in what was read`,
      fix: "Add the stack that makes the key to the command line.",
    });
  return askGrant(proof, session, { action, resource: keyTarget.arn, target: keyTarget, via: service });
}

export const allOf = (answers: readonly GrantAnswer[]): Truth => all(answers, ({ truth }) => truth);
export const anyOf = (answers: readonly GrantAnswer[]): Truth => any(answers, ({ truth }) => truth);
