import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readWorld, type World } from "../../../../src/terraform";
import type { Stacks } from "../../../mutations/world";

/** The world of Terraform JSON by stack. */
export async function worldOf(stacks: Stacks): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "world-"));
  try {
    for (const [stack, content] of Object.entries(stacks)) {
      mkdirSync(join(folder, stack));
      writeFileSync(join(folder, stack, "cdk.tf.json"), JSON.stringify(content));
    }
    return await readWorld([folder], {});
  } finally {
    rmSync(folder, { recursive: true });
  }
}
