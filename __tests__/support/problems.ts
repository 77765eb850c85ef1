import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadModel } from "../../src/cli/load-model";
import { projectOf } from "../../src/cli/project";
import type { LocatedProblem } from "../../src/rules";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A new folder with files of these texts. */
export function folder(files: Readonly<Record<string, string | Buffer>>): string {
  const cwd = mkdtempSync(join(tmpdir(), "rules-"));
  folders.push(cwd);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return cwd;
}

/** The problems of a configuration in a folder, as every command sees them. */
export function problemsOf(cwd: string, config?: string): readonly LocatedProblem[] {
  return loadModel(projectOf({ config }, { cwd, env: {} }), cwd).problems;
}

/** A text that contains `part`, or matches it; any where none is given. */
export const holding = (part: string | RegExp = "") =>
  typeof part === "string" ? expect.stringContaining(part) : expect.stringMatching(part);
