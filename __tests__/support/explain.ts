import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "../../stacks";
import { cli, type Ended } from "./cli";
import type { podWorld } from "./world";

export type World = ReturnType<typeof podWorld>;

/** Runs explain beside the folders of `world`, with `input` on standard input. */
export async function explain(world: World, args: readonly string[], input = ""): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), "explain-"));
  const before = process.cwd();
  try {
    for (const [stack, content] of Object.entries(world)) {
      mkdirSync(join(folder, stack));
      writeFileSync(join(folder, stack, "main.tf.json"), JSON.stringify(content, undefined, 2));
    }
    process.chdir(folder);
    return await cli(folder, ["explain", ...args, "."], {}, synthesize, input);
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
}

/** The hops that are explained, without those that are only listed. */
export const hopsIn = (out: string): readonly string[] =>
  [...out.matchAll(/^[✘?✔] clu\/ns\/sa\/([\w-]+)/gm)].map(([, hop = ""]) => hop);
