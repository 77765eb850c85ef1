import type { Intruder } from "../../src/proof";
import type { NamedAttempt } from "./attempts/attempt";
import { attemptOfWitness, attemptsOf } from "./attempts/attempts";
import type { AttemptContext } from "./attempts/context";
import type { Where } from "./disagreement";
import type { Tally } from "./report";

/** Intruders that prove finds allowed must succeed; all others must be refused. */
export async function checkIntruders(
  tally: Tally,
  where: Where,
  context: AttemptContext,
  intruders: readonly Intruder[],
): Promise<void> {
  const of = (verdict: Intruder["verdict"]) => intruders.filter((one) => one.verdict === verdict);
  const keptOut = async (intruder: Intruder) => {
    for (const tried of await attemptsOf(context, intruder.id))
      if (tried.allowed) disagree(tally, where, intruder, tried);
      else tally.add(`intruder: ${intruder.id} denied`);
  };
  await Promise.all(of("denied").map(keptOut));
  // a witness may change a role for a while, so attempts with witnesses run one at a time
  for (const intruder of of("allowed")) {
    const tried = await attemptOfWitness(context, intruder);
    if (tried.allowed) tally.add(`intruder: ${intruder.id} allowed`);
    else disagree(tally, where, intruder, tried);
  }
  for (const _ of of("unknown")) tally.add("intruder: undecided by prove");
}

function disagree(tally: Tally, where: Where, { id, verdict, message }: Intruder, { what, says }: NamedAttempt): void {
  tally.disagree({
    ...where,
    about: `intruder ${id}`,
    proveSays: `${verdict}${message ? `: ${message}` : ""}`,
    runSays: `${what}: ${says}`,
  });
}
