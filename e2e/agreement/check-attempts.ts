import type { IntruderId } from "../../src/proof";
import type { AttemptContext } from "./attempts/context";
import type { Way } from "./attempts/ways";
import { waysOfCallers, waysOfServices, waysOfTokens } from "./attempts/ways-of-callers";
import { waysOfHolders, waysOfPods } from "./attempts/ways-of-pods";
import { waysOnResources } from "./attempts/ways-on-resources";
import type { Where } from "./disagreement";
import type { Tally } from "./report";

const KINDS: Readonly<Record<string, (context: AttemptContext) => readonly Way[]>> = {
  "pod by association": waysOfPods,
  "pod that holds the primary": waysOfHolders,
  "role or user": waysOfCallers,
  service: waysOfServices,
  token: waysOfTokens,
  "on a resource": waysOnResources,
};

/** Every how many of the ways of one kind one is tried: a step that shares no factor with the usual numbers of them. */
const STRIDE = 7919;

/**
 * Tries whoever the documents of the world may let in, as they name them: whatever passes must be of a class that prove
 * finds in. `most` bounds how many of each kind are tried; which, `turn` says.
 */
export async function checkAttempts(
  tally: Tally,
  where: Where,
  context: AttemptContext,
  most: number,
  turn: number,
): Promise<void> {
  const denied = new Set(
    context.chain.intruders.filter(({ verdict }) => verdict === "denied").map(({ id }): IntruderId => id),
  );
  if (denied.size === 0) return;
  for (const [kind, make] of Object.entries(KINDS)) {
    const all = make(context).filter(({ classes, anyOf = false }) => isDenied(denied, classes, anyOf));
    for (let index = 0; index < Math.min(most, all.length); index += 1) {
      const way = all.length <= most ? all[index] : all[((turn + index) * STRIDE) % all.length];
      if (way) await attempt(tally, where, context, kind, way);
    }
  }
}

/** Whether getting in this way would disagree. */
const isDenied = (denied: ReadonlySet<IntruderId>, classes: readonly IntruderId[], anyOf: boolean): boolean =>
  anyOf ? classes.every((id) => denied.has(id)) : classes.some((id) => denied.has(id));

async function attempt(
  tally: Tally,
  where: Where,
  { environment }: AttemptContext,
  kind: string,
  { what, classes, calls }: Way,
): Promise<void> {
  for (const [subject, question] of calls()) {
    try {
      if (!(await environment.emulator.ask(subject, question)).allowed) return tally.add(`attempt: ${kind} refused`);
    } catch (error) {
      return tally.add(`not emulated: ${(error as Error).message.slice(0, 80)}`);
    }
  }
  tally.disagree({
    ...where,
    about: `intruder ${classes.join(" or ")}`,
    proveSays: "denied",
    runSays: `${kind}: ${what()} gets in`,
  });
}
