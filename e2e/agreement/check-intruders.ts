import type { Intruder } from "../../src/proof";
import type { Named } from "./attempts/attempt";
import { battery, witnessed } from "./attempts/attempts";
import type { Scene } from "./attempts/context";
import type { Where } from "./disagreement";
import type { Tally } from "./report";

/** Whoever gets through by the proof must get through, and of the others nobody. */
export async function checkStrangers(
  tally: Tally,
  where: Where,
  scene: Scene,
  intruders: readonly Intruder[],
): Promise<void> {
  const of = (verdict: Intruder["verdict"]) => intruders.filter((one) => one.verdict === verdict);
  const keptOut = async (intruder: Intruder) => {
    for (const tried of await battery(scene, intruder.id))
      if (tried.allowed) disagree(tally, where, intruder, tried);
      else tally.add(`intruder: ${intruder.id} denied`);
  };
  await Promise.all(of("denied").map(keptOut));
  // a witness may change a role of the world for a while, so that nobody else may be about
  for (const intruder of of("allowed")) {
    const tried = await witnessed(scene, intruder);
    if (tried.allowed) tally.add(`intruder: ${intruder.id} allowed`);
    else disagree(tally, where, intruder, tried);
  }
  for (const _ of of("unknown")) tally.add("intruder: undecided by prove");
}

function disagree(tally: Tally, where: Where, { id, verdict, message }: Intruder, { what, says }: Named): void {
  tally.disagree({
    ...where,
    about: `intruder ${id}`,
    proveSays: `${verdict}${message ? `: ${message}` : ""}`,
    runSays: `${what}: ${says}`,
  });
}
