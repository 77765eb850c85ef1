import { setFlagsFromString } from "node:v8";

/** A program that proves fewer is done before any of this matters. */
const SOME = 100;
/** Fewer chains fit into memory whatever the heap does. */
const MANY = 3000;

/**
 * Has V8 take ten times as long before it optimizes a function. A proof of many chains spends its time in hundreds of functions,
 * none of them hot: to optimize them as early as usual takes a quarter of the processor time and is not earned back. Versions
 * of Node name the setting differently, and one that is not known here keeps what it has.
 */
const OPTIMIZE_LATE: Readonly<Record<string, string>> = {
  20: "--interrupt-budget=700000",
  22: "--invocation-count-for-turbofan=30000",
  24: "--invocation-count-for-turbofan=30000",
};

/**
 * Has V8 collect garbage when the heap has grown by a seventh, where much will stay in it: by itself it lets a heap of many
 * chains grow to twice what is alive, and ten thousand would need more than a GiB.
 */
const SMALL_HEAP = "--heap-growing-percent=15";

/** What a version of Node is told before it proves as many chains. */
export const flagsFor = (chains: number, version = process.versions.node): readonly string[] => {
  const late = OPTIMIZE_LATE[version.split(".")[0] ?? ""];
  return [...(chains >= SOME && late ? [late] : []), ...(chains >= MANY ? [SMALL_HEAP] : [])];
};

/**
 * Sets up the engine for work on as many chains. Not at the start of the process: under other settings V8 refuses the code
 * that was kept of a run (scripts/cli.cjs).
 */
export function prepareFor(chains: number): void {
  for (const flag of flagsFor(chains)) setFlagsFromString(flag);
}
