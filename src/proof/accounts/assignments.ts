import type { UnnamedAccount } from "../../terraform";

/** Which account each unnamed one is, by key. */
export type Assignment = ReadonlyMap<string, string>;

/** What is known of two unnamed accounts before anything is decided. */
export type Relation = "same" | "different" | "open";

export interface Assignments {
  /** Every way in which what is not known may be; the first takes all that is open for different. */
  readonly possible: readonly Assignment[];
  /** Ways in which accounts that are only assumed to be one are several. */
  readonly divided: readonly Assignment[];
  /** Whether `possible` has every way. */
  readonly complete: boolean;
  /** Whether `divided` has every way. */
  readonly dividedCompletely: boolean;
  /** The unnamed accounts that are taken for one. */
  readonly groups: readonly (readonly UnnamedAccount[])[];
}

/** Each is a proof of the whole world. */
const MOST = 40;

/** The ways in which `accounts` may be `numbers`, each other, or accounts of their own. */
export function assignmentsOf(
  accounts: readonly UnnamedAccount[],
  numbers: readonly string[],
  relation: (a: UnnamedAccount, b: UnnamedAccount) => Relation,
): Assignments {
  const groups = groupsOf(accounts, relation);
  const isApart = (a: readonly UnnamedAccount[], b: readonly UnnamedAccount[]) =>
    a.some((one) => b.some((other) => relation(one, other) === "different"));
  const possible = taken(ways(groups, numbers, isApart), MOST);
  const known = new Set(possible.map(keyOf));
  const alone = accounts.map((one) => [one]);
  const isDivided = (one: Assignment) =>
    !known.has(keyOf(one)) && groups.some((group) => new Set(group.map(({ key }) => one.get(key))).size > 1);
  const several = groups.some((group) => group.length > 1);
  const first = several ? [...simpleDivisions(groups)].filter(isDivided) : [];
  const all = several ? taken(filtered(ways(alone, numbers, isApart), isDivided), MOST) : [];
  const divided = [...new Map([...first, ...all].map((one) => [keyOf(one), one])).values()];
  return {
    possible: possible.slice(0, MOST),
    divided: divided.slice(0, MOST),
    complete: possible.length <= MOST,
    dividedCompletely: divided.length <= MOST && all.length <= MOST,
    groups,
  };
}

export const keyOf = (one: Assignment): string => JSON.stringify([...one].sort());

/** Accounts that are the same, directly or by others. */
function groupsOf(
  accounts: readonly UnnamedAccount[],
  relation: (a: UnnamedAccount, b: UnnamedAccount) => Relation,
): readonly (readonly UnnamedAccount[])[] {
  const groups: UnnamedAccount[][] = [];
  for (const account of accounts) {
    const mine = groups.filter((group) => group.some((one) => relation(one, account) === "same"));
    const others = groups.filter((group) => !mine.includes(group));
    groups.splice(0, groups.length, ...others, [...mine.flat(), account]);
  }
  return groups;
}

/** All apart, and each one apart from the rest of its group: what any three accounts can be to each other. */
function* simpleDivisions(groups: readonly (readonly UnnamedAccount[])[]): Iterable<Assignment> {
  const whole = groups.flatMap((group) => group.map(({ key }) => [key, group[0]?.id ?? ""] as const));
  yield new Map(groups.flat().map(({ key, id }) => [key, id]));
  for (const group of groups)
    for (const [index, { key, id }] of group.entries()) {
      const rest = index === 0 ? group[1]?.id : undefined;
      const moved = group.map((one) => [one.key, one.key === key ? id : (rest ?? group[0]?.id ?? "")] as const);
      yield new Map([...whole, ...moved]);
    }
}

/** Each group is an account of its own, one of the groups before it, or a number. */
function* ways(
  groups: readonly (readonly UnnamedAccount[])[],
  numbers: readonly string[],
  isApart: (a: readonly UnnamedAccount[], b: readonly UnnamedAccount[]) => boolean,
): Iterable<Assignment> {
  const chosen: string[] = [];
  function* from(index: number): Iterable<Assignment> {
    const group = groups[index];
    if (!group) {
      yield new Map(groups.flatMap((one, at) => one.map(({ key }) => [key, chosen[at] ?? ""] as const)));
      return;
    }
    const earlier = groups.slice(0, index);
    const values = new Set([group[0]?.id ?? "", ...chosen, ...numbers]);
    for (const value of values) {
      if (earlier.some((other, at) => chosen[at] === value && isApart(other, group))) continue;
      chosen.push(value);
      yield* from(index + 1);
      chosen.pop();
    }
  }
  yield* from(0);
}

/** One more than `most` of `all`, where there are more. */
function taken<T>(all: Iterable<T>, most: number): readonly T[] {
  const some: T[] = [];
  for (const one of all) {
    some.push(one);
    if (some.length > most) break;
  }
  return some;
}

function* filtered<T>(all: Iterable<T>, keeps: (one: T) => boolean): Iterable<T> {
  for (const one of all) if (keeps(one)) yield one;
}
