import {
  anyWay,
  denying,
  evaluatePolicies,
  MAYBE,
  type Nearest,
  NO,
  nearest,
  OPEN,
  type Request,
  type Truth,
  textOf,
  YES,
} from "../../iam";
import { readable } from "../../unknown/unknown-text";
import type { Hop } from "../proof";
import type { ReadDocument } from "../proof-context";

/** The part of a hop that says why. */
export type Why = Pick<Hop, "code" | "message" | "awsError" | "fix" | "location" | "statement">;

const list = (texts: readonly string[]): string =>
  texts.length <= 1 ? (texts[0] ?? "nothing") : `${texts.slice(0, -1).join(", ")} or ${texts.at(-1)}`;
export const quoted = (text: string): string => `"${readable(text)}"`;

export const statementOf = ({ source, statement }: Nearest): Pick<Why, "location" | "statement"> => ({
  location: locationOfDocument(source as ReadDocument),
  statement: { effect: statement.effect, text: readable(statement.source) },
});

export const locationOfDocument = ({ location }: ReadDocument): Why["location"] =>
  location.file === "" ? undefined : location;

/** A document that AWS would not save. */
export function malformed(reading: ReadDocument): Why | undefined {
  const { problem, label } = reading;
  if (!problem) return undefined;
  return {
    code: "malformed-policy",
    message: `${label} cannot be saved: ${readable(problem.message)} (${problem.pointer || "the document"})`,
    awsError: readable(problem.awsError),
    fix: problem.fix,
    location: locationOfDocument(reading),
  };
}

/** A document that nobody knows. */
export function notKnown({ unknown, label, ...reading }: ReadDocument): Why | undefined {
  if (!unknown) return undefined;
  return {
    code: "policy-not-known",
    message: `${label} is not known: ${readable(unknown.reason)}`,
    fix: unknown.advice ?? "Prove the directory, or the state after apply.",
    location: locationOfDocument({ ...reading, label }),
  };
}

export function explicitDeny(sources: readonly ReadDocument[], request: Request): Why | undefined {
  const found = denying(sources, request, YES);
  if (!found) return undefined;
  return {
    code: "explicit-deny",
    message: `${found.source.label} denies it: an explicit Deny wins over every Allow`,
    fix: `Narrow or remove this statement: ${readable(found.statement.source)}`,
    ...statementOf(found),
  };
}

export interface LackingAllow {
  /** What the policies are, for a sentence: `the trust policy of aws_iam_role.x`. */
  readonly label: string;
  readonly sources: readonly ReadDocument[];
  /** How it answers. */
  readonly truth: Truth;
  /** The statement that would allow it, where nothing comes near. */
  readonly wanted: Readonly<Record<string, unknown>>;
}

/** Why a side that has no explicit Deny does not allow `request`. */
export function notAllowed({ label, sources, wanted }: LackingAllow, request: Request): Why {
  const near = nearest(sources, request);
  const action = readable(textOf(request.action));
  const add = `Add to ${label}: ${JSON.stringify(wanted)}`;
  const other = near?.mismatches.some(({ element, truth }) => element === "action" && truth === NO);
  if (!near || (other && near.mismatches.length > 1))
    return {
      code: "no-statement",
      message: `no statement of ${label} speaks of it`,
      fix: add,
      location: sources[0] && locationOfDocument(sources[0]),
    };
  const at = statementOf(near);
  const texts = near.mismatches.map((mismatch) => wordsOf(mismatch, near, request));
  const first = near.mismatches[0];
  if (!first) return { code: "not-allowed", message: `${label} does not allow it`, fix: add, ...at };
  return {
    code: MISMATCH[first.element],
    message: `${near.source.label}: ${texts.join("; ")}`,
    fix: first.element === "action" ? addAction(near, wanted, label) : corrected(near, request, action),
    ...at,
  };
}

const MISMATCH = {
  action: "action-mismatch",
  principal: "principal-mismatch",
  resource: "resource-mismatch",
  condition: "condition-mismatch",
} as const;

function addAction(near: Nearest, wanted: LackingAllow["wanted"], label: string): string {
  const written = JSON.parse(near.statement.source) as Record<string, unknown>;
  const statement = { ...written, Action: wanted.Action };
  delete (statement as Record<string, unknown>).Sid;
  delete (statement as Record<string, unknown>).NotAction;
  return `Add to ${label}: ${readable(JSON.stringify(statement))}`;
}

function wordsOf(mismatch: Nearest["mismatches"][number], { statement }: Nearest, request: Request): string {
  switch (mismatch.element) {
    case "action":
      return `it allows ${list(statement.actions.of.map(({ text }) => text))}, not ${readable(textOf(request.action))}`;
    case "principal":
      return `its principal is ${list((statement.principals?.of ?? []).map(({ type, name }) => `${type} ${quoted(name)}`))}, not ${callerWords(request)}`;
    case "resource":
      return `its resource is ${list((statement.resources?.of ?? []).map(({ text }) => quoted(text)))}, not ${quoted(request.resource ? textOf(request.resource) : "")}`;
    case "condition": {
      const { key, operator, values } = mismatch.condition;
      const wanted = list(values.map(({ text }) => quoted(text)));
      const got =
        mismatch.got === undefined
          ? "nobody knows its value"
          : mismatch.got.length === 0
            ? "the request has no such key"
            : `the request has ${list(mismatch.got.map(quoted))}`;
      return `${operator} wants ${key} ${wanted}, ${got}`;
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

function corrected(near: Nearest, request: Request, action: string): string {
  const changes = near.mismatches.flatMap((mismatch): string[] => {
    if (mismatch.element === "condition") {
      const { operator, key } = mismatch.condition;
      if (mismatch.got === undefined) return [];
      if (mismatch.got.length === 0) return [`remove ${key} from ${operator}: this request never carries it`];
      const value = mismatch.got.length === 1 ? mismatch.got[0] : mismatch.got;
      return [`write ${readable(JSON.stringify({ [operator]: { [key]: value } }))}`];
    }
    if (mismatch.element === "principal")
      return [`write ${readable(JSON.stringify({ Principal: principalJson(request) }))}`];
    if (mismatch.element === "resource")
      return [`write ${readable(JSON.stringify({ Resource: request.resource && textOf(request.resource) }))}`];
    return [`add ${JSON.stringify(action)} to Action`];
  });
  return changes.length === 0
    ? "Remove the condition, or state it with a key that is known."
    : `In this statement: ${changes.join("; ")}.`;
}

function principalJson({ caller }: Request): unknown {
  switch (caller.kind) {
    case "role":
      return { AWS: caller.roleArn?.tokens.join("") };
    case "service":
      return { Service: caller.name };
    case "federated":
      return { Federated: caller.provider };
    case "user":
      return { AWS: caller.arn?.tokens.join("") };
    case "canonical":
      return { CanonicalUser: caller.id };
    case "anonymous":
      return "*";
  }
}

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
        message: `${source.label}: nothing in the world says what ${open.condition.key} is in this request`,
        fix: `Add a statement that does not ask for ${open.condition.key}, or accept that this is not proved.`,
        ...statementOf(near),
      };
    const part =
      deny === MAYBE ? `a Deny covers a part of it: ${readable(near.statement.source)}` : wordsOf(open, near, request);
    return {
      code: deny === MAYBE ? "partly-denied" : "partly-allowed",
      message: `${source.label}: ${part}`,
      fix: "State what is meant in statements that cover it as a whole.",
      ...statementOf(near),
    };
  }
  return undefined;
}
