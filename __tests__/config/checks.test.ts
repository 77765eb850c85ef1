import { RULES } from "../../src/rules";
import { folder, holding, problemsOf } from "../support/problems";
import { DEFAULT } from "../support/synth";
import { type Case, CASES as COMMON, MARK, VALID } from "./cases";
import { CREDENTIALS_CASES, CREDENTIALS_VALID } from "./credentials-cases";
import { DEPLOYMENT_CASES, DEPLOYMENT_VALID } from "./deployment-cases";
import { EXISTING_CASES, EXISTING_VALID } from "./existing-cases";
import { IRSA_CASES, IRSA_VALID } from "./irsa-cases";
import { PLACEMENT_CASES } from "./placement-cases";
import { RENAMING_CASES, RENAMING_VALID } from "./renaming-cases";
import { RESOURCE_CASES, RESOURCE_VALID } from "./resource-cases";
import { ROLE_CASES, ROLE_VALID } from "./role-cases";
import { STATE_CASES, STATE_VALID } from "./state-cases";
import { TARGETS_CASES, TARGETS_VALID } from "./targets-cases";

const CASES = [
  ...COMMON,
  ...CREDENTIALS_CASES,
  ...IRSA_CASES,
  ...PLACEMENT_CASES,
  ...DEPLOYMENT_CASES,
  ...RESOURCE_CASES,
  ...EXISTING_CASES,
  ...ROLE_CASES,
  ...STATE_CASES,
  ...TARGETS_CASES,
  ...RENAMING_CASES,
];

/** A text without its mark, and the 1-based place where that stood. */
function unmarked(marked: string): { readonly text: string; readonly line: number; readonly column: number } {
  const [before, after, ...more] = marked.split(MARK);
  if (before === undefined || after === undefined || more.length > 0) throw new Error(`not one ${MARK} in ${marked}`);
  const lines = before.split("\n");
  return { text: before + after, line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

test.each(CASES)("$rule: $fact", ({ rule, text: marked, found, expected, fix }: Case) => {
  const { text, line, column } = unmarked(marked);
  const problems = problemsOf(folder({ [DEFAULT]: text }));
  const level = RULES.find(({ id }) => id === rule)?.level;
  expect(problems).toEqual([
    expect.objectContaining({
      rule,
      level,
      file: DEFAULT,
      line,
      column,
      found: holding(found),
      expected: holding(expected),
      fix: holding(fix),
    }),
  ]);
});

test.each([
  ...VALID,
  ...CREDENTIALS_VALID,
  ...IRSA_VALID,
  ...DEPLOYMENT_VALID,
  ...RESOURCE_VALID,
  ...EXISTING_VALID,
  ...ROLE_VALID,
  ...STATE_VALID,
  ...TARGETS_VALID,
  ...RENAMING_VALID,
])("nothing is wrong with %s", (_, text) => {
  expect(problemsOf(folder({ [DEFAULT]: text }))).toEqual([]);
});

test.each([
  ["an alias without anchor", "accounts: *none\n"],
  ["a merge of nothing", "accounts:\n  <<:\n"],
  ["a merge of itself", "accounts: &a\n  <<: *a\n"],
  ["aliases of aliases", `a: &a [${"x,".repeat(20)}]\nb: &b [${"*a,".repeat(20)}]\nc: [${"*b,".repeat(20)}]\n`],
  ["a map that holds itself", "accounts: &a\n  mine: *a\n"],
  ["a map as a key", "accounts:\n  ? { a: b }\n  : { id: x }\n"],
  ["brackets of great depth", `accounts: ${"[".repeat(5000)}${"]".repeat(5000)}\n`],
  ["a NUL", "accounts: \0\n"],
])("%s is a problem with a place, not a crash", (_, text) => {
  const problems = problemsOf(folder({ [DEFAULT]: text }));
  expect(problems.length).toBeGreaterThan(0);
  for (const { level, line, column } of problems) expect([level, line > 0, column > 0]).toEqual(["error", true, true]);
});
