// Breaks every fact of every example in turn: each must be refuted at the right hop. VERBOSE=1 lists every mutation.
import { mutationsOf } from "./matrix";
import { signalsOf } from "./mutation";
import { type Example, examples, isInMatrix, proofOf } from "./world";

interface Counts {
  all: number;
  refuted: number;
  unknown: number;
  harmless: number;
  wrong: number;
}

/** Proves `example`, then each of its mutations; prints the wrong ones, and why some need no refutation. */
async function mutate(example: Example, counts: Counts, reasons: Map<string, number>): Promise<void> {
  const plain = signalsOf(await proofOf(example.stacks, example.claims));
  if (!plain.includes("proved")) {
    console.log(`${example.name}: not proved without a mutation: ${plain.join(", ")}`);
    counts.wrong += 1;
  }
  for (const { kind, at, apply, right, why } of mutationsOf(example)) {
    const stacks = structuredClone(example.stacks);
    apply(stacks);
    const shown = signalsOf(await proofOf(stacks, example.claims));
    const found = right.find((signal) => shown.includes(signal));
    counts.all += 1;
    if (process.env.VERBOSE) console.log(`${example.name}: ${kind}: ${at}: ${shown.join(", ")}`);
    if (!found) {
      counts.wrong += 1;
      const got = [...new Set(shown)].join(", ") || "nothing";
      console.log(`WRONG ${example.name}: ${kind}: ${at}\n      expected ${right.join(" or ")}, found ${got}`);
      continue;
    }
    const weak = found === "proved" || found === "input" || /^(unknown|conditional):/.test(found);
    if (found === "proved") counts.harmless += 1;
    else if (weak) counts.unknown += 1;
    else counts.refuted += 1;
    if (weak) {
      const reason = `${found}: ${kind}: ${why ?? "no reason given"}`;
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
}

async function main(): Promise<void> {
  const counts: Counts = { all: 0, refuted: 0, unknown: 0, harmless: 0, wrong: 0 };
  const reasons = new Map<string, number>();
  const started = performance.now();
  for (const example of examples()) if (isInMatrix(example.name)) await mutate(example, counts, reasons);
  for (const [reason, times] of [...reasons].sort()) console.log(`${String(times).padStart(5)}  ${reason}`);
  const { all, refuted, unknown, harmless, wrong } = counts;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${all} mutations, ${refuted} refuted at the right hop, ${unknown} unknown or not Terraform as the contract has it, ${harmless} proved as they break nothing, ${wrong} wrong; ${seconds} s`,
  );
  if (wrong > 0 || all < 200) process.exitCode = 1;
}

void main();
