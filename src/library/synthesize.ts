import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import type { Model } from "../model";
import { CALLER } from "../model/layout";
import { type RootModule, reviewOf } from "../report/review";
import type { Configuration } from "./configuration";
import { tidied } from "./signals";

/** Writes a model's Terraform JSON to a folder; stacks/ has the one implementation. */
export type Synthesizer = (
  model: Model,
  options: { readonly outdir: string; statePath(stack: string): string; readonly name?: string | undefined },
) => void;

/**
 * A file of the output: its path below the output folder, and its text, which may be read anew each time: those of a large
 * output are not to be in memory together.
 */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

export interface SynthesizeOptions {
  /** Path of a stack's state file, relative to the stack's folder. @default ../../../state/<stack>.tfstate */
  readonly statePath?: ((stack: string) => string) | undefined;
  /** Of the configuration, where it has one. */
  readonly name?: string | undefined;
}

/** The file of a stack, or of the module in its place, below the output. */
export const stackFile = ({ layout }: Pick<Model, "layout">, stack: string): string =>
  layout === "modules" ? join(stack, "main.tf.json") : join("stacks", stack, "cdk.tf.json");

/** What of an output in `folder` is proved: modules by a root module that calls them, since alone they have no accounts. */
export const provedPaths = ({ model: { layout, documents } }: Configuration, folder: string): readonly string[] =>
  layout === "modules" ? [join(folder, CALLER), ...(documents.length > 0 ? [join(folder, "handover")] : [])] : [folder];

const besideOutput = (stack: string): string => `../../../state/${stack}.tfstate`;

/**
 * Makes the Terraform JSON of a configuration in a temporary folder, which is removed once `use` is done with it, whatever
 * becomes of that. Texts of files are read from there, so that none is to be asked for later.
 */
export async function withOutput<T>(
  { model }: Configuration,
  synthesizer: Synthesizer,
  { statePath = besideOutput, name }: SynthesizeOptions,
  use: (files: () => readonly OutputFile[], folder: string) => T | Promise<T>,
): Promise<T> {
  let made: string | undefined;
  const remove = () => {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  };
  const work = async (): Promise<T> => {
    const folder = mkdtempSync(join(tmpdir(), "eks-cross-account-"));
    made = folder;
    synthesizer(model, { outdir: folder, statePath, name });
    await turn();
    const used = await use(() => {
      writeReviews(model, folder);
      return filesIn(folder);
    }, folder);
    await turn();
    return used;
  };
  try {
    return await tidied(work, remove);
  } finally {
    remove();
  }
}

const filesIn = (folder: string): readonly OutputFile[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, path: file.slice(folder.length + 1) }))
    .filter(({ path }) => !path.startsWith(`${CALLER}${sep}`))
    .map(({ file, path }) => ({
      path,
      get text() {
        return readFileSync(file, "utf8");
      },
    }));

/** A turn of the event loop, in which signals are noticed: synthesis and proof take none. */
const turn = () => new Promise<void>((done) => setImmediate(done));

/** Writes a text for people beside each stack, which says what its documents say. */
function writeReviews(model: Model, folder: string): void {
  for (const { name, account } of model.stacks) {
    const file = join(folder, stackFile(model, name));
    if (!existsSync(file)) continue;
    const root = JSON.parse(readFileSync(file, "utf8")) as RootModule;
    writeFileSync(join(dirname(file), "REVIEW.md"), reviewOf(name, root, account.id));
  }
}
