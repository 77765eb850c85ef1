// Compares our search for a request that passes with z3's, on the evaluator alone and through prove:
// SEED=1 COUNT=1000 npm run z3
import type { Document } from "../pair";
import { type Random, randomOf } from "../random";
import { proved } from "./front-door";
import { ours, shown } from "./ours";
import { formula } from "./smt";
import { frontDoorFormula } from "./smt-front-door";
import { isWorker, type Solved, solve, work } from "./solve";
import { type Asked, randomTrust } from "./trusts";

interface Way {
  readonly name: string;
  readonly formula: typeof formula;
  /** Our verdict, `allowed`, `denied` or `unknown`, and its request. */
  readonly answer: (...question: Parameters<typeof formula>) => Promise<{ verdict: string; witness: unknown }>;
}

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

/**
 * Unknown is right where AWS's pages leave it open: whether EKS sends an ExternalId with tags on, and what
 * aws:PrincipalArn holds where EKS itself calls.
 */
const isOpen = (trust: Document, asked: Asked): boolean =>
  asked === "other-namespace" &&
  trust.Statement.some(
    (one) =>
      JSON.stringify(one).includes("sts:ExternalId") ||
      (JSON.stringify(one.Principal).includes("*") && JSON.stringify(one).includes("aws:PrincipalArn")),
  );

/**
 * Whether z3, asked the same once more in a process of its own, answers otherwise: after hundreds of questions in one
 * process its WebAssembly has called a trust unsatisfiable that it satisfies when asked alone.
 */
const answersOtherwise = (question: string, first: Solved["sat"]): boolean => solve([question])[0]?.sat !== first;

async function compare({ name, formula, answer }: Way, random: Random, count: number): Promise<number> {
  const found: Record<string, number> = {
    "that pass": 0,
    "that fail": 0,
    "z3 gave up": 0,
    "z3 contradicted itself": 0,
    "unknown by contract": 0,
    disagree: 0,
  };
  const add = (what: string) => {
    found[what] = (found[what] ?? 0) + 1;
  };
  const questions = Array.from({ length: count }, () => ({
    trust: randomTrust(random),
    asked: random.pick<Asked>(["other-role", "other-namespace"]),
  }));
  const solved = solve(questions.map(({ trust, asked }) => formula(trust, asked)));
  for (const [index, { trust, asked }] of questions.entries()) {
    const { sat, model } = solved[index] as Solved;
    const { verdict, witness } = await answer(trust, asked);
    if (sat === "unknown") add("z3 gave up");
    else if (verdict === (sat === "sat" ? "allowed" : "denied")) add(sat === "sat" ? "that pass" : "that fail");
    else if (verdict === "unknown" && isOpen(trust, asked)) add("unknown by contract");
    else if (answersOtherwise(formula(trust, asked), sat)) add("z3 contradicted itself");
    else {
      add("disagree");
      console.log(
        JSON.stringify({ way: name, index, asked, z3: sat, model, ours: verdict, witness, trust }, undefined, 1),
      );
    }
  }
  const words = Object.entries(found).map(([what, times]) => `${times} ${what}`);
  console.log(`${name}: ${count} trusts, ${words.join(", ")}`);
  return found.disagree ?? 0;
}

async function main(): Promise<void> {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const count = Number(process.env.COUNT ?? 1_000);
  console.log(`seed ${seed}`);
  let disagree = 0;
  for (const way of WAYS) disagree += await compare(way, randomOf(seed), count);
  process.exitCode = disagree > 0 ? 1 : 0;
}

void (isWorker ? work() : main());
