import { groupBy } from "../../collections/group-by";
import {
  type ChainResult,
  type ExpectationResult,
  type Hop,
  type HopId,
  INTRUDERS,
  type Intruder,
  type IntruderId,
  type Proof,
} from "../proof";
import { verdictsOf, worst } from "../verdicts";
import { assumptionsIn, type Rest } from "./assumptions";
import { type Counterparts, counterpartsIn, isSameLine, type Run, stepOf } from "./run";
import { doubtfulChain, doubtfulHop, doubtfulIntruder, forAnyCause, type Wording } from "./wording";

export interface Runs {
  /** The first is the one that is shown. */
  readonly possible: readonly [Run, ...Run[]];
  /** They contradict that accounts with the same settings are one. */
  readonly divided: readonly Run[];
  /** Whether `possible` has every way; where not, nothing is decided. */
  readonly complete: boolean;
  /** Whether `divided` has every way; where not, every chain rests on the assumption. */
  readonly dividedCompletely: boolean;
}

/**
 * One proof from those of every way in which the accounts may be. What all of `possible` decide alike is decided. What
 * only those of `divided` decide otherwise rests on the assumption that they contradict, but for a denial and for an
 * intruder that gets in or is kept out: these need a known fact, and are unknown then.
 */
export function combined(runs: Runs, wording: Wording): Proof {
  const [first, ...more] = runs.possible;
  const possible = more.map((run) => counterpartsIn(first, run));
  const divided = runs.divided.map((run) => counterpartsIn(first, run));
  const chains = first.proof.chains.map((chain) =>
    runs.complete
      ? new Combination(chain, possible, divided, runs.dividedCompletely, wording).result()
      : doubtfulChain(chain, [], wording),
  );
  const others = groupBy(
    possible.flatMap(({ run, others: some }) => some.map((chain) => ({ chain, run }))),
    ({ chain: { mechanism, key } }) => `${mechanism} ${key}`,
  );
  const all = [
    ...chains,
    ...[...others.values()].flatMap((same) =>
      same.slice(0, 1).map(({ chain }) =>
        doubtfulChain(
          chain,
          same.map(({ run }) => run),
          wording,
        ),
      ),
    ),
  ];
  return {
    ...first.proof,
    verdict: all.length === 0 ? first.proof.verdict : worst(all.map(({ verdict }) => verdict)),
    chains: all,
    expectations: first.proof.expectations.map((one) =>
      expectationOf(
        one,
        [...more, ...runs.divided].map(({ proof }) => proof.expectations),
      ),
    ),
  };
}

/** The results of one chain of the first run and of its counterparts. */
class Combination {
  private readonly everything: readonly Counterparts[];
  private readonly rests: Rest[] = [];

  constructor(
    private readonly chain: ChainResult,
    private readonly possible: readonly Counterparts[],
    private readonly divided: readonly Counterparts[],
    private readonly dividedCompletely: boolean,
    private readonly wording: Wording,
  ) {
    this.everything = [...possible, ...divided];
  }

  result(): ChainResult {
    const { chain, wording } = this;
    const more = groupBy(
      this.possible.flatMap((one) => one.otherHops(chain).map((hop) => ({ hop, run: one.run }))),
      ({ hop }) => stepOf(hop),
    );
    const hops = [
      ...chain.hops.map((hop) => this.hop(hop)),
      ...[...more.values()].flatMap((same) =>
        same.slice(0, 1).map(({ hop }) =>
          doubtfulHop(
            hop,
            same.map(({ run }) => run),
            wording,
          ),
        ),
      ),
    ];
    const intruders = this.intruders();
    const expectations = chain.expectations.map((one) => this.expectation(one));
    const assumptions = assumptionsIn(
      chain,
      this.possible,
      this.divided,
      intruders,
      this.dividedCompletely ? this.rests : undefined,
      wording,
    );
    return {
      ...chain,
      ...verdictsOf(hops, expectations, intruders, assumptions),
      hops,
      intruders,
      expectations,
      assumptions,
    };
  }

  private hop(hop: Hop): Hop {
    const isAlike = (one: Counterparts): boolean => {
      const found = one.hops(this.chain, hop);
      return found.length > 0 && found.every(({ verdict }) => verdict === hop.verdict);
    };
    const [others, apart] = this.differing(isAlike);
    if (others.length > 0 || (hop.verdict === "denied" && apart.length > 0))
      return doubtfulHop(hop, [...others, ...apart], this.wording);
    if (hop.verdict === "allowed") this.restOn(apart, hop.id);
    const found = this.everything.map((one) => ({ one, hops: one.hops(this.chain, hop) }));
    if (found.some(({ hops }) => hops.some(({ code }) => code !== hop.code)))
      return forAnyCause(
        hop,
        found.flatMap(({ one, hops }) => (hops.some(({ code }) => code !== hop.code) ? [one.run] : [])),
        this.wording,
      );
    const { patch, ...rest } = hop;
    if (!patch) return hop;
    // a change is proved in one way only
    const ops = JSON.stringify(patch.ops);
    const isSafe = found.every(({ one, hops }) =>
      hops.every((other) => one.isSame(ops, JSON.stringify(other.patch?.ops) ?? "")),
    );
    return isSafe ? hop : rest;
  }

