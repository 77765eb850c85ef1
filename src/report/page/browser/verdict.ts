import type { Assumption, Proof } from "../../../proof/proof";

/** The worst first. */
export const VERDICTS = ["refuted", "unknown", "conditional", "proved"] as const;

/** An intruder class that gets in, or may, and was accepted, with the chains that it gets into. */
export interface AcceptedCaller {
  readonly id: string;
  readonly chains: readonly string[];
}

/** The intruders that were accepted and are not kept out: a sentence must not say that nobody gets in. */
export function acceptedCallers({ chains }: Proof): readonly AcceptedCaller[] {
  const found = new Map<string, string[]>();
  for (const { id: chain, intruders } of chains)
    for (const { id, verdict, accepted } of intruders)
      if (accepted && verdict !== "denied") found.set(id, [...(found.get(id) ?? []), chain]);
  return [...found].map(([id, own]) => ({ id, chains: own }));
}

/** What all chains rest on, each once; the same assumption may be accepted for one chain and open for another. */
export function allAssumptions({ chains }: Proof): readonly Assumption[] {
  const found = new Map<string, Assumption>();
  for (const one of chains.flatMap(({ assumptions }) => assumptions))
    found.set(`${one.id} ${one.subject} ${one.accepted}`, one);
  return [...found.values()];
}

/** The verdict in a sentence that claims no more than the proof. */
export function sentenceOf(proof: Proof): string {
  if (proof.verdict === "refuted") return "A pod does not get its access, or somebody else does.";
  if (proof.verdict === "unknown") return "Not everything could be decided.";
  const but = acceptedCallers(proof).length > 0 ? " but those accepted below" : "";
  const assumptions = allAssumptions(proof);
  const word = assumptions.every(({ accepted }) => accepted) ? "accepted" : "listed";
  const provided = proof.verdict === "conditional" || assumptions.length > 0 ? `, if what is ${word} below holds` : "";
  return `Every pod gets what it is granted, and no other caller does${but}${provided}.`;
}
