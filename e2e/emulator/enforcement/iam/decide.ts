import { type EvaluationResult, type RequestAnalysis, runSimulation } from "@cloud-copilot/iam-simulate";
import { EXCEPTIONS } from "../../../oracle/exceptions";
import type { Pair } from "../../../oracle/pair";
import { simulationOf } from "../../../oracle/theirs";
import type { Decision } from "../../types";
import { checkKeysAreKnown } from "./known-keys";

export type Outcome = Pick<Decision, "allowed" | "refusedBy" | "limit" | "explicit">;

export interface Settings {
  /** Whether the bucket restricts a public policy to its own account. */
  readonly restrictPublicBucket: boolean;
  /** The provider's URL without `https://`, where a web identity asks. */
  readonly issuer?: string;
}

/**
 * Decides `pair` by iam-simulate, after the oracle's exceptions have rewritten it.
 * @throws AwsError NotImplemented where a policy tests a condition key that is never set here
 */
export async function decide(pair: Pair, settings: Settings): Promise<Outcome> {
  checkKeysAreKnown(pair);
  const literal = { ...pair, resource: literally(pair.resource) };
  const spoken = settings.issuer === undefined ? literal : withKnownIssuer(literal, settings.issuer);
  const pairs = EXCEPTIONS.reduce(
    (all: readonly Pair[], { rewrite }) => all.flatMap((each) => rewrite(each)),
    [spoken],
  );
  let first: RequestAnalysis | undefined;
  for (const each of pairs) {
    const analysis = await analysisOf(each, settings);
    if (analysis.result === "Allowed") return { allowed: true };
    first ??= analysis;
  }
  if (!first) throw new Error("an exception of the oracle left no question");
  return refusal(first, pair);
}

async function analysisOf(pair: Pair, { restrictPublicBucket }: Settings): Promise<RequestAnalysis> {
  const simulation = simulationOf(pair);
  const settled = { ...simulation, additionalSettings: { s3: { blockPublicAccess: restrictPublicBucket } } };
  const answer = await runSimulation(settled, {});
  if (answer.resultType === "error")
    throw new Error(`iam-simulate does not take ${pair.action} on ${pair.resource}: ${JSON.stringify(answer.errors)}`);
  if (answer.resultType === "wildcard") throw new Error(`iam-simulate takes ${pair.resource} for a pattern`);
  return answer.result.analysis;
}

/** iam-simulate treats a star in a resource name as a pattern, except "*" alone: it is replaced by a letter that no policy has. */
const literally = (resource: string): string => (resource === "*" ? resource : resource.replaceAll("*", "\u2217"));

/**
 * iam-simulate accepts no issuers of clusters: accounts.google.com stands for the token's issuer. Names of
 * keys are the same in any case, ARNs are not.
 */
function withKnownIssuer(pair: Pair, issuer: string): Pair {
  const inKeys = new RegExp(`${issuer.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?=:\\w+")`, "gi");
  const text = JSON.stringify(pair).replaceAll(inKeys, KNOWN_ISSUER).replaceAll(issuer, KNOWN_ISSUER);
  return JSON.parse(text);
}

const KNOWN_ISSUER = "accounts.google.com";

/** Whose policies refuse: those that deny if there are any, else those that do not allow. */
function refusal(analysis: RequestAnalysis, { caller, resourceDecides }: Pair): Outcome {
  const resource = analysis.resourceAnalysis?.result ?? "NotApplicable";
  const resourceDenies =
    resource === "ExplicitlyDenied" ||
    resource === "DeniedForAccount" ||
    analysis.blockedBy?.includes("s3-bpa") === true;
  const denying = ownWhere(analysis, (result) => result === "ExplicitlyDenied");
  if (denying || resourceDenies) return { allowed: false, explicit: true, ...sides(denying, resourceDenies) };
  const lacking = caller.kind === "role" ? ownWhere(analysis, (result) => result !== "Allowed") : undefined;
  const resourceLacks =
    (resourceDecides || caller.kind !== "role" || !analysis.sameAccount) &&
    resource !== "Allowed" &&
    resource !== "AllowedForAccount";
  return { allowed: false, explicit: false, ...sides(lacking, resourceLacks) };
}

type Own = "identity" | "permissions boundary" | "session policy";

/** The first of the caller's own policies whose result is such. */
function ownWhere(analysis: RequestAnalysis, such: (result: EvaluationResult) => boolean): Own | undefined {
  const { identityAnalysis, permissionBoundaryAnalysis, sessionAnalysis } = analysis;
  if (identityAnalysis && such(identityAnalysis.result)) return "identity";
  if (permissionBoundaryAnalysis && such(permissionBoundaryAnalysis.result)) return "permissions boundary";
  return sessionAnalysis && such(sessionAnalysis.result) ? "session policy" : undefined;
}

const sides = (own: Own | undefined, resource: boolean): Pick<Outcome, "refusedBy" | "limit"> => ({
  refusedBy: own === undefined ? "resource" : resource ? "both" : "identity",
  ...(own === undefined || own === "identity" ? {} : { limit: own }),
});
