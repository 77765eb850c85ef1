import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createColors } from "picocolors";
import type { Io } from "../../src/cli/io";
import { run } from "../../src/cli/program";
import type { Prompts } from "../../src/cli/prompts";
import type { Synthesizer } from "../../src/library/synthesize";
import { synthesize } from "../../stacks";
import { DEFAULT, SHIPPED } from "./synth";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with a copy of the default configuration, removed after the tests of the file. */
export function project(): string {
  const folder = mkdtempSync(join(tmpdir(), "project-"));
  folders.push(folder);
  writeFileSync(join(folder, DEFAULT), SHIPPED);
  return folder;
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in a folder, as the bin would, and says how it ended and what it printed. */
export async function cli(
  cwd: string,
  args: readonly string[],
  env: Record<string, string> = {},
  synthesizer: Synthesizer = synthesize,
  input = "",
  prompts?: Prompts,
  more: Partial<Io> = {},
): Promise<Ended> {
  let [out, err] = ["", ""];
  const plain = createColors(false);
  const code = await run(
    args,
    {
      cwd,
      env,
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      input: async () => input,
      prompts: prompts && (async () => prompts),
      outColors: plain,
      errColors: plain,
      ...more,
    },
    async () => synthesizer,
  );
  return { code, out, err };
}

/** Every file below a folder with its text, by relative path; {} where there is no such folder. */
export function files(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    (readdirSync(folder, { recursive: true }) as string[])
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );
}

/** Does something in a folder: paths of Terraform are shown as they are from the process's own. */
export async function inFolder<T>(folder: string, action: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await action();
  } finally {
    process.chdir(before);
  }
}
