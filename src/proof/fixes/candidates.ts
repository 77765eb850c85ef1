import { type Nearest, nearest } from "../../iam";
import type { Document } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import type { Chain } from "../chains";
import type { Lacking } from "../hops/explain";
import type { PatchOperation } from "../proof";
import type { ReadDocument } from "../proof-context";
import { type Correction, completion, corrections } from "./corrections";
import { addedStatement } from "./statements";
import { argumentsIn, isWritten } from "./written";

/** A change that may be a fix: nothing says yet that it is none to others. */
export interface Candidate {
  /** An action is added to a statement, a value corrected, or a statement added. */
  readonly shape: "completed" | "corrected" | "added";
  readonly reading: ReadDocument & { readonly document: Document };
  readonly ops: readonly PatchOperation[];
  readonly fix: string;
  /** JSON pointers of the statements that are changed. */
  readonly statements: readonly string[];
}

/** Changes that may make a hop allowed, the least first. */
export interface Candidates {
  readonly list: readonly Candidate[];
  /** Where the wrong value is set, if that is not the document itself: then no change of the document is the fix. */
  readonly argument?: string;
}

/** @param isOwn whether an identity policy is that of one role alone */
export function candidatesFor(
  chain: Chain,
  lacking: readonly Lacking[],
  isOwn: (document: Document) => boolean,
): Candidates {
  if (lacking.length === 0 || lacking.some(({ side }) => side === "limit")) return { list: [] };
  const nearests = lacking.map((one) => nearest(one.sources, one.request));
  const completed = completing(lacking, nearests);
  const corrected = correcting(lacking, nearests);
  if (corrected && "argument" in corrected) return { list: [], argument: corrected.argument };
  const all = [completed, corrected, ...adding(chain, lacking, isOwn)];
  return {
    list: all.flatMap((one) => (one && (lacking[0]?.side !== "identity" || isOwn(one.reading.document)) ? [one] : [])),
  };
}

const isKnown = (reading: ReadDocument | undefined): reading is Candidate["reading"] =>
  reading?.policy !== undefined &&
  reading.document !== undefined &&
  !reading.document.readOnly &&
  reading.location.file !== "";

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

function completing(lacking: readonly Lacking[], nearests: readonly (Nearest | undefined)[]): Candidate | undefined {
  const reading = readingOf(nearests);
  const [only, ...more] = [...new Set(lacking.map(({ action }) => action))];
  const near = nearests[0];
  if (!reading || !near || only === undefined || more.length > 0 || pointersOf(nearests).length > 1) return undefined;
  if (/^\*|:\*$/.test(only)) return undefined;
  const op = completion(near, only);
  if (!op) return undefined;
  return {
    shape: "completed",
    reading,
    ops: [op],
    fix: `Add ${JSON.stringify(only)} to the Action of this statement of ${reading.label}: ${readable(near.statement.source)}`,
    statements: [near.statement.pointer],
  };
}

function correcting(
  lacking: readonly Lacking[],
  nearests: readonly (Nearest | undefined)[],
): Candidate | { readonly argument: string } | undefined {
  const reading = readingOf(nearests);
  if (!reading) return undefined;
  const found = nearests.map((near, index) => {
    const request = lacking[index]?.request;
    return near && request ? corrections(near, request) : undefined;
  });
  if (!found.every((one): one is readonly Correction[] => one !== undefined)) return undefined;
  const all = found.flat();
  const elsewhere = all.find(({ old }) => !isWritten(reading.document, old));
  if (elsewhere) return { argument: `"${readable(elsewhere.old)}" comes from ${argumentsIn(reading.document)}` };
  const parts = [...new Set(all.map(({ part }) => JSON.stringify(part)))];
  const ops = distinct(all.map(({ op }) => op));
  return {
    shape: "corrected",
    reading,
    ops,
    fix: `In ${reading.label}: write ${parts.join(" and ")} instead of ${[...new Set(all.map(({ old }) => `"${readable(old)}"`))].join(" and ")}`,
    statements: pointersOf(nearests),
  };
}

function adding(
  chain: Chain,
  lacking: readonly Lacking[],
  isOwn: (document: Document) => boolean,
): readonly Candidate[] {
  const [first] = lacking;
  const sources = (first?.sources ?? []).filter(isKnown);
  const reading = first?.side === "identity" ? sources.find(({ document }) => isOwn(document)) : sources[0];
  const statement = reading && addedStatement(chain, lacking, reading);
  if (!statement || typeof reading.document.text !== "string") return [];
  const { Statement: written } = JSON.parse(reading.document.text) as { readonly Statement?: unknown };
  const op: PatchOperation = Array.isArray(written)
    ? { op: "add", path: "/Statement/-", value: statement }
    : { op: "replace", path: "/Statement", value: [written, statement] };
  const fix = `Add to ${reading.label}: ${JSON.stringify(statement)}`;
  return [{ shape: "added", reading, ops: [op], fix, statements: [] }];
}
