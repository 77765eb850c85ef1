import { spawnSync } from "node:child_process";
import { readFileSync, writeSync } from "node:fs";
import { init } from "z3-solver";

/** About 200 ms of work; unlike a time-out the same on every machine. */
const LIMIT = 30_000;
const WORKER = "--solve";

export interface Solved {
  readonly sat: "sat" | "unsat" | "unknown";
  /** An assignment that satisfies the question. */
  readonly model?: string;
}

/**
 * Z3's answers to questions in SMT-LIB. It runs in a process of its own, as its WebAssembly dies of
 * one question in a thousand or so: that one it gave up, and the next process goes on after it.
 */
export function solve(questions: readonly string[]): readonly Solved[] {
  const solved: Solved[] = [];
  while (solved.length < questions.length) {
    const { stdout } = spawnSync(process.execPath, [__filename, WORKER], {
      input: JSON.stringify(questions.slice(solved.length)),
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    const lines = stdout.split("\n").slice(0, -1);
    solved.push(...lines.map((line) => JSON.parse(line) as Solved));
    if (solved.length < questions.length) solved.push({ sat: "unknown" });
  }
  return solved;
}

export const isWorker = process.argv[2] === WORKER;

/** The other process: an answer a line for each question. */
export async function work(): Promise<never> {
  const { Context } = await init();
  const { Solver } = Context("main");
  for (const question of JSON.parse(readFileSync(0, "utf8")) as readonly string[]) {
    const solver = new Solver();
    solver.set("rlimit", LIMIT);
    solver.fromString(question);
    const sat = await solver.check();
    const answer: Solved = sat === "sat" ? { sat, model: solver.model().toString() } : { sat };
    writeSync(1, `${JSON.stringify(answer)}\n`);
    solver.release();
  }
  process.exit(0); // its threads would keep the process alive
}
