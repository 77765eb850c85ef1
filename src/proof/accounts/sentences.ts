import type { UnnamedAccount } from "../../terraform";
import { giving, type MissingOption } from "../../unknown/advice";
import { namesOf } from "../chain-id";
import type { AcceptedAssumption } from "../proof";
import type { Run } from "./run";
import type { Wording } from "./wording";

/** How an account without a number is written. */
export const nameOf = ({ option }: Pick<UnnamedAccount, "option">): string => `<account of ${option}>`;

/** One thing in which a run differs from the first one. */
interface Difference {
  readonly accounts: readonly UnnamedAccount[];
  readonly text: string;
}

/** The sentences about accounts. */
export function wordingOf(
  first: Run,
  accounts: readonly UnnamedAccount[],
  groups: readonly (readonly UnnamedAccount[])[],
  assume: readonly AcceptedAssumption[],
  isComputed: boolean,
): Wording {
  const whole = isComputed
    ? `something is made of a part of the digits of ${list(accounts.map(nameOf), "or")}`
    : `there are too many ways in which ${list(accounts.map(nameOf), "and")} may be one another or an account that is written somewhere`;
  return {
    undecided(others) {
      const all = others.map((run) => differences(first, run, accounts));
      const fewest = Math.min(...all.map(({ length }) => length));
      const some = all.filter(({ length }) => length === fewest).flat();
      const texts = [...new Set(some.map(({ text }) => text))];
      const options = optionsOf(some.length === 0 ? accounts : some.flatMap((one) => one.accounts));
      return {
        message: texts.length === 0 ? whole : `it depends on whether ${list(texts, "or")}`,
        advice: giving(options),
      };
    },
    assumed: ({ id: chain }, others) =>
      groups.flatMap((group) => {
        const [leader] = group;
        const isDivided = others === undefined || others.some((run) => idsIn(run, group).size > 1);
        if (!leader || group.length < 2 || !isDivided) return [];
        const subject = nameOf(leader);
        return [
          {
            subject,
            message: `the stacks ${list(
              group.map(({ option }) => option),
              "and",
            )} work in one account, since their providers have the same credentials settings`,
            accepted: assume.some(
              (one) =>
                one.id === "one-account" &&
                (one.chain === undefined || namesOf(chain).includes(one.chain)) &&
                (one.subject === undefined || one.subject === subject),
            ),
          },
        ];
      }),
  };
}

const optionsOf = (accounts: readonly UnnamedAccount[]): readonly MissingOption[] =>
  accounts.map(({ option }) => ({ name: "--account", of: option }));

const idsIn = ({ assignment }: Run, group: readonly UnnamedAccount[]): ReadonlySet<string | undefined> =>
  new Set(group.map(({ key }) => assignment.get(key)));

function differences(first: Run, run: Run, accounts: readonly UnnamedAccount[]): readonly Difference[] {
  const own = new Set(accounts.map(({ id }) => id));
  return accounts.flatMap((account, index): readonly Difference[] => {
    const number = run.assignment.get(account.key) ?? "";
    const numbered =
      own.has(number) || first.assignment.get(account.key) === number
        ? []
        : [{ accounts: [account], text: `${nameOf(account)} is ${number}` }];
    const pairs = accounts.slice(0, index).flatMap((other): readonly Difference[] => {
      const areOne = (one: Run) => one.assignment.get(account.key) === one.assignment.get(other.key);
      return areOne(first) === areOne(run) || numbered.length > 0
        ? []
        : [{ accounts: [other, account], text: `${nameOf(other)} and ${nameOf(account)} are one` }];
    });
    return [...numbered, ...pairs];
  });
}

/** `a, b and c` */
const list = (texts: readonly string[], last: "and" | "or"): string =>
  texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} ${last} ${texts.at(-1)}`;
