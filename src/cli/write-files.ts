import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { OutputError } from "./output";

/** Writes files that are made anew each time: all beside their places first, so that a failure leaves none half-written. */
export function writeFiles(files: readonly { readonly path: string; readonly text: string }[]): void {
  const beside = (path: string) => `${path}.${process.pid}.tmp`;
  try {
    for (const { path, text } of files) {
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
        throw new OutputError(`${path} is a folder, expected a file`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(beside(path), text);
    }
    for (const { path } of files) renameSync(beside(path), path);
  } finally {
    for (const { path } of files) rmSync(beside(path), { force: true });
  }
}
