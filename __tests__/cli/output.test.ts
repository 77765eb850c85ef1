import { outputProblems } from "../../src/cli/output-problems";
import { projectOf } from "../../src/cli/project";
import type { Problem } from "../../src/rules";
import { folder, holding } from "../support/problems";
import { HELD, OUTPUT_CASES } from "./cases";

/** What stands against writing the stack `kept` beside these files. */
function outputProblemsOf(files: Readonly<Record<string, string>>): readonly Problem[] {
  const cwd = folder(files);
  return outputProblems(projectOf({}, { cwd, env: {} }), ["kept"], cwd, {
    forget: [],
    forgetCommand: (stack) => `forget ${stack}`,
  });
}

test.each(OUTPUT_CASES)("$rule: $fact", ({ rule, files, found, fix }) => {
  const problem = { rule, path: [], found, ...(fix ? { fix: holding(fix) } : {}) };
  expect(outputProblemsOf(files)).toEqual([expect.objectContaining(problem)]);
});

test.each([
  ["no output yet", {}],
  ["the stack itself, in use", { "cdktf.out/.eks-cross-account.json": "{}", "state/kept.tfstate": HELD }],
  ["a state without resources", { "state/gone.tfstate": JSON.stringify({ version: 4, resources: [] }) }],
  ["a state that only reads", { "state/gone.tfstate": HELD.replace("managed", "data") }],
  ["an empty state file", { "state/gone.tfstate": "" }],
  ["output of a named configuration", { "cdktf.out/fleet/.eks-cross-account.json": "{}" }],
] as const)("nothing stands against writing beside %s", (_, files) => {
  expect(outputProblemsOf(files)).toEqual([]);
});
