import { mismatches, type Nearest, nearest, type Request, sourceOf } from "../../iam";
import type { Document } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import type { Chain } from "../chains";
import { callerWords, type Lacking } from "../hops/explain";
import { differing } from "../hops/near-miss";
import type { PatchOperation } from "../proof";
import type { ReadDocument } from "../proof-context";
import { type Correction, completion, corrections } from "./corrections";
import type { Sources } from "./same-source";
import { addedStatements } from "./statements";
import { argumentsIn, isWritten } from "./written";

/** A change that may be a fix: its effect on other callers is not checked yet. */
export interface Candidate {
  /** An action is added to a statement, a value corrected, or a statement added. */
  readonly shape: "completed" | "corrected" | "added";
  readonly reading: ReadDocument & { readonly document: Document };
  readonly ops: readonly PatchOperation[];
  readonly fix: string;
  /** JSON pointers of the statements that are changed. */
  readonly statements: readonly string[];
  /** Whether a value that names a role is corrected: no role in the world has the old name. */
  readonly closesRoles?: boolean;
  /** The actions that an identity policy newly grants. */
  readonly grants?: readonly string[];
}

/** Changes that may make a hop allowed, the least first. */
export interface Candidates {
  readonly list: readonly Candidate[];
  /** What to do where the wrong value is set, if that is not the document itself: then no change of the document is the fix. */
  readonly argument?: string;
}

export function candidatesFor(chain: Chain, lacking: readonly Lacking[], sources: Sources): Candidates {
  if (lacking.length === 0 || lacking.some(({ side }) => side === "limit")) return { list: [] };
  const nearests = lacking.map((one) => nearest(one.sources, one.request));
  const completed = completing(lacking);
  const corrected = correcting(lacking, nearests, sources);
  if (corrected && "argument" in corrected) return { list: [], argument: corrected.argument };
  const given = principalElsewhere(lacking, nearests);
  if (given !== undefined) return { list: [], argument: given };
  const all = [corrected, completed, ...adding(chain, lacking, sources)];
  return {
    list: all.flatMap((one) =>
      one && (lacking[0]?.side !== "identity" || sources.isOwn(one.reading.document))
        ? [lacking[0]?.side === "identity" ? { ...one, grants: lacking.map(({ action }) => action) } : one]
        : [],
    ),
  };
}

const isKnown = (reading: ReadDocument | undefined): reading is Candidate["reading"] =>
  reading?.policy !== undefined &&
  reading.document !== undefined &&
  !reading.document.readOnly &&
  reading.location.file !== "" &&
  !INSTALLED.test(reading.location.file);

/** What `terraform init` has put there, and puts there again. */
const INSTALLED = /(^|[\\/])\.terraform[\\/]modules[\\/]/;

/** All of `nearests` in one document. */
function readingOf(nearests: readonly (Nearest | undefined)[]): Candidate["reading"] | undefined {
  const reading = nearests[0]?.source as ReadDocument | undefined;
  return isKnown(reading) && nearests.every((near) => near?.source === reading) ? reading : undefined;
}

const distinct = (ops: readonly PatchOperation[]): readonly PatchOperation[] => [
  ...new Map(ops.map((op) => [JSON.stringify(op), op])).values(),
];

const pointersOf = (nearests: readonly (Nearest | undefined)[]): readonly string[] => [
  ...new Set(nearests.flatMap((near) => near?.statement.pointer ?? [])),
];

/** A statement that already is about this caller and this thing, and lacks the action only. */
function completing(lacking: readonly Lacking[]): Candidate | undefined {
  const [first] = lacking;
  const [only, ...more] = [...new Set(lacking.map(({ action }) => action))];
  if (!first || only === undefined || more.length > 0 || /^\*|:\*$/.test(only)) return undefined;
  for (const reading of first.sources.filter(isKnown))
    for (const statement of reading.policy?.statements ?? []) {
      const op = statement.effect === "Allow" && completion(statement, first.request, only);
      if (!op) continue;
      return {
        shape: "completed",
        reading,
        ops: [op],
        fix: `Add ${JSON.stringify(only)} to the Action of this statement of ${reading.label}: ${readable(sourceOf(statement))}`,
        statements: [statement.pointer],
      };
    }
  return undefined;
}

function correcting(
  lacking: readonly Lacking[],
  nearests: readonly (Nearest | undefined)[],
  sources: Sources,
): Candidate | { readonly argument: string } | undefined {
  const reading = readingOf(nearests);
  if (!reading) return undefined;
  const found = nearests.map((near, index) => {
    const request = lacking[index]?.request;
    return near && request ? corrections(near, request) : undefined;
  });
  if (!found.every((one): one is readonly Correction[] => one !== undefined)) return undefined;
  const all = found.flat();
  const argument = all.map((one) => setElsewhere(one, reading.document)).find((text) => text !== undefined);
  if (argument !== undefined) return { argument };
  const strange = all.find(({ old, value, isArn }) => isArn && sources.names(old) && !sources.names(value));
  if (strange)
    return {
      argument: `Nothing that was read is called "${readable(strange.value)}", but "${readable(strange.old)}" is there: decide which one is meant`,
    };
  // the old name is a caller's, or the called resource's
  if (all.some(({ old, isArn }) => isArn && sources.names(old))) return undefined;
  const parts = [...new Set(all.map(({ part }) => JSON.stringify(part)))];
  const ops = distinct(all.map(({ op }) => op));
  return {
    shape: "corrected",
    reading,
    ops,
    fix: `In ${reading.label}: write ${parts.join(" and ")} instead of ${[...new Set(all.map(({ old }) => `"${readable(old)}"`))].join(" and ")}`,
    statements: pointersOf(nearests),
    closesRoles: all.some(({ isArn }) => isArn),
  };
}

