import {
  type ApplicablePolicies,
  type Caller,
  decide,
  glob,
  literal,
  type Policy,
  type PolicyKind,
  type Request,
  readPolicy,
  type Source,
  type Truth,
} from "../../src/iam";
import type { Document, Pair, PairCaller } from "./pair";

/** A document that our reader refuses, though the generator means every document to be valid. */
export class Refused extends Error {}

function read(document: Document, kind: PolicyKind): Policy {
  const reading = readPolicy(JSON.stringify(document), kind);
  if (!reading.policy)
    throw new Refused(`${reading.problem.message} at ${reading.problem.pointer} in ${JSON.stringify(document)}`);
  return reading.policy;
}

const caller = (from: PairCaller): Caller =>
  from.kind === "role" ? { ...from, roleArn: literal(from.roleArn), sessionArn: literal(from.sessionArn) } : from;

/** `pair` as our evaluator takes it, its documents read. */
export function prepared(pair: Pair): readonly [ApplicablePolicies, Request] {
  const sources = (documents: readonly (Document | undefined)[], kind: PolicyKind): readonly Source[] =>
    documents.flatMap((d) => (d ? [{ policy: read(d, kind), label: kind }] : []));
  const context = new Map(
    Object.entries(pair.context).map(([key, value]) => [
      key.toLowerCase(),
      (typeof value === "string" ? [value] : value).map(literal),
    ]),
  );
  const trust = pair.action.toLowerCase().startsWith("sts:");
  const sides: ApplicablePolicies = {
    identity: sources(pair.identity, "identity"),
    guardrails: sources([pair.boundary, pair.session], "identity"),
    bounded: pair.boundary !== undefined,
    resource: sources([pair.resourcePolicy], trust ? "trust" : "resource"),
    service: pair.scps && sources(pair.scps, "organisation"),
    resourceControl: sources(pair.rcps, "resource-control"),
    sameAccount: pair.caller.kind !== "role" || pair.caller.account === pair.resourceAccount,
    resourceDecides: pair.resourceDecides,
  };
  const request: Request = {
    action: glob(pair.action.toLowerCase()),
    resource: literal(pair.resource),
    caller: caller(pair.caller),
    context: (key) => context.get(key) ?? [],
  };
  return [sides, request];
}

export const ours = (pair: Pair): Truth => decide(...prepared(pair));
