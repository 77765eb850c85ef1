import { isColored } from "../../src/cli/io";

test.each([
  ["a terminal", true, {}, true],
  ["a pipe", false, {}, false],
  ["a terminal that has no colours", true, { TERM: "dumb" }, false],
  ["a terminal with NO_COLOR", true, { NO_COLOR: "1" }, false],
  ["a pipe with FORCE_COLOR", false, { FORCE_COLOR: "1" }, true],
  ["a terminal with FORCE_COLOR=0", true, { FORCE_COLOR: "0" }, false],
  ["anything with NO_COLOR and FORCE_COLOR", true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
])("%s is coloured as it should be", (_, isTerminal, env, colored) => {
  expect(isColored(isTerminal, env)).toBe(colored);
});
