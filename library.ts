import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { Configuration } from "./src/library/configuration";
import { type SynthesizeOptions, stackFile, withOutput } from "./src/library/synthesize";

export { formats, prove, readWorld } from "./src/cli/parts";
export { readConfiguration } from "./src/library/configuration";

export interface Synthesized {
  /** Terraform JSON by stack, in the order of applying, without cdktf's own "//" entries. */
  readonly stacks: Readonly<Record<string, object>>;
  /** What the owners of roles and accounts that are not managed are asked for, by path: IAM policy documents. */
  readonly documents: Readonly<Record<string, object>>;
  /** Kubernetes objects that others apply, by path: YAML, as it would be written. */
  readonly manifests: Readonly<Record<string, string>>;
}

export interface LibrarySynthesizeOptions extends SynthesizeOptions {
  /** Where the Terraform is written, for `readWorld` or Terraform: a folder that is new or empty. @default nowhere */
  readonly folder?: string;
}

/**
 * The Terraform JSON of a configuration. cdktf and the provider bindings are loaded for it.
 * @throws Error where the folder has files in it
 */
export async function synthesize(
  configuration: Configuration,
  { folder, ...options }: LibrarySynthesizeOptions = {},
): Promise<Synthesized> {
  if (folder !== undefined && existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`found files in ${folder}, expected a new or empty folder`);
  const synthesizer = (await import("./main")).synthesize;
  return withOutput(configuration, synthesizer, options, (files) => {
    const written = files();
    if (folder !== undefined)
      for (const { path, text } of written) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    const texts = new Map(written.map(({ path, text }) => [path, text]));
    const stacks = configuration.model.stacks.map(({ name }) => {
      const text = texts.get(stackFile(configuration.model, name)) ?? "{}";
      return [name, JSON.parse(text, (key, value) => (key === "//" ? undefined : value)) as object] as const;
    });
    const documents = written
      .filter(({ path }) => /\.(trust|permissions|policy)\.json$/.test(path))
      .map(({ path, text }) => [path.split(sep).join("/"), JSON.parse(text) as object] as const);
    const manifests = written.flatMap(({ path, text }) => {
      const named = path.split(sep).join("/");
      return named.startsWith("manifests/") ? [[named, text] as const] : [];
    });
    return {
      stacks: Object.fromEntries(stacks),
      documents: Object.fromEntries(documents),
      manifests: Object.fromEntries(manifests),
    };
  });
}
