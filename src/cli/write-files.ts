import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { refusal } from "./file-text";
import type { Io } from "./io";
import { makeFolder } from "./make-folder";
import { OutputError } from "./output";
import { displayPath } from "./project";

/**
 * Writes files that are made anew each time, and the folders that they are in: all beside their places first, so that a failure
 * leaves none half-written. @throws OutputError which names the file that cannot be written
 */
export function writeFiles(
  files: readonly { readonly path: string; readonly text: string }[],
  { cwd }: Pick<Io, "cwd">,
): void {
  const beside = (path: string) => `${path}.${process.pid}.tmp`;
  const named = <T>(path: string, use: () => T): T => {
    try {
      return use();
    } catch (error) {
      throw new OutputError(`${displayPath(path, cwd)}: found ${refusal(error)}, expected a file that can be written`);
    }
  };
  for (const { path } of files)
    if (named(path, () => statSync(path, { throwIfNoEntry: false }))?.isDirectory())
      throw new OutputError(`${displayPath(path, cwd)} is a folder, expected a file`);
  try {
    for (const { path, text } of files)
      named(path, () => {
        makeFolder(dirname(path));
        writeFileSync(beside(path), text);
      });
    for (const { path } of files) named(path, () => renameSync(beside(path), path));
  } finally {
    for (const { path } of files) rmSync(beside(path), { force: true });
  }
}
