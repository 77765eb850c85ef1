import {
  anyWay,
  denying,
  evaluatePolicies,
  MAYBE,
  type Nearest,
  NO,
  nearest,
  OPEN,
  type PolicyProblem,
  type Request,
  sourceOf,
  textOf,
  writtenActions,
  YES,
} from "../../iam";
import type { HopCode } from "../../rules";
import { inputsIn } from "../../unknown/inputs";
import { readable } from "../../unknown/unknown-text";
import { fixBy } from "../fix-by";
import type { Hop } from "../proof";
import type { ReadDocument } from "../proof-context";

/** The part of a hop that explains its verdict. */
export type Why = Pick<Hop, "code" | "message" | "awsError" | "fix" | "options" | "location" | "statement"> & {
  /** What is missing where a fix may be made of it. */
  readonly lacking?: readonly Lacking[];
};

const list = (texts: readonly string[]): string =>
  texts.length <= 1 ? (texts[0] ?? "nothing") : `${texts.slice(0, -1).join(", ")} or ${texts.at(-1)}`;
export const quoted = (text: string): string => `"${readable(text)}"`;

export const statementOf = ({ source, statement }: Nearest): Pick<Why, "location" | "statement"> => ({
  location: locationOfDocument(source as ReadDocument),
  statement: { effect: statement.effect, text: readable(sourceOf(statement)) },
});

const locationOfDocument = ({ location }: ReadDocument): Why["location"] =>
  location.file === "" ? undefined : location;

const REFUSALS: Readonly<Record<PolicyProblem["cause"], HopCode>> = {
  form: "malformed-policy",
  quota: "policy-over-quota",
  service: "policy-not-taken",
  principal: "principal-not-there",
  account: "policy-of-another-account",
  partition: "other-partition",
};

/** A document that AWS would not save. */
export function malformed(reading: ReadDocument): Why | undefined {
  const { problem, label } = reading;
  if (!problem) return undefined;
  return {
    code: REFUSALS[problem.cause],
    message: `${label} cannot be saved: ${readable(problem.message)}${problem.pointer === "" && problem.cause !== "form" ? "" : ` (${problem.pointer || "the document"})`}`,
    awsError: readable(problem.awsError),
    fix: readable(problem.fix),
    location: locationOfDocument(reading),
  };
}

/** A document that is not known. */
export function notKnown({ unknown, label, ...reading }: ReadDocument): Why | undefined {
  if (!unknown) return undefined;
  return {
    code: "policy-not-known",
    message: `${label} is not known: ${readable(unknown.reason)}`,
    ...fixBy(unknown.advice, "Prove the directory, or the state after apply."),
    location: locationOfDocument({ ...reading, label }),
  };
}

export function explicitDeny(sources: readonly ReadDocument[], request: Request): Why | undefined {
  const found = denying(sources, request, YES);
  if (!found) return undefined;
  return {
    code: "explicit-deny",
    message: `${found.source.label} denies it: an explicit Deny wins over every Allow`,
    fix: "Decide whether that Deny is meant for this request; if not, exclude this request from it. No Allow overrides it.",
    ...statementOf(found),
  };
}

/** Which side lacks an Allow: `limit` is what bounds it, such as a permissions boundary. */
export type Side = "trust" | "identity" | "resource" | "limit";

export interface LackingAllow {
  readonly side: Side;
  /** What the policies are, for a sentence: `the trust policy of aws_iam_role.x`. */
  readonly label: string;
  readonly sources: readonly ReadDocument[];
  readonly action: string;
  /** The statement that would allow it, where the side has no conditions of its own. */
  readonly wanted: Readonly<Record<string, unknown>>;
  /** Whether the pod itself calls, and not EKS for it: then EKS's ExternalId is not sent. */
  readonly bySdk?: boolean;
}

/** An Allow that is missing for `request`, of which a fix may be made. */
export interface Lacking extends LackingAllow {
  readonly request: Request;
}

/** Why a side that has no explicit Deny does not allow `request`. Its fix is advice: what is proved comes later. */
export function notAllowed(lacking: LackingAllow, request: Request): Why {
  const { label, sources } = lacking;
  const near = nearest(sources, request);
  const rest = { fix: advice(lacking, request, near), lacking: [{ ...lacking, request }] };
  const other = near?.mismatches.some(({ element, truth }) => element === "action" && truth === NO);
  if (!near || (other && near.mismatches.length > 1))
    return {
      code: "no-statement",
      message: `no statement in ${label} matches this request`,
      location: sources[0] && locationOfDocument(sources[0]),
      ...rest,
    };
  const at = statementOf(near);
  const texts = near.mismatches.map((mismatch) => mismatchWords(mismatch, near, request, lacking.action));
  const first = near.mismatches[0];
  if (!first) return { code: "not-allowed", message: `${label} does not allow it`, ...rest, ...at };
  return {
    code: MISMATCH[first.element],
    message: `${near.source.label}: ${texts.join("; ")}`,
    ...rest,
    ...at,
  };
}

/** What to decide where no change is proved: it writes no statement, which could give more than is meant. */
const advice = ({ side, label, sources, action }: LackingAllow, request: Request, near: Nearest | undefined): string =>
  side === "limit"
    ? `Decide whether ${label} is meant to keep ${readable(action)} from this role; others may live under it too.`
    : side === "identity"
      ? `Decide whether the role is meant to have ${readable(action)} on ${quoted(request.resource ? textOf(request.resource) : "*")}; if so, let ${label} allow that and no more.`
      : (subjectAdvice(label, near) ??
        ofDefault(sources, near, action, request) ??
        `Decide whether ${callerWords(request)} is meant to have ${readable(action)} there; if so, let ${label} allow it to no other caller.`);

