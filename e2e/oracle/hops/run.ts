// Compares the hops that prove decides with iam-simulate's answers on random chains: SEED=1 COUNT=100000 npm run oracle, a fiftieth of COUNT
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPolicy } from "../../../src/iam";
import { type Decision, prove } from "../../../src/proof";
import { readWorld } from "../../../src/terraform";
import { OPEN } from "../exceptions";
import { corrected } from "../explained";
import type { Pair } from "../pair";
import { randomOf } from "../random";
import { QUEUE, SEND } from "./parts";
import { type AskedHop, type HopWorld, randomWorld } from "./worlds";

const SHOWN = 10;
const POD = "production/payments/api";

type Answers = Readonly<Partial<Record<AskedHop, Decision>>>;

/** What prove decides of each hop. A grant is asked as an expectation: a hop of its own may stand for a pattern. */
async function answersTo({ stacks, mechanism }: HopWorld): Promise<Answers> {
  const folder = mkdtempSync(join(tmpdir(), "oracle-hops-"));
  try {
    for (const [name, json] of Object.entries(stacks)) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "main.tf.json"), JSON.stringify(json));
    }
    const expectations = [{ line: 1, pod: POD, verb: "can", action: SEND, on: QUEUE }] as const;
    const { chains } = prove(await readWorld([folder], {}), { expectations });
    const chain = chains.find(({ id, ...one }) => id === POD && one.mechanism === mechanism);
    if (!chain) throw new Error(`no chain: ${JSON.stringify(stacks)}`);
    const before = chain.hops.filter(({ id }) => id !== "grant");
    const reaches = before.every(({ verdict }) => verdict === "allowed");
    const [can] = chain.expectations;
    return {
      ...Object.fromEntries(before.map(({ id, verdict }) => [id, verdict])),
      ...(reaches && can ? { grant: DECIDED[can.verdict] } : {}),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whether SQS does not take the queue's policy; iam-simulate knows nothing of that. */
const isRefused = ({ resourcePolicy }: Pair): boolean =>
  resourcePolicy !== undefined &&
  readPolicy(JSON.stringify(resourcePolicy), "resource", QUEUE_HOLDER).problem !== undefined;

const QUEUE_HOLDER = {
  service: "sqs",
  arn: QUEUE,
  account: QUEUE.split(":")[4],
  partition: "aws",
  saved: false,
  guarded: false,
};

const DECIDED = { met: "allowed", failed: "denied", unknown: "unknown" } as const;

/** What prove does not know, and iam-simulate is told: the name of a session. */
const isOpen = (pair: Pair): boolean =>
  OPEN.some(({ occursIn }) => occursIn(pair)) || JSON.stringify(pair.resourcePolicy ?? "").includes(":assumed-role/");

async function main(): Promise<void> {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const count = Math.ceil(Number(process.env.COUNT ?? 100_000) / 50);
  const random = randomOf(seed);
  const counts = new Map<string, number>();
  const add = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  let disagree = 0;
  for (let index = 0; index < count; index += 1) {
    const world = randomWorld(random);
    const answers = await answersTo(world);
    for (const { hop, pairs } of world.questions) {
      const mine = answers[hop];
      if (mine === undefined) {
        add(`${hop}: not reached`);
        continue;
      }
      if (hop === "grant" && pairs.some(isRefused)) {
        add(`${hop}: refused as a document`);
        continue;
      }
      const decided = await Promise.all(pairs.map(corrected));
      const other = decided.every((one) => one) ? "allowed" : "denied";
      if (mine === other) add(`${hop}: ${mine}`);
      else if (mine === "unknown" && pairs.some(isOpen)) add(`${hop}: AWS leaves it open`);
      else {
        disagree += 1;
        if (disagree <= SHOWN)
          console.log(JSON.stringify({ index, hop, prove: mine, theirs: decided, pairs }, undefined, 1));
      }
    }
  }
  console.log(`seed ${seed}, ${count} chains through prove`);
  for (const [what, times] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${String(times).padStart(7)}  ${what}`);
  const sum = (such: (what: string) => boolean) =>
    [...counts].reduce((total, [what, times]) => total + (such(what) ? times : 0), 0);
  const isExcepted = (what: string) => what.endsWith("open");
  const agree = sum((what) => !isExcepted(what) && !/reached$|document$/.test(what));
  console.log(`${agree} agree, ${sum(isExcepted)} excepted, ${disagree} disagree`);
  if (disagree > 0) process.exitCode = 1;
}

void main();