  private intruders(): readonly Intruder[] {
    const { chain } = this;
    const decided = this.classes().map((one) => this.intruder(one));
    const getsIn = ({ intruders }: ChainResult) =>
      intruders.some((one) => one.verdict === "allowed" && !isHarmless(one));
    // somebody does whichever accounts are meant, though perhaps not of the same class
    const always = [chain, ...this.everything.flatMap((one) => one.chains(chain))].every(getsIn);
    if (!always) return decided;
    return decided.map((one) => {
      const before = chain.intruders.find(({ id }) => id === one.id);
      return before?.verdict === "allowed" && one.verdict === "unknown" ? before : one;
    });
  }

  /** The intruders of the first run; those of a class that is tried in other runs only are kept out of it. */
  private classes(): readonly Intruder[] {
    const found = [this.chain, ...this.everything.flatMap((one) => one.chains(this.chain))];
    return INTRUDERS.filter((id) => found.some(({ intruders }) => intruders.some((one) => one.id === id))).map(
      (id) => this.chain.intruders.find((one) => one.id === id) ?? { id, verdict: "denied", accepted: false },
    );
  }

  private intruder(intruder: Intruder): Intruder {
    const of = (one: Counterparts): readonly Intruder[] =>
      one.chains(this.chain).flatMap(({ intruders }) => intruders.filter(({ id }) => id === intruder.id));
    const every = [intruder, ...this.everything.flatMap(of)];
    if (every.every(isHarmless))
      return every.reduce((worse, one) => (outcomeRank(one) > outcomeRank(worse) ? one : worse));
    const [others, apart] = this.differing((one) => {
      const found = of(one);
      return found.length === 0
        ? outcome(intruder) === "denied"
        : found.every((other) => outcome(other) === outcome(intruder));
    });
    const differs = others.length > 0 || (apart.length > 0 && intruder.verdict !== "unknown");
    return differs ? doubtfulIntruder(every, [...others, ...apart], this.wording) : intruder;
  }

  private expectation(one: ExpectationResult): ExpectationResult {
    const of = (other: Counterparts) => other.chains(this.chain).flatMap(({ expectations }) => expectations);
    const combine = (some: readonly Counterparts[]) => expectationOf(one, some.map(of));
    const result = combine(this.possible);
    const apart = this.divided.filter((other) => expectationOf(one, [of(other)]).verdict !== one.verdict);
    if (apart.length === 0 || result.verdict === "unknown") return result;
    if (one.cannot !== undefined || one.verdict === "failed") return combine(this.everything);
    this.restOn(
      apart.map(({ run }) => run),
      "grant",
    );
    return result;
  }

  private differing(isAlike: (one: Counterparts) => boolean): readonly [readonly Run[], readonly Run[]] {
    const of = (some: readonly Counterparts[]) => some.filter((one) => !isAlike(one)).map(({ run }) => run);
    return [of(this.possible), of(this.divided)];
  }

  private restOn(runs: readonly Run[], id: HopId | IntruderId): void {
    this.rests.push(...runs.map((run): Rest => [run, id]));
  }
}

const RANKS = ["denied", "accepted", "carried"] as const;

/** What becomes of an intruder, as far as a verdict differs by it. */
function outcome({ verdict, accepted, assumption }: Intruder): string {
  if (verdict === "denied") return "denied";
  return accepted ? "accepted" : assumption === undefined ? verdict : "carried";
}

const outcomeRank = (one: Intruder): number => (RANKS as readonly string[]).indexOf(outcome(one));

const isHarmless = (one: Intruder): boolean => outcomeRank(one) >= 0;

function expectationOf(one: ExpectationResult, others: readonly (readonly ExpectationResult[])[]): ExpectationResult {
  const isAlike = others.every((all) => {
    const found = all.filter((other) => isSameLine(one, other));
    return found.length > 0 && found.every(({ verdict }) => verdict === one.verdict);
  });
  if (isAlike) return one;
  return { ...one, verdict: "unknown", message: "it depends on which accounts are meant" };
}
