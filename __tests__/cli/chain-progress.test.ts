import { withChainProgress } from "../../src/cli/chain-progress";
import type { Io } from "../../src/cli/io";
import { SHIPPED, synth } from "../support/synth";
import { proofOf } from "../support/world";

/** What standard error gets while `chains` chains are proved. */
async function written(chains: number, errColumns: number | undefined): Promise<string> {
  const parts: string[] = [];
  const io = { err: (part: string) => void parts.push(part), errColumns } as Io;
  const result = await withChainProgress(io, async ({ onChain }) => {
    for (let done = 1; done <= chains; done++) onChain?.(done, chains);
    return "proved";
  });
  expect(result).toBe("proved");
  return parts.join("");
}

test("a terminal has one line that says how many of many chains are proved, and is gone afterwards", async () => {
  const text = await written(10_000, 80);
  expect(text.startsWith("\r\x1b[Kproving 1 of 10,000 chains")).toBe(true);
  expect(text.endsWith("\r\x1b[K")).toBe(true);
  expect(text).not.toContain("\n");
  expect(text.length).toBeLessThan(10_000);
});

test("nothing is said where nobody looks, or waits", async () => {
  expect(await written(10_000, undefined)).toBe("");
  expect(await written(499, 80)).toBe("");
});

test("a line is taken away where the proof fails", async () => {
  const parts: string[] = [];
  const io = { err: (part: string) => void parts.push(part), errColumns: 80 } as Io;
  const failing = withChainProgress(io, async ({ onChain }) => {
    onChain?.(1, 1000);
    throw new Error("failed");
  });
  await expect(failing).rejects.toThrow("failed");
  expect(parts.at(-1)).toBe("\r\x1b[K");
});

test("a proof says of each chain that it is done", async () => {
  const calls: (readonly [number, number])[] = [];
  await proofOf(synth(SHIPPED).stacks, { onChain: (done, chains) => void calls.push([done, chains]) });
  expect(calls).toEqual([[1, 1]]);
});
