import type { Assumption, ChainResult, HopId, Intruder, IntruderId } from "../proof";
import type { Counterparts, Run } from "./run";
import type { Wording } from "./wording";

/** A hop or intruder that a run decides otherwise. */
export type Rest = readonly [run: Run, id: HopId | IntruderId];

/**
 * What a chain rests on: the assumptions of every run that is possible, those of the intruders that are shown, and that
 * accounts are one where `rests` has what is decided otherwise if they are not; undefined where not every way was tried.
 */
export function assumptionsIn(
  chain: ChainResult,
  possible: readonly Counterparts[],
  divided: readonly Counterparts[],
  intruders: readonly Intruder[],
  rests: readonly Rest[] | undefined,
  wording: Wording,
): readonly Assumption[] {
  const found: Assumption[] = [...chain.assumptions];
  const add = (one: Counterparts, more: readonly Assumption[]): void => {
    for (const assumption of more) {
      const at = found.findIndex(({ id, subject }) => id === assumption.id && one.isSame(subject, assumption.subject));
      const known = found[at];
      if (!known) found.push(assumption);
      else
        found[at] = {
          ...known,
          for: [...new Set([...known.for, ...assumption.for])],
          accepted: known.accepted && assumption.accepted,
        };
    }
  };
  for (const one of possible)
    add(
      one,
      one.chains(chain).flatMap(({ assumptions }) => assumptions),
    );
  const carried = new Set<string>(intruders.flatMap(({ id, assumption }) => (assumption === undefined ? [] : [id])));
  for (const one of divided)
    add(
      one,
      one
        .chains(chain)
        .flatMap(({ assumptions }) => assumptions.filter((other) => other.for.every((id) => carried.has(id)))),
    );
  return [...found, ...oneAccount(chain, intruders, rests, wording)];
}

function oneAccount(
  chain: ChainResult,
  intruders: readonly Intruder[],
  rests: readonly Rest[] | undefined,
  wording: Wording,
): readonly Assumption[] {
  const runs = rests?.map(([run]) => run);
  if (runs?.length === 0) return [];
  const all: readonly (HopId | IntruderId)[] = [...chain.hops, ...intruders].map(({ id }) => id);
  const ids = rests?.map(([, id]) => id) ?? all;
  return wording.assumed(chain, runs).map((one) => ({ ...one, id: "one-account" as const, for: [...new Set(ids)] }));
}
