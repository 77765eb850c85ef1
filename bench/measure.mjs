import { spawnSync } from "node:child_process";
import { join } from "node:path";

const PEAK = join(import.meta.dirname, "peak.cjs");

/**
 * @typedef {object} Figures
 * @property {number} wall seconds from the start of the process to its end
 * @property {number} cpu processor time in seconds, of user and system, which other programs on the machine change less
 * @property {number} peak peak memory (resident set) in megabytes
 *
 * @typedef {object} Summary
 * @property {number} median
 * @property {number} min
 * @property {number} max
 */

/**
 * Runs a command to its end, its standard output thrown away, so that this process stays small: on
 * Linux a child's peak memory begins at its parent's.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: Record<string, string>, exits?: readonly number[] }} options `env` is added to this
 *   process's own; `exits` are the exit codes that are no failure
 * @returns {{ wall: number, descriptor3: string }}
 * @throws {Error} where it cannot be started or fails
 */
export function runToEnd(command, args, { cwd, env, exits = [0] }) {
  const started = performance.now();
  const { status, signal, error, output } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  const wall = (performance.now() - started) / 1000;
  if (!exits.includes(status)) {
    const ending = error?.message ?? `ended with ${signal ?? `exit code ${status}`}`;
    throw new Error(`${[command, ...args].join(" ")}: ${ending}\n${output?.[2] ?? ""}`);
  }
  return { wall, descriptor3: output[3] ?? "" };
}

/**
 * One run of a JavaScript program in a process of its own.
 *
 * @param {readonly string[]} args the script and its arguments
 * @param {{ cwd: string, env?: Record<string, string>, exits?: readonly number[] }} options
 * @returns {Figures}
 */
export function runNode(args, options) {
  const { wall, descriptor3 } = runToEnd(process.execPath, ["--require", PEAK, ...args], options);
  const [peak, cpu] = descriptor3.split(" ").map(Number);
  return { wall, cpu: cpu / 1e6, peak: peak / 1024 };
}

/**
 * Runs every program once for warming up, then in turn, round after round, so that whatever else
 * the machine does meets all of them alike.
 *
 * @template T
 * @param {Record<string, (round: number) => T>} programs by name
 * @param {number} rounds counted ones
 * @param {(text: string) => void} progress
 * @returns {Record<string, T[]>} what each program returned, round by round
 */
export function interleaved(programs, rounds, progress) {
  const names = Object.keys(programs);
  /** @type {Record<string, T[]>} */
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    progress(round === 0 ? `warm-up: ${names.join(", ")}` : `run ${round} of ${rounds}`);
    for (const name of names) {
      const result = programs[name](round);
      if (round > 0) results[name].push(result);
    }
  }
  return results;
}

/**
 * @param {readonly number[]} values at least one
 * @returns {Summary}
 */
export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1] };
}
