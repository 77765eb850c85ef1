import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { FolderTexts } from "../library/configuration";
import { type LocatedProblem, locate, type Problem } from "../rules";
import { fileText, refusal } from "./file-text";
import { displayPath, isFolder } from "./project";

export interface Written {
  /** The text of the file, or of each file of a folder by its name; undefined where one cannot be read. */
  readonly written: string | FolderTexts | undefined;
  readonly problems: readonly LocatedProblem[];
}

/** What a configuration is written in: the file at `path`, or every *.yaml and *.yml of that folder. Never throws. */
export function writtenAt(path: string, cwd: string): Written {
  if (!isFolder(path)) return fileAt(path, cwd);
  const refused = (problem: Problem): Written => ({ written: undefined, problems: [whole(problem, path, cwd)] });
  let names: readonly string[];
  try {
    names = readdirSync(path).filter(isConfiguration).sort();
  } catch (error) {
    return refused({ rule: "file-unreadable", path: [], found: refusal(error) });
  }
  const paths = names.map((name) => join(path, name)).filter((file) => !isFolder(file));
  if (paths.length === 0) return refused({ rule: "folder-empty", path: [], found: "none" });
  const read = paths.map((file) => ({ name: displayPath(file, cwd), ...fileAt(file, cwd) }));
  const texts = read.flatMap(({ name, written }) => (typeof written === "string" ? [[name, written] as const] : []));
  return {
    written: texts.length === paths.length ? Object.fromEntries(texts) : undefined,
    problems: [...read.flatMap(({ problems }) => problems), ...notRead(path, cwd)],
  };
}

function fileAt(path: string, cwd: string): Written {
  const read = fileText(path);
  if ("text" in read) return { written: read.text, problems: [] };
  return {
    written: undefined,
    problems: [whole({ rule: `file-${read.fault}`, path: [], found: read.found }, path, cwd)],
  };
}

const whole = (problem: Problem, path: string, cwd: string): LocatedProblem =>
  locate(problem, displayPath(path, cwd), 0, 0);

/** Hidden files are an editor's. */
const isConfiguration = (name: string): boolean => /^[^.].*\.ya?ml$/.test(name);

/** Folders in the folder that look like parts of the configuration: what is only in them would silently be missing. */
const notRead = (path: string, cwd: string): readonly LocatedProblem[] =>
  filesIn(path)
    .map((name) => join(path, name))
    .filter((below) => isFolder(below) && filesIn(below).some(isConfiguration))
    .map((below) =>
      whole({ rule: "folder-below", path: [], found: "a folder with YAML files, which are not read" }, below, cwd),
    );

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
