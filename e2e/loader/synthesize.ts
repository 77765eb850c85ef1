import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/config";
import { type Claims, claimsOf } from "../../src/library/claims";
import { buildModel, type Model } from "../../src/model";
import { readWorld, type World } from "../../src/terraform";
import { synthesize } from "../../stacks";

/** A configuration and everything that is made of it. */
export interface Synthesized {
  readonly model: Model;
  readonly claims: Claims;
  readonly world: World;
  /** Names of stacks, each after those that it depends on. */
  readonly order: readonly string[];
  /** Holds `STACK/cdk.tf.json`. */
  readonly folder: string;
  /** Removes the folder; the world stays. */
  dispose(): void;
}

/** Synthesizes the text of a configuration. @throws Error where it is not valid */
export async function synthesized(text: string, name = "eks-cross-account.yaml"): Promise<Synthesized> {
  const { validPart, problems } = readConfig(text, name);
  if (!validPart) throw new Error(`${name}: ${JSON.stringify(problems)}`);
  const { model, problems: more } = buildModel(validPart);
  if (more.some((problem) => "level" in problem && problem.level === "error"))
    throw new Error(`${name}: ${JSON.stringify(more)}`);
  const outdir = mkdtempSync(join(tmpdir(), "synthesized-"));
  const dispose = () => rmSync(outdir, { recursive: true, force: true });
  try {
    synthesize(model, { outdir, statePath: (stack) => `../../../state/${stack}.tfstate` });
    const folder = join(outdir, "stacks");
    const world = await readWorld([outdir], {});
    return { model, claims: claimsOf(model), world, order: orderOf(outdir, model), folder, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** As `synthesized`, of a file. */
export const synthesizedFile = (path: string): Promise<Synthesized> => synthesized(readFileSync(path, "utf8"), path);

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly dependencies: readonly string[] }>>;
}

/** Stacks as cdktf's manifest orders them; before those that need it, what owners apply that are asked for it. */
function orderOf(outdir: string, { documents }: Model): readonly string[] {
  const { stacks }: Manifest = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  const order = new Set<string>();
  const add = (name: string): void => {
    for (const dependency of stacks[name]?.dependencies ?? []) add(dependency);
    order.add(name);
  };
  for (const asked of documents) {
    for (const name of asked.dependsOn) add(name);
    order.add(asked.name);
  }
  for (const name of Object.keys(stacks)) add(name);
  return [...order];
}
