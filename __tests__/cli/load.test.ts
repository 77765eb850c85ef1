import { RULES } from "../../src/rules";
import { folder, holding, problemsOf } from "../support/problems";
import { FILE_CASES } from "./cases";

test.each(FILE_CASES)("$rule: $fact", ({ rule, files, config, file, found }) => {
  expect(problemsOf(folder(files), config)).toEqual([
    expect.objectContaining({
      rule,
      level: RULES.find(({ id }) => id === rule)?.level,
      file,
      line: 0,
      column: 0,
      path: "",
      found: holding(found),
    }),
  ]);
});
