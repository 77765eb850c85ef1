// Compares our search for a request that passes with z3's, on the evaluator alone and through prove:
// SEED=1 COUNT=1000 npm run z3
import { init } from "z3-solver";
import { type Random, randomOf } from "../random";
import { proved } from "./front-door";
import { ours, shown } from "./ours";
import { formula } from "./smt";
import { frontDoorFormula } from "./smt-front-door";
import { type Asked, randomTrust } from "./trusts";

/** About 200 ms of work; unlike a time-out the same on every machine, and without a thread for each question. */
const LIMIT = 1_500_000;

interface Way {
  readonly name: string;
  readonly formula: typeof formula;
  /** What we say, `allowed`, `denied` or `unknown`, and with which request. */
  readonly answer: (...question: Parameters<typeof formula>) => Promise<{ verdict: string; witness: unknown }>;
}

const T: [number, string][] = [];
const WAYS: readonly Way[] = [
  {
    name: "the evaluator's search",
    formula,
    answer: async (trust, asked) => {
      const found = ours(trust, asked);
      return { verdict: ["denied", "unknown", "allowed"][found.truth] ?? "", witness: shown(found) };
    },
  },
  { name: "prove", formula: frontDoorFormula, answer: proved },
];

type Solve = (smt: string) => Promise<{ sat: string; model: string | undefined }>;

async function compare({ name, formula, answer }: Way, random: Random, count: number, solve: Solve): Promise<number> {
  const found: Record<string, number> = {
    "that pass": 0,
    "that fail": 0,
    "z3 gave up": 0,
    "ours unknown": 0,
    disagree: 0,
  };
  const add = (what: string) => {
    found[what] = (found[what] ?? 0) + 1;
  };
  for (let index = 0; index < count; index += 1) {
    const trust = randomTrust(random);
    const asked: Asked = random.pick(["other-role", "other-namespace"]);
    const t0 = performance.now();
    const { sat, model } = await solve(formula(trust, asked));
    T.push([performance.now() - t0, sat]);
    const { verdict, witness } = await answer(trust, asked);
    if (sat === "unknown") add("z3 gave up");
    else if (verdict === (sat === "sat" ? "allowed" : "denied")) add(sat === "sat" ? "that pass" : "that fail");
    else {
      add(verdict === "unknown" ? "ours unknown" : "disagree");
      console.log(
        JSON.stringify({ way: name, index, asked, z3: sat, model, ours: verdict, witness, trust }, undefined, 1),
      );
    }
  }
  const words = Object.entries(found).map(([what, times]) => `${times} ${what}`);
  console.log(`${name}: ${count} trusts, ${words.join(", ")}`);
  T.sort((a, b) => b[0] - a[0]); console.log(T.slice(0, 12), T.length);
  return found.disagree ?? 0;
}

async function main(): Promise<void> {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const count = Number(process.env.COUNT ?? 1_000);
  const { Context } = await init();
  const { Solver } = Context("main");
  const solve: Solve = async (smt) => {
    const solver = new Solver();
    solver.set("rlimit", LIMIT);
    solver.fromString(smt);
    const sat = await solver.check();
    const model = sat === "sat" ? solver.model().toString() : undefined;
    solver.release();
    return { sat, model };
  };
  console.log(`seed ${seed}`);
  let disagree = 0;
  for (const way of WAYS) disagree += await compare(way, randomOf(seed), count, solve);
  // z3's threads keep the process alive.
  process.exit(disagree > 0 ? 1 : 0);
}

void main();
