import type { Rule } from "./rule";

/** How a line of the file given with `--expect` can turn out otherwise than met. */
export const EXPECTATIONS = [
  {
    id: "expectation-failed",
    level: "error",
    expected: "the access that the expectations file states",
    fix: "Correct the policies, or the expectation.",
  },
  {
    id: "expectation-unknown",
    level: "warning",
    expected: "an expectation that can be decided",
    fix: "Resolve what leaves the chain's hops unknown first.",
  },
] as const satisfies readonly Rule[];
