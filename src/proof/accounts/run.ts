import { groupBy } from "../../collections/group-by";
import type { ChainResult, ExpectationResult, Hop, Proof } from "../proof";
import type { Assignment } from "./assignments";
import { type Names, renamed } from "./names";

/** A proof of the world where the unnamed accounts are `assignment`. */
export interface Run {
  readonly assignment: Assignment;
  readonly proof: Proof;
}

/** What another run has in place of something of the first one. */
export interface Counterparts {
  readonly run: Run;
  chains(chain: ChainResult): readonly ChainResult[];
  /** Chains for which the first run has none. */
  readonly others: readonly ChainResult[];
  hops(chain: ChainResult, hop: Hop): readonly Hop[];
  /** Hops of a chain for which the first run has none. */
  otherHops(chain: ChainResult): readonly Hop[];
  isSame(ofFirst: string, ofRun: string): boolean;
}

export function counterpartsIn(first: Run, run: Run): Counterparts {
  const names = joinOf(first.assignment, run.assignment);
  const known = new Map<string, string>();
  const named = (text: string): string => {
    const name = known.get(text) ?? renamed(text, names);
    known.set(text, name);
    return name;
  };
  const called = (chain: ChainResult): string => named(identityOf(chain));
  const taken = (hop: Hop): string => named(stepOf(hop));
  const byName = groupBy(run.proof.chains, called);
  const firsts = new Set(first.proof.chains.map(called));
  const steps = new Map<ChainResult, ReadonlyMap<string, readonly Hop[]>>();
  const stepsOf = (chain: ChainResult): ReadonlyMap<string, readonly Hop[]> => {
    const made = steps.get(chain) ?? groupBy(chain.hops, taken);
    steps.set(chain, made);
    return made;
  };
  const chains = (chain: ChainResult) => byName.get(called(chain)) ?? [];
  return {
    run,
    chains,
    isSame: (a, b) => named(a) === named(b),
    others: run.proof.chains.filter((one) => !firsts.has(called(one))),
    hops: (chain, hop) => chains(chain).flatMap((one) => stepsOf(one).get(taken(hop)) ?? []),
    otherHops: (chain) => {
      const own = stepsOf(chain);
      return chains(chain).flatMap(({ hops }) => hops.filter((one) => !own.has(taken(one))));
    },
  };
}

const identityOf = ({ mechanism, key }: ChainResult): string => `${mechanism} ${key}`;

/** What a hop is about; the action of a role's hop is only the first that is denied. */
export const stepOf = ({ id, action, resource, via }: Hop): string =>
  JSON.stringify(id === "grant" ? [id, action, resource, via] : [id]);

export const isSameLine = (a: ExpectationResult, b: ExpectationResult): boolean =>
  a.line === b.line && a.pod === b.pod && a.can === b.can && a.cannot === b.cannot;

/**
 * The coarsest names for accounts in two runs: ids that one of the two takes for one account get one name, so
 * that a text of the one can be found among those of the other.
 */
function joinOf(one: Assignment, other: Assignment): Names {
  const above = new Map<string, string>();
  const rootOf = (id: string): string => {
    const next = above.get(id);
    return next === undefined ? id : rootOf(next);
  };
  for (const [key, id] of one) {
    const [a, b] = [rootOf(id), rootOf(other.get(key) ?? id)];
    if (a !== b) above.set(a, b);
  }
  return new Map([...above.keys()].map((id) => [id, rootOf(id)]));
}
