// Whatever files contain, prove answers or reports what is wrong with them: SEED=1 COUNT=10000 npm run fuzz:files
// ONLY=17 repeats one round and keeps its files in KEEP; CORPUS names a folder with more worlds (…/world/…).
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { attempt, type Outcome } from "./attempt";
import { reduced } from "./reduce";
import { type Files, filesOf } from "./rounds";
import { type Seed, seeds } from "./seeds";

const SLOW_MS = 2000;

interface Report {
  readonly index: number;
  readonly outcome: Outcome;
  readonly ms: number;
}

/** A worker proves rounds from `from` on: the main thread sees when one takes too long. */
async function work({ seed, from, to }: { seed: number; from: number; to: number }): Promise<void> {
  const all = seeds(process.env.CORPUS);
  await attempt(all[0]?.files ?? {});
  for (let index = from; index < to; index += 1) {
    const { files } = filesOf(all, seed, index);
    parentPort?.postMessage({ start: index });
    const started = performance.now();
    const outcome = await attempt(files);
    parentPort?.postMessage({ index, outcome, ms: performance.now() - started } satisfies Report);
  }
}

/** Runs rounds until the end, or until one is slow or ends its worker: then its number, and what it did. */
function rounds(
  seed: number,
  from: number,
  to: number,
  seen: (report: Report) => void,
): Promise<{ at: number; why: string } | undefined> {
  return new Promise((resolve) => {
    let [at, timer]: [number, NodeJS.Timeout | undefined] = [from, undefined];
    let ended = false;
    const worker = new Worker(__filename, { workerData: { seed, from, to }, stdout: false });
    const end = (why: string | undefined) => {
      clearTimeout(timer);
      if (ended) return;
      ended = true;
      void worker.terminate().then(() => resolve(why === undefined ? undefined : { at, why }));
    };
    worker.on("message", (message: Report | { readonly start: number }) => {
      clearTimeout(timer);
      if ("start" in message) {
        at = message.start;
        timer = setTimeout(() => end(`takes more than ${SLOW_MS} ms`), SLOW_MS);
      } else seen(message);
    });
    worker.on("error", (error) => end(`ends its process: ${error}`));
    worker.on("exit", () => end(at + 1 >= to ? undefined : "ends its process"));
  });
}

function keep(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** One round alone, with what came of it. */
async function only(all: readonly Seed[], seed: number, index: number): Promise<void> {
  const { name, files } = filesOf(all, seed, index);
  if (process.env.KEEP) keep(process.env.KEEP, files);
  console.log(name, await attempt(files));
}

async function main(): Promise<void> {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const count = Number(process.env.COUNT ?? 10_000);
  const all = seeds(process.env.CORPUS);
  if (process.env.ONLY) return only(all, seed, Number(process.env.ONLY));
  console.log(`seed ${seed}, ${count} rounds, ${all.length} worlds`);
  const [kinds, crashes, slow]: [Map<string, number>, Map<string, number[]>, Map<number, string>] = [
    new Map(),
    new Map(),
    new Map(),
  ];
  let slowest = 0;
  const began = performance.now();
  const seen = ({ index, outcome, ms }: Report) => {
    kinds.set(outcome.kind, (kinds.get(outcome.kind) ?? 0) + 1);
    slowest = Math.max(slowest, ms);
    if ((index + 1) % 1000 === 0)
      console.log(`${index + 1} rounds, ${((performance.now() - began) / 1000).toFixed(0)} s`);
    if (outcome.kind !== "crash") return;
    const known = crashes.get(outcome.signature);
    if (!known) console.log(`round ${index}: ${outcome.signature}`);
    crashes.set(outcome.signature, [...(known ?? []), index]);
  };
  for (let from = 0; from < count; ) {
    const ended = await rounds(seed, from, count, seen);
    if (!ended) break;
    // a busy machine is slow too: only what is slow again, alone, counts
    const again = await rounds(seed, ended.at, ended.at + 1, seen);
    if (again) {
      slow.set(ended.at, again.why);
      console.log(`round ${ended.at}: ${again.why}`);
    }
    from = ended.at + 1;
  }
  for (const [index, why] of slow)
    console.log(`round ${index} (${filesOf(all, seed, index).name}) ${why}: SEED=${seed} ONLY=${index}`);
  for (const [signature, [first = 0, ...others]] of crashes) {
    const { name, files } = filesOf(all, seed, first);
    const small = await reduced(files, signature);
    const outcome = await attempt(small);
    console.log(`\n## ${signature}\n\n${others.length + 1} rounds, first: SEED=${seed} ONLY=${first} (${name})\n`);
    console.log(outcome.kind === "crash" ? outcome.stack.split("\n").slice(0, 5).join("\n") : outcome.kind);
    for (const [path, content] of Object.entries(small)) console.log(`\n${path}:\n${shown(content)}`);
  }
  const text = [...kinds].map(([kind, times]) => `${times} ${kind}`).join(", ");
  console.log(`\n${text}; slowest ${slowest.toFixed(0)} ms, ${slow.size} too slow, ${crashes.size} kinds of crash`);
  if (crashes.size + slow.size > 0) process.exitCode = 1;
}

const shown = (content: string | Uint8Array): string => {
  const text = typeof content === "string" ? content : new TextDecoder().decode(content);
  return text.length > 3000 ? `${text.slice(0, 3000)}… (${text.length} characters)` : text;
};

if (isMainThread) void main();
else void work(workerData);
