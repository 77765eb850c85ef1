import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Claims } from "../../../src/library/claims";
import { InputError, type Proof, prove } from "../../../src/proof";
import { readWorld, type World } from "../../../src/terraform";
import { ORGANISATION, type Stacks } from "../../mutations/world";

/** Terraform as the project reads it, and what it proves of it. */
export interface Proved {
  readonly world: World;
  readonly proof: Proof;
}

/** Reads and proves Terraform JSON. It keeps its files from one world to the next, which is mostly the same. */
export class Prover {
  private readonly folder = mkdtempSync(join(tmpdir(), "agreement-"));
  private readonly written = new Map<string, string>();

  /** The message where `stacks` cannot be used, as Terraform would refuse them. */
  async proved(stacks: Stacks, claims: Claims): Promise<Proved | string> {
    this.write(stacks);
    try {
      const world = await readWorld([this.folder], {});
      const proof = prove(world, { ...claims, expectationsFile: "the configuration", organisation: ORGANISATION });
      // what no chain needs is a warning of the proof, and refused by Terraform all the same
      const [problem] = world.stacks.flatMap(({ problems }) => problems);
      return problem ? problem.message : { world, proof };
    } catch (error) {
      if (error instanceof InputError) return error.message;
      throw error;
    }
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private write(stacks: Stacks): void {
    for (const stack of this.written.keys()) {
      if (stack in stacks) continue;
      rmSync(join(this.folder, stack), { recursive: true });
      this.written.delete(stack);
    }
    for (const [stack, content] of Object.entries(stacks)) {
      const text = JSON.stringify(content);
      if (this.written.get(stack) === text) continue;
      const folder = join(this.folder, stack);
      if (!existsSync(folder)) mkdirSync(folder);
      writeFileSync(join(folder, "cdk.tf.json"), text);
      this.written.set(stack, text);
    }
  }
}
