import { flagsFor } from "../../src/cli/engine";

test("V8 optimizes later for many chains, in the words of its version, and keeps thousands in a small heap", () => {
  expect(flagsFor(99, "20.20.2")).toEqual([]);
  expect(flagsFor(100, "20.20.2")).toEqual(["--interrupt-budget=700000"]);
  expect(flagsFor(3000, "22.23.3")).toEqual(["--invocation-count-for-turbofan=30000", "--heap-growing-percent=15"]);
  // V8 complains on standard error of a flag that it does not know
  expect(flagsFor(100, "26.0.0")).toEqual([]);
});
