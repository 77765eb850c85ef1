import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kept } from "../../src/collections/kept";
import { readConfig, readConfigFolder } from "../../src/config";
import { buildModel } from "../../src/model";
import type { LocatedProblem } from "../../src/rules";
import { synthesize } from "../../stacks";

// Terraform JSON has no type of its own here: tests say what they expect of it.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Json = any;

export interface Synthesized {
  /** Terraform JSON by stack, without cdktf's "//" entries. */
  readonly stacks: Readonly<Record<string, Json>>;
  /** What each stack depends on, from the manifest. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
  readonly problems: readonly LocatedProblem[];
  /** What owners of accounts are asked for, by path below the output. */
  readonly documents: Readonly<Record<string, Json>>;
  /** Texts of Kubernetes manifests and what lies beside them, by path below the output. */
  readonly manifests: Readonly<Record<string, string>>;
}

export const readText = (path: string): string => readFileSync(join(__dirname, "..", "..", path), "utf8");

/** The name by which a configuration is found where none is named. */
export const DEFAULT = "eks-cross-account.yaml";

/** The default configuration as it ships. The root's own file is the user's to edit, so tests keep this copy. */
export const SHIPPED = readText("__tests__/fixtures/shipped.yaml");

/** What the README tells a user to write into the root's file. */
export const readmeExample = (): string => exampleIn("README.md");

/** The configuration that a text shows first. */
export function exampleIn(path: string): string {
  const [, text] = /```yaml\n([\s\S]*?)```/.exec(readText(path)) ?? [];
  if (text === undefined) throw new Error(`${path} shows no configuration`);
  return text;
}

/**
 * Configuration text in, or the texts of a folder's files by their names, and Terraform JSON out: everything between runs as it
 * does for a user. `name` is the configuration's, for one that is not the default. Throws where the text has errors.
 */
export function synth(written: string | Readonly<Record<string, string>>, name?: string): Synthesized {
  const read =
    typeof written === "string"
      ? readConfig(written, DEFAULT)
      : readConfigFolder(
          Object.entries(written).map(([file, text]) => ({ file, text })),
          name ?? "folder",
        );
  const problems = read.problems.filter(({ level }) => level === "error");
  if (!read.config) throw new Error(problems.map(({ rule, path, found }) => `${rule} ${path}: ${found}`).join("\n"));
  const built = buildModel(read.config);
  const outdir = mkdtempSync(join(tmpdir(), "synth-"));
  try {
    const state = name ? `../../../../state/${name}` : "../../../state";
    synthesize(built.model, { outdir, statePath: (stack) => `${state}/${stack}.tfstate` });
    return { ...readOutput(outdir), problems: [...read.problems, ...built.problems.map(read.locate)] };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The stacks of a configuration, synthesized once in a file whose tests change what came of it. */
export const stacksOf = kept((text) => synth(text).stacks);

/** What lies in an output folder. */
function readOutput(outdir: string): Omit<Synthesized, "problems"> {
  const manifest: Json = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  const names = readdirSync(join(outdir, "stacks"));
  const stack = (name: string): Json =>
    JSON.parse(readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8"), (key, value) =>
      key === "//" ? undefined : value,
    );
  return {
    stacks: Object.fromEntries(names.map((name) => [name, stack(name)])),
    dependencies: Object.fromEntries(names.map((name) => [name, manifest.stacks[name].dependencies])),
    documents: Object.fromEntries(
      readdirSync(outdir, { recursive: true, encoding: "utf8" })
        .filter((path) => /^handover\/.*\.json$/.test(path))
        .sort()
        .map((path) => [path, JSON.parse(readFileSync(join(outdir, path), "utf8"))]),
    ),
    manifests: Object.fromEntries(
      readdirSync(outdir, { recursive: true, encoding: "utf8" })
        .filter((path) => /^manifests\/.*\.yaml$/.test(path))
        .sort()
        .map((path) => [path, readFileSync(join(outdir, path), "utf8")]),
    ),
  };
}

/** The default configuration with some of its text replaced; fails where that text is not there. */
export function changed(...replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the default configuration does not hold ${from}`);
    return text.replace(from, to);
  }, SHIPPED);
}

/** A line added to the default's workload. */
export const withWorkload = (...lines: readonly string[]): string =>
  changed([`    primaryRole:`, `${lines.map((line) => `    ${line}\n`).join("")}    primaryRole:`]);

/** The policy document that a resource's attribute holds as text. */
export const document = (text: string): Json => JSON.parse(text);
