// Compares our evaluator with iam-simulate on random questions: SEED=1 COUNT=100000 npm run oracle
import { OPEN } from "./exceptions";
import { explained } from "./explained";
import { ours } from "./ours";
import { randomOf } from "./random";
import { randomPair } from "./scenarios";
import { theirs } from "./theirs";

const SHOWN = 10;

async function main(): Promise<void> {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const count = Number(process.env.COUNT ?? 100_000);
  const random = randomOf(seed);
  const excepted = new Map<string, number>();
  const count1 = ({ reason, page }: { reason: string; page: string }) => {
    const line = `${reason}\n         ${page}`;
    excepted.set(line, (excepted.get(line) ?? 0) + 1);
  };
  let [agree, allowed, exceptions, disagree] = [0, 0, 0, 0];
  for (let index = 0; index < count; index += 1) {
    const pair = randomPair(random);
    const mine = ours(pair);
    const other = await theirs(pair);
    if (mine === (other ? 2 : 0)) {
      agree += 1;
      allowed += other ? 1 : 0;
      continue;
    }
    const open = mine === 1 ? OPEN.find(({ occursIn }) => occursIn(pair)) : undefined;
    const reasons = open ? [open] : mine === 1 ? undefined : await explained(pair, mine === 2);
    if (reasons) {
      exceptions += 1;
      for (const reason of reasons) count1(reason);
      continue;
    }
    disagree += 1;
    if (disagree <= SHOWN)
      console.log(
        JSON.stringify({ index, ours: ["denied", "unknown", "allowed"][mine], theirs: other, pair }, undefined, 1),
      );
  }
  console.log(`seed ${seed}, ${count} pairs (${allowed} of those that agree are allowed)`);
  for (const [reason, times] of [...excepted].sort(([, a], [, b]) => b - a))
    console.log(`${String(times).padStart(7)}  ${reason}`);
  console.log(`${agree} agree, ${exceptions} excepted, ${disagree} disagree`);
  if (disagree > 0) process.exitCode = 1;
}

void main();
