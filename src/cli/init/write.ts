import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { refusal } from "../file-text";
import { OutputError } from "../output";
import type { InitFile } from "./files";

/**
 * Writes the files, all or none: where one cannot be written, what was written before it is taken back. A file of the user
 * is never replaced.
 * @returns the paths of the files that were written or added to
 * @throws OutputError where a file is in the way, naming it by `shown`
 */
export function writeAll(files: readonly InitFile[], shown: (path: string) => string): readonly string[] {
  for (const { path, kind } of files)
    if (kind === "new" && isInTheWay(path))
      throw new OutputError(
        `found ${shown(path)}, expected none: init replaces nothing. Move it away, or name another configuration with --config.`,
      );
  const undo: (() => void)[] = [];
  try {
    return files.filter((file) => named(shown(file.path), () => written(file, undo))).map(({ path }) => path);
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw error;
  }
}

/** @throws OutputError which names the file that cannot be written */
function named<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new OutputError(`${path}: found ${refusal(error)}, expected a file that can be written; nothing was written`);
  }
}

/** Whether something is there that would be lost; a blank file would not. */
const isInTheWay = (path: string): boolean => {
  const there = lstatSync(path, { throwIfNoEntry: false });
  return there !== undefined && !(there.isFile() && readFileSync(path, "utf8").trim() === "");
};

/** Writes one file and notes how to take that back; false where there was nothing to write. */
function written({ path, text, kind }: InitFile, undo: (() => void)[]): boolean {
  const exists = existsSync(path);
  if (kind === "shared" && exists) return false;
  if (kind === "lines" && exists) return append(path, text, undo);
  makeFolder(dirname(path), undo);
  const before = exists ? readFileSync(path, "utf8") : undefined;
  undo.push(() => (before === undefined ? rmSync(path, { force: true }) : writeFileSync(path, before)));
  writeFileSync(path, text);
  return true;
}

/** Adds the lines that a file does not have. */
function append(path: string, text: string, undo: (() => void)[]): boolean {
  const before = readFileSync(path, "utf8");
  const has = new Set(before.split("\n").map((line) => line.trim()));
  const missing = text.split("\n").filter((line) => line !== "" && !has.has(line));
  if (missing.length === 0) return false;
  undo.push(() => truncateSync(path, Buffer.byteLength(before)));
  appendFileSync(path, `${before === "" || before.endsWith("\n") ? "" : "\n"}${missing.join("\n")}\n`);
  return true;
}

function makeFolder(folder: string, undo: (() => void)[]): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), undo);
  mkdirSync(folder);
  undo.push(() => rmdirSync(folder));
}
