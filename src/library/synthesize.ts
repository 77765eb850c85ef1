import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Model } from "../model";
import { type RootModule, reviewOf } from "../report/review";
import type { Configuration } from "./configuration";
import { tidied } from "./signals";

/** Writes a model's Terraform JSON to a folder; stacks/ has the one implementation. */
export type Synthesizer = (
  model: Model,
  options: { readonly outdir: string; statePath(stack: string): string },
) => void;

/** A file of the output: its path below the output folder, and its text. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

export interface SynthesizeOptions {
  /** Path of a stack's state file, relative to the stack's folder. @default ../../../state/<stack>.tfstate */
  readonly statePath?: ((stack: string) => string) | undefined;
}

const besideOutput = (stack: string): string => `../../../state/${stack}.tfstate`;

/**
 * Makes the Terraform JSON of a configuration in a temporary folder, which is removed once `use` is done with it, whatever
 * becomes of that.
 */
export async function withOutput<T>(
  { model }: Configuration,
  synthesizer: Synthesizer,
  { statePath = besideOutput }: SynthesizeOptions,
  use: (files: readonly OutputFile[], folder: string) => T | Promise<T>,
): Promise<T> {
  let made: string | undefined;
  const remove = () => {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  };
  const work = async (): Promise<T> => {
    const folder = mkdtempSync(join(tmpdir(), "eks-cross-account-"));
    made = folder;
    synthesizer(model, { outdir: folder, statePath });
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file): OutputFile => ({ path: file.slice(folder.length + 1), text: readFileSync(file, "utf8") }));
    await turn();
    const used = await use([...files, ...reviews(model, files)], folder);
    await turn();
    return used;
  };
  try {
    return await tidied(work, remove);
  } finally {
    remove();
  }
}

/** A turn of the event loop, in which signals are noticed: synthesis and proof take none. */
const turn = () => new Promise<void>((done) => setImmediate(done));

/** A text for people beside each stack, which says what its documents say. */
const reviews = ({ stacks }: Model, files: readonly OutputFile[]): readonly OutputFile[] =>
  stacks.flatMap(({ name, account }) => {
    const [json, review] = ["cdk.tf.json", "REVIEW.md"].map((file) => join("stacks", name, file));
    const made = files.find(({ path }) => path === json);
    if (!made || review === undefined) return [];
    return [{ path: review, text: reviewOf(name, JSON.parse(made.text) as RootModule, account.id) }];
  });
