import type { Advice } from "../../unknown/advice";
import { fixBy } from "../fix-by";
import type { Assumption, ChainResult, Hop, Intruder } from "../proof";
import type { Run } from "./run";

/** How what depends on accounts is said. */
export interface Wording {
  /** Why something is not decided that `others` decide otherwise than the first run. */
  undecided(others: readonly Run[]): { readonly message: string; readonly advice: Advice };
  /** What `others` contradict: that the accounts of several stacks are one; undefined stands for all that is assumed so. */
  assumed(chain: ChainResult, others: readonly Run[] | undefined): readonly Omit<Assumption, "id" | "for">[];
}

/** `hop` where other runs decide it otherwise. */
export function doubtfulHop(hop: Hop, others: readonly Run[], wording: Wording): Hop {
  const { id, action, resource, via, location, statement } = hop;
  const { message, advice } = wording.undecided(others);
  return {
    id,
    verdict: "unknown",
    ...(action === undefined ? {} : { action }),
    ...(resource === undefined ? {} : { resource }),
    ...(via === undefined ? {} : { via }),
    code: "account-undecided",
    message: hop.message === undefined || hop.verdict === "allowed" ? message : `${hop.message}; but ${message}`,
    ...fixBy(advice),
    ...(statement ? { statement } : {}),
    ...(location ? { location } : {}),
  };
}

/** `hop` where `others` decide it alike for another cause: neither its fix nor AWS's error holds for all. */
export function forAnyCause(hop: Hop, others: readonly Run[], wording: Wording): Hop {
  if (hop.verdict === "allowed" || hop.message === undefined) return hop;
  const { fix: _, options: __, awsError: ___, patch: ____, ...rest } = hop;
  return {
    ...rest,
    message: `${hop.message}; it is ${hop.verdict} in any case, though ${wording.undecided(others).message} for what cause`,
  };
}

/** An intruder of which `every` has what the runs find. */
export function doubtfulIntruder(every: readonly Intruder[], others: readonly Run[], wording: Wording): Intruder {
  const shown = every.find(({ verdict }) => verdict === "allowed") ?? every.find(({ verdict }) => verdict !== "denied");
  const [first] = every;
  const { message, advice } = wording.undecided(others);
  const { id } = shown ?? first ?? { id: "other-principal" };
  return {
    id,
    verdict: "unknown",
    accepted: false,
    message: `${message}; ${advice.text.charAt(0).toLowerCase()}${advice.text.slice(1)}`,
    options: advice.options,
    ...(shown?.through
      ? { through: shown.through.map(({ assumption: _, ...one }) => ({ ...one, verdict: "unknown" as const })) }
      : {}),
  };
}

/** A chain that is there in some runs only. */
export function doubtfulChain(chain: ChainResult, runs: readonly Run[], wording: Wording): ChainResult {
  return {
    ...chain,
    verdict: "unknown",
    access: "unknown",
    others: "unknown",
    hops: chain.hops.map((hop) => doubtfulHop(hop, runs, wording)),
    intruders: chain.intruders.map((one) => doubtfulIntruder([one], runs, wording)),
    expectations: chain.expectations.map((one) => ({ ...one, verdict: "unknown" })),
  };
}
