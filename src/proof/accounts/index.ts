import { digitsFrom, type UnnamedAccount, type World } from "../../terraform";
import { InputError } from "../../terraform/source-location";
import { UNEXPLAINED } from "../answer";
import type { Proof, ProveOptions } from "../proof";
import { type Assignment, type Assignments, assignmentsOf, keyOf } from "./assignments";
import { combined } from "./combine";
import { computesWithDigits } from "./digits";
import { type ExplainedProof, explainerUnder } from "./explainer";
import { type Names, renamed } from "./names";
import { type Numbers, numbersIn } from "./numbers";
import { relationsIn } from "./relations";
import type { Run } from "./run";
import { nameOf, wordingOf } from "./sentences";

export type { ExplainedProof } from "./explainer";

type Prove = (world: World, options: ProveOptions) => ExplainedProof;

/**
 * Proves `world` whatever its unnamed accounts are: once for every way in which they may be a number that is written
 * somewhere, one another, or none of these. In each run all accounts are digits, so that nothing else has to know of it;
 * in the answer no invented digits are left.
 */
export function proveUnderAccounts(world: World, options: ProveOptions, prove: Prove): ExplainedProof {
  const { unnamed } = world.accounts;
  if (unnamed.length === 0) return prove(world, options);
  const numbers = numbersIn([...world.accounts.written, JSON.stringify(options)], Math.min(2, unnamed.length));
  const relation = relationsIn(world);
  const runs = new Map<string, Run>();
  const behind = new Map<Run, Behind>();
  let known = unnamed;
  for (;;) {
    const accounts = known.map((one) => plain(one, numbers));
    const ways = assignmentsOf(accounts, [...numbers.written, ...numbers.invented], relation);
    const found = new Map(accounts.map((one) => [one.key, one]));
    const run = (assignment: Assignment, isFirst = false): Run => {
      const key = keyOf(assignment);
      const earlier = runs.get(key);
      if (earlier) return earlier;
      const made = runOf(world, options, prove, accounts, assignment, numbers, isFirst);
      for (const one of made.unnamed) if (!found.has(one.key)) found.set(one.key, one);
      runs.set(key, made.run);
      if (made.behind) behind.set(made.run, made.behind);
      return made.run;
    };
    const [first, ...more] = ways.possible;
    if (!first) return prove(world, options);
    const possible: readonly [Run, ...Run[]] = [run(first, true), ...more.map((one) => run(one))];
    const divided = ways.divided.map((one) => run(one));
    // an account that is only there in some ways is one more that is not known
    if (found.size === known.length) {
      const isComputed = computesWithDigits(world, first, accounts);
      return answer(possible, divided, ways, accounts, options, isComputed, behind.get(possible[0]));
    }
    known = [...found.values()];
  }
}

/** With digits that no pattern of a part of them tells from another account's. */
function plain(account: UnnamedAccount, { isPlain, written }: Numbers): UnnamedAccount {
  let { id } = account;
  for (let attempt = 0; !isPlain(id) || written.includes(id); attempt++)
    id = digitsFrom(`${account.key} plain ${attempt}`);
  return { ...account, id };
}

/** What a run was made of. */
interface Behind {
  readonly explained: ExplainedProof;
  readonly shown: Names;
}

function runOf(
  world: World,
  options: ProveOptions,
  prove: Prove,
  accounts: readonly UnnamedAccount[],
  assignment: Assignment,
  numbers: Numbers,
  isFirst: boolean,
): { readonly run: Run; readonly behind?: Behind; readonly unnamed: readonly UnnamedAccount[] } {
  const given = new Map(accounts.map((one) => [nameOf(one), assignment.get(one.key) ?? one.id]));
  const shown = shownIds(accounts, assignment, numbers);
  const settled = new Map([...assignment].map(([key, id]) => [key, shown.get(id) ?? id]));
  try {
    const under = world.accounts.under(assignment);
    const explained = prove(under, renamed(options, given));
    const proof = renamed(explained.proof, shown);
    return { run: { assignment: settled, proof }, behind: { explained, shown }, unnamed: under.accounts.unnamed };
  } catch (error) {
    // what cannot be read in one way only is not decided
    if (isFirst || !(error instanceof InputError)) throw error;
    const proof: Proof = { version: 1, verdict: "unknown", chains: [], expectations: [], findings: [] };
    return { run: { assignment: settled, proof }, unnamed: [] };
  }
}

/** Ids that no text has are shown as that of the first account which they stand for. */
function shownIds(accounts: readonly UnnamedAccount[], assignment: Assignment, { invented }: Numbers): Names {
  const shown = new Map<string, string>();
  for (const { key, id } of accounts) {
    const taken = assignment.get(key);
    if (taken !== undefined && invented.includes(taken) && !shown.has(taken)) shown.set(taken, id);
  }
  return shown;
}

function answer(
  possible: readonly [Run, ...Run[]],
  divided: readonly Run[],
  ways: Assignments,
  accounts: readonly UnnamedAccount[],
  { assume = [] }: ProveOptions,
  isComputed: boolean,
  behind: Behind | undefined,
): ExplainedProof {
  const { dividedCompletely, groups } = ways;
  const wording = wordingOf(possible[0], accounts, groups, assume, isComputed);
  const complete = ways.complete && !isComputed;
  const proof = combined({ possible, divided, complete, dividedCompletely }, wording);
  const names = new Map(groups.flatMap((group) => group.map(({ id }) => [id, nameOf(group[0] ?? { option: "" })])));
  const named = renamed(proof, names);
  return {
    proof: { ...named, chains: [...named.chains].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)) },
    explainer: behind ? explainerUnder(behind.explained, [behind.shown, names]) : UNEXPLAINED,
  };
}
