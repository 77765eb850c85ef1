import { literal } from "../../src/iam";
import { answer, type Question, type StatementJson } from "./support";

export const IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
export const EKS = "https://docs.aws.amazon.com/eks/latest/userguide";

export const role = (account: string, name: string, session = "session"): Question["caller"] => ({
  kind: "role",
  account,
  roleArn: literal(`arn:aws:iam::${account}:role/${name}`),
  sessionArn: literal(`arn:aws:sts::${account}:assumed-role/${name}/${session}`),
});
export const OWN = "111111111111";
export const OTHER = "222222222222";
export const allow = (Action: unknown, Resource: unknown = "*", more: StatementJson = {}): StatementJson => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
export const deny = (Action: unknown, Resource: unknown = "*", more: StatementJson = {}): StatementJson => ({
  ...allow(Action, Resource, more),
  Effect: "Deny",
});

type Row = readonly [what: string, question: Partial<Question>, outcome: number];

/** One example: what it is, its page, the question that its rows vary. */
export function example(what: string, page: string, common: Question, rows: readonly Row[]): void {
  describe(`${what} (${page})`, () => {
    test.each(rows)("%s", (_, question, outcome) => {
      expect(answer({ ...common, ...question, context: { ...common.context, ...question.context } })).toBe(outcome);
    });
  });
}