/**
 * Where the only principal of a statement is set that is about this request but for its caller, as what to do there;
 * undefined where that is the document itself. It stays: somebody else may be meant by it.
 */
function principalElsewhere(
  lacking: readonly Lacking[],
  nearests: readonly (Nearest | undefined)[],
): string | undefined {
  const document = readingOf(nearests)?.document;
  const [caller] = lacking.map(({ request }) => callerWords(request));
  const [named, ...others] = [...new Set(nearests.map((near) => near && principalOf(near)))];
  if (!document || named === undefined || others.length > 0) return undefined;
  const origin = document.origin?.({ value: named, under: PRINCIPALS });
  if (!origin?.isArgument) return undefined;
  const { name, location, value } = origin;
  return `"${readable(value)}" is set by ${name} (${location.file}:${location.line}): add ${caller} there, or write it in its place where nothing else is meant by it`;
}

/** Names under which principals stand. */
const PRINCIPALS = ["AWS", "Principal", "identifiers"];

/** The one ARN that a statement names as its principal, where that alone keeps the request out. */
function principalOf({ statement, mismatches: [only, ...more] }: Nearest): string | undefined {
  const [principal, ...others] = statement.principals?.of ?? [];
  return only?.element === "principal" && more.length + others.length === 0 && !statement.principals?.negated
    ? principal?.arn && principal.name
    : undefined;
}

/** Where the old value of a correction is set, as what to do there; undefined where that is the document itself. */
function setElsewhere({ old, value, under }: Correction, document: Document): string | undefined {
  const [part, corrected] = differing(old, value) ?? [];
  const origin = document.origin?.({ value: old, part, under });
  if (origin?.isArgument) {
    const { name, location } = origin;
    const right = origin.value === old ? value : origin.value === part ? corrected : undefined;
    const what = right === undefined ? "correct it there" : `write "${readable(right)}" there`;
    return `"${readable(origin.value)}" is set by ${name} (${location.file}:${location.line}): ${what}`;
  }
  if (origin || isWritten(document, old)) return undefined;
  return `"${readable(old)}" comes from ${argumentsIn(document)}: correct it where that is set`;
}

function adding(chain: Chain, lacking: readonly Lacking[], sources: Sources): readonly Candidate[] {
  const [first] = lacking;
  // a statement beside one that asks for, say, MFA would undo what that asks for
  if (lacking.some(({ sources: from, request }) => asksForMore(nearest(from, request)) || isLimited(from, request)))
    return [];
  const readings = (first?.sources ?? []).filter(isKnown);
  const reading = first?.side === "identity" ? readings.find(({ document }) => sources.isOwn(document)) : readings[0];
  if (!reading || typeof reading.document.text !== "string") return [];
  const { Statement: written } = JSON.parse(reading.document.text) as { readonly Statement?: unknown };
  return addedStatements(chain, lacking, reading).map((statement) => ({
    shape: "added",
    reading,
    ops: [
      Array.isArray(written)
        ? { op: "add", path: "/Statement/-", value: statement }
        : { op: "replace", path: "/Statement", value: [written, statement] },
    ],
    fix: `Add to ${reading.label}: ${JSON.stringify(statement)}`,
    statements: [],
  }));
}

/** Conditions on who the caller is: a statement of its own has them in its own way. */
const IDENTITY =
  /^(aws:(requesttag|principaltag)\/|aws:tagkeys$|sts:transitivetagkeys$|sts:externalid$|aws:principalarn$|aws:principalaccount$|aws:sourceaccount$|aws:sourcearn$)|:(sub|aud)$/;

/** Conditions that any request has, or any to a key: how a statement limits its caller, whatever the action. */
const LIMIT = /^(aws|kms):/;

/** Whether a statement for this caller and thing has a limit, which one for another action beside it would not have. */
const isLimited = (sources: readonly ReadDocument[], request: Request): boolean =>
  sources.some(({ policy }) =>
    policy?.statements.some(
      (statement) =>
        statement.effect === "Allow" &&
        statement.conditions.some(({ lowerKey }) => LIMIT.test(lowerKey) && !IDENTITY.test(lowerKey)) &&
        mismatches(statement, request).every(({ element }) => element === "action" || element === "condition"),
    ),
  );

/** Whether a statement is about this request but for a condition on something else than who the caller is. */
const asksForMore = (near: Nearest | undefined): boolean =>
  near?.mismatches.every(({ element }) => element === "condition") === true &&
  near.mismatches.some((one) => one.element === "condition" && !IDENTITY.test(one.condition.lowerKey));
