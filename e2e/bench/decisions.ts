// Decisions a second of our evaluator and of iam-simulate on the same questions: npm run bench

import { decide } from "../../src/iam";
import { ours, prepared } from "../oracle/ours";
import { randomOf } from "../oracle/random";
import { randomPair } from "../oracle/scenarios";
import { theirs } from "../oracle/theirs";

const PAIRS = 500;
const RUNS = 5;

/** The median over `RUNS` of how many of `count` decisions `run` takes in a second. */
async function rate(count: number, run: () => void | Promise<void>): Promise<number> {
  await run();
  const rates: number[] = [];
  for (let i = 0; i < RUNS; i += 1) {
    const start = performance.now();
    await run();
    rates.push((count * 1000) / (performance.now() - start));
  }
  return rates.sort((a, b) => a - b)[(RUNS - 1) / 2] ?? 0;
}

async function main(): Promise<void> {
  const seed = Number(process.env.SEED ?? 1);
  const random = randomOf(seed);
  const pairs = Array.from({ length: PAIRS }, () => randomPair(random));
  const read = pairs.map(prepared);
  const figures = {
    "ours, policies read once": await rate(PAIRS * 40, () => {
      for (let i = 0; i < 40; i += 1) for (const question of read) decide(...question);
    }),
    "ours, policies read for each question": await rate(PAIRS, () => {
      for (const pair of pairs) ours(pair);
    }),
    "iam-simulate": await rate(PAIRS, async () => {
      for (const pair of pairs) await theirs(pair);
    }),
  };
  const slowest = figures["iam-simulate"];
  console.log(
    `decisions a second, median of ${RUNS} runs over ${PAIRS} questions, seed ${seed}, Node ${process.version}`,
  );
  for (const [name, value] of Object.entries(figures))
    console.log(
      `${Math.round(value).toLocaleString("en-GB").padStart(12)}  ${name}  (${(value / slowest).toFixed(1)} x)`,
    );
}

void main();
