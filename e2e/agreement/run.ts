// prove and a run in the emulator give the same answer for every example, one whose pod assumes a role by itself, every mutation and random configurations:
//   SEED=1 COUNT=200 node run.mjs agreement/run.ts      ONLY=fleet: one example, ONLY=none: none; VERBOSE=1: every world and what was refused
import { type ChildProcess, fork } from "node:child_process";
import { runPart, type Settings } from "./part";
import { type Figures, Tally } from "./report";

const PARTS = 2;
const PART = "AGREEMENT_PART";

const settings: Settings = {
  seed: Number(process.env.SEED ?? Date.now() % 1_000_000),
  count: Number(process.env.COUNT ?? (process.env.ONLY ? 0 : 40)),
  verbose: process.env.VERBOSE === "1",
  ...(process.env.ONLY ? { only: process.env.ONLY } : {}),
};

const children = new Set<ChildProcess>();

/** Each ends its emulator first. */
const endAll = () => {
  for (const child of children) child.kill("SIGTERM");
};

/** One process for each share, since one alone would use one core. */
function inChild(part: number): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, SEED: String(settings.seed), [PART]: String(part) };
    const child = fork(__filename, { env, execArgv: ["--enable-source-maps"] });
    children.add(child);
    let figures: Figures | undefined;
    child.once("message", (message) => {
      figures = message as Figures;
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      children.delete(child);
      if (figures) resolve(figures);
      else reject(new Error(`part ${part} ended with exit code ${code}`));
    });
  });
}

async function main(): Promise<void> {
  const part = process.env[PART];
  if (part !== undefined) {
    process.send?.(await runPart(settings, { part: Number(part), parts: PARTS }));
    process.disconnect?.();
    return;
  }
  console.log(`seed ${settings.seed}, ${settings.count} random configurations`);
  const started = performance.now();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, endAll);
  const tally = new Tally();
  for (const figures of await Promise.all(Array.from({ length: PARTS }, (_, index) => inChild(index))))
    tally.take(figures);
  report(tally.figures, (performance.now() - started) / 1000);
}

function report({ counts, disagreements }: Figures, seconds: number): void {
  const { requests = 0, ...kinds } = counts;
  for (const [kind, times] of Object.entries(kinds).sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${String(times).padStart(7)}  ${kind}`);
  const sum = (prefix: string) =>
    Object.entries(kinds).reduce((total, [kind, times]) => total + (kind.startsWith(prefix) ? times : 0), 0);
  const agreements = ["pod: ", "expectation: ", "grant: ", "intruder: "].reduce((total, kind) => total + sum(kind), 0);
  console.log(
    `${sum("world: ")} worlds, ${requests} requests, ${agreements} agreements, ${sum("excepted: ")} excepted, ${disagreements} disagreements; ${seconds.toFixed(0)} s`,
  );
  if (disagreements > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  endAll();
  process.exitCode = 1;
});
