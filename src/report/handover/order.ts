import type { StackDocuments } from "../review";
import { arnWords, listed, quote, type Sentence, say, whole } from "../sentence";
import { principalsOf, roleArnsIn } from "./named";

/** What a step waits for in other accounts, and which of them wait for it. */
export interface Neighbours {
  /** Numbers of accounts that go first. */
  readonly before: readonly string[];
  /** Numbers of accounts that go on after it. */
  readonly after: readonly string[];
}

/** What must be there before a step, and why. */
export function firstOf(stack: StackDocuments, { before }: Neighbours): readonly Sentence[] {
  const principals = principalsOf(stack);
  const onward = onwardRoles(stack);
  const needed = before.flatMap((account): readonly Sentence[] => {
    const ofAccount = (arns: readonly string[]) => arns.filter((arn) => arn.split(":")[4] === account);
    const [named, next] = [ofAccount(principals), ofAccount(onward).filter((arn) => !principals.includes(arn))];
    if (named.length + next.length === 0)
      return [whole(say`account ${quote(account)} goes first, since what it makes is used here`)];
    return [
      ...(named.length === 0
        ? []
        : [
            whole(
              say`account ${quote(account)} makes ${roles(named)} first: AWS refuses to save a policy that names a role which is not there`,
            ),
          ]),
      ...(next.length === 0
        ? []
        : [
            whole(
              say`account ${quote(account)} makes ${roles(next)} first: without ${next.length === 1 ? "it" : "them"} pods that start now are refused`,
            ),
          ]),
    ];
  });
  return needed.length > 0 ? needed : [whole(say`nothing of another account has to be there first`)];
}

/** Who goes on after a step. */
export const thenOf = ({ after }: Neighbours): readonly Sentence[] =>
  after.length === 0
    ? [whole(say`nobody waits for this step`)]
    : [
        whole(
          say`then ${listed(
            after.map((account) => say`account ${quote(account)}`),
            "and",
          )} can go on: tell ${after.length === 1 ? "its owner" : "their owners"} that this step is done, and quote the digest`,
        ),
      ];

const roles = (arns: readonly string[]): Sentence => listed(arns.map(arnWords), "and");

/** Roles that those of a stack go on to. */
const onwardRoles = ({ policies, associations }: StackDocuments): readonly string[] => [
  ...new Set([
    ...policies.flatMap(({ document }) => roleArnsIn(document.json)),
    ...associations.flatMap(({ targetRoleArn, roleArn }) => [
      roleArn,
      ...(targetRoleArn === undefined ? [] : [targetRoleArn]),
    ]),
  ]),
];