/** A policy that AWS gives where none is written is replaced whole: without what it says nobody administers the key. */
function ofDefault(
  [source]: readonly ReadDocument[],
  near: Nearest | undefined,
  action: string,
  request: Request,
): string | undefined {
  if (source?.document?.readOnly !== true || near === undefined || source.document.location.file === "")
    return undefined;
  return `Decide whether ${callerWords(request)} is meant to have ${readable(action)} there; if so, write a policy with one statement for it beside the one that AWS gives now: ${readable(JSON.stringify(near.statement.written))}`;
}

/** For a token that differs in its subject alone: service accounts that nothing shows may have the ones that are there. */
function subjectAdvice(label: string, near: Nearest | undefined): string | undefined {
  const [only, ...more] = near?.mismatches ?? [];
  if (only?.element !== "condition" || more.length > 0 || !/:sub$/.test(only.condition.lowerKey)) return undefined;
  const [subject, ...others] = only.got ?? [];
  if (subject === undefined || others.length > 0) return undefined;
  const written = only.condition.values.map(({ text }) => quoted(text)).join(" and ");
  return `Decide whether ${quoted(subject)} is meant to have the role; if so, write it in ${label} beside ${written}, or in its place where no service account of that name is to have it.`;
}

const MISMATCH = {
  action: "action-mismatch",
  principal: "principal-mismatch",
  resource: "resource-mismatch",
  condition: "condition-mismatch",
} as const;

/** What does not match, for a sentence; `action` is the request's as people write it. */
export function mismatchWords(
  mismatch: Nearest["mismatches"][number],
  { statement }: Nearest,
  request: Request,
  action: string = readable(textOf(request.action)),
): string {
  switch (mismatch.element) {
    case "action":
      return `it allows ${list(writtenActions(statement))}, not ${action}`;
    case "principal":
      return `its principal is ${list((statement.principals?.of ?? []).map(({ type, name }) => `${type} ${quoted(name)}`))}, not ${callerWords(request)}`;
    case "resource":
      return `its resource is ${list((statement.resources?.of ?? []).map(({ text }) => quoted(text)))}, not ${quoted(request.resource ? textOf(request.resource) : "")}`;
    case "condition": {
      const { key, operator, values } = mismatch.condition;
      const wanted = list(values.map(({ text }) => quoted(text)));
      const got =
        mismatch.got === undefined
          ? "but its value is not known"
          : mismatch.got.length === 0
            ? "but the request has no such key"
            : `but the request has ${list(mismatch.got.map(quoted))}`;
      return `${operator} requires ${key} ${wanted}, ${got}`;
    }
  }
}

export function callerWords({ caller }: Request): string {
  switch (caller.kind) {
    case "role":
      return caller.roleArn ? quoted(caller.roleArn.tokens.join("")) : "this role";
    case "service":
      return `Service "${caller.name}"`;
    case "federated":
      return `Federated ${quoted(caller.provider)}`;
    case "user":
      return caller.arn ? quoted(caller.arn.tokens.join("")) : "this user";
    case "canonical":
      return `CanonicalUser ${quoted(caller.id)}`;
    case "anonymous":
      return "anybody";
  }
}

/** Of an identity provider, as the unknown text in a key names it. */
const PROVIDER_URL = /<[^>/]*\/(.*aws_iam_openid_connect_provider\.[^>]*\.url)>/;

/** What to do about a condition on a key whose value is not known: the condition stays, it confines others too. */
export function checkOf(key: string): string {
  const name = readable(key);
  const url = PROVIDER_URL.exec(name)?.[1];
  return url === undefined
    ? `Check by hand what ${name} is in this request: nothing that was read says it.`
    : `Write replace(${url}, "https://", ""): the url has "https://" in the plan that makes the provider, and none later.`;
}

const ORGANISATION_ID = /^aws:(principal|resource|source)orgid$/;

/** What leaves `request` undecided in `sources`: a document, a key, an unknown value. */
export function undecided(sources: readonly ReadDocument[], request: Request): Why | undefined {
  for (const source of sources) {
    const why = notKnown(source);
    if (why) return why;
  }
  for (const source of sources) {
    if (!source.policy) continue;
    const { deny, ...match } = evaluatePolicies([source], request);
    if (deny !== MAYBE && anyWay(match) !== MAYBE) continue;
    const near = deny === MAYBE ? denying([source], request, MAYBE) : nearest([source], request);
    if (!near) continue;
    const open = near.mismatches.find(({ truth }) => truth === MAYBE);
    if (!open) continue;
    if (open.element === "condition" && request.context(open.condition.lowerKey) === OPEN)
      return {
        code: "key-not-known",
        message: `${source.label}: the value of ${open.condition.key} in this request is not known`,
        ...fixBy(
          inputsIn(open.condition.key),
          ORGANISATION_ID.test(open.condition.lowerKey)
            ? "Give the id of the organization that the accounts are in with --org."
            : checkOf(open.condition.key),
        ),
        ...statementOf(near),
      };
    const part =
      deny === MAYBE
        ? `a Deny covers a part of it: ${readable(sourceOf(near.statement))}`
        : mismatchWords(open, near, request);
    return {
      code: deny === MAYBE ? "partly-denied" : "partly-allowed",
      message: `${source.label}: ${part}`,
      ...fixBy(inputsIn(sourceOf(near.statement)), "Write statements that cover the whole request."),
      ...statementOf(near),
    };
  }
  return undefined;
}
