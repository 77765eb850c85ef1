import { lazy } from "../../collections/lazy";
import { readable } from "../../unknown/unknown-text";
import type { Chain } from "../chains";
import type { Lacking } from "../hops/explain";
import type { ChainResult, Hop } from "../proof";
import type { ProofContext } from "../proof-context";
import { otherPossibility } from "./advice";
import { type Candidate, candidatesFor } from "./candidates";
import { sourcesOf } from "./same-source";
import { type Judge, type Judgement, verificationOf } from "./verification";

export type { Judge, Judgement } from "./verification";

/**
 * The chains with fixes for what their denied hops lack. A change of a document is offered only where it was applied
 * and judged again: it makes the hop allowed, and leaves everything else as it was.
 */
export function withFixes(proof: ProofContext, judgements: readonly Judgement[], judge: Judge): readonly ChainResult[] {
  const sources = lazy(() => sourcesOf(proof.inventory));
  const verification = lazy(() => verificationOf(proof, judgements, judge, sources()));

  const fixed = (hop: Hop, lacking: readonly Lacking[], chain: number, at: number): Hop => {
    const named = judgements[chain]?.named;
    if (!named) return hop;
    const { list, argument } = candidatesFor(named.chain, lacking, sources());
    const outcomes = list.map((candidate) => {
      // the first that changes nothing else is enough
      return { candidate, outcome: lazy(() => verification().outcome(candidate, chain, at)) };
    });
    const best =
      outcomes.find(({ outcome }) => outcome() === "same") ?? outcomes.find(({ outcome }) => outcome() === "also");
    return withFix(hop, named.chain, lacking, best?.candidate, argument);
  };

  return judgements.map(({ result, hops }, chain) =>
    !hops || hops.every(({ lacking }) => lacking === undefined)
      ? result
      : {
          ...result,
          hops: result.hops.map((hop, at) => {
            const missing = hops[at]?.lacking;
            return missing && hop.verdict === "denied" ? fixed(hop, missing, chain, at) : hop;
          }),
        },
  );
}

function withFix(
  hop: Hop,
  chain: Chain,
  lacking: readonly Lacking[],
  candidate: Candidate | undefined,
  argument: string | undefined,
): Hop {
  const other = otherPossibility(chain, lacking);
  const first = argument ?? candidate?.fix ?? hop.fix;
  const fix = readable(
    [first, other]
      .filter((part) => part !== undefined)
      .map(sentence)
      .join(" "),
  );
  if (!candidate) return { ...hop, fix };
  const { label, location } = candidate.reading;
  return { ...hop, fix, patch: { document: label, location, ops: candidate.ops } };
}

const sentence = (text: string): string => (text.endsWith(".") ? text : `${text}.`);
