import type { Path, Problem } from "../rules";
import { isAsWritten, type Written } from "./written";
import { YamlSource } from "./yaml-source";

/** A file of a configuration: its name as messages should print it, and its text. */
export interface ConfigFile {
  readonly file: string;
  readonly text: string;
}

/** 1-based; 0 where the file, or the folder, as a whole is meant. */
export interface FilePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a configuration was written in: plain data, and the place of each part of it. */
export interface ConfigSource {
  /** null where nothing is written, undefined where it cannot be read. */
  readonly value: unknown;
  /** Of the form of its text, each with its place. */
  readonly problems: readonly { readonly problem: Problem; readonly position: FilePosition }[];
  position(path: Path, what?: "key" | "value"): FilePosition;
  /** The text of a scalar as it was written; undefined for anything else. */
  scalarText(path: Path): string | undefined;
  /** Whether a path leads to or through something that is written twice, so that what is under it is a guess. */
  isDuplicated(path: Path): boolean;
}

/** One file: its entries are in the order in which they are written. */
export function fileSource({ file, text }: ConfigFile): ConfigSource {
  const source = new YamlSource(text);
  return {
    value: withoutExtensions(source.value),
    problems: source.problems.map(({ problem, line, column }) => ({ problem, position: { file, line, column } })),
    position: (path, what) => ({ file, ...source.position(path, what) }),
    scalarText: (path) => source.scalarText(path),
    isDuplicated: (path) => source.isDuplicated(path),
  };
}

/**
 * The files of a folder as one: maps at the top are joined by their keys, each of which stands in one file. Entries are in the
 * order of their keys, so that neither the files' names nor what is in which of them shows in the output.
 */
export function folderSource(folder: string, files: readonly ConfigFile[]): ConfigSource {
  const sources = files.map((file): Part => ({ ...fileSource(file), file: file.file }));
  const parts = sources.filter(({ value }) => isAsWritten(value));
  const unusable = sources.filter(({ value }) => value !== null && !isAsWritten(value));
  const whole = { file: folder, line: 0, column: 0 };
  const found = placesIn(parts);
  const twice = [...found.values()].filter(({ among }) => among.length > 1);
  /** The file that has the longest part of a path, and whether that is any of it. */
  const partOf = (path: Path): Part | undefined =>
    found.get(idOf(path.slice(0, 2)))?.among[0] ??
    parts.find(({ value }) => Object.hasOwn(value as Written, `${path[0]}`));
  return {
    // what the others say would be judged without what stands there
    value: unusable.length > 0 ? undefined : joined(parts),
    problems: [
      ...sources.flatMap(({ problems }) => problems),
      ...unusable.filter(({ value }) => value !== undefined).map(notAMap),
      ...twice.map(({ path, among }) => writtenTwice(path, among)),
    ],
    position: (path, what) => (path.length === 0 ? undefined : partOf(path))?.position(path, what) ?? whole,
    scalarText: (path) => partOf(path)?.scalarText(path),
    isDuplicated: (path) =>
      sources.some((source) => source.isDuplicated(path)) ||
      twice.some((one) => one.path.every((key, index) => path[index] === key)),
  };
}

interface Part extends ConfigSource {
  readonly file: string;
}

/** What stands in one file only: an entry of a map at the top, or anything else at the top. */
interface Place {
  readonly path: Path;
  /** The files that have it. */
  readonly among: readonly Part[];
}

const idOf = (path: Path): string => JSON.stringify(path);

function placesIn(parts: readonly Part[]): ReadonlyMap<string, Place> {
  const places = new Map<string, { readonly path: Path; readonly among: Part[] }>();
  for (const part of parts)
    for (const [key, value] of Object.entries(part.value as Written))
      for (const path of isAsWritten(value) ? Object.keys(value).map((entry): Path => [key, entry]) : [[key]]) {
        const place = places.get(idOf(path));
        if (place) place.among.push(part);
        else places.set(idOf(path), { path, among: [part] });
      }
  return places;
}

/** One map of all; of what stands twice the first counts, and of a map and something else the latter, which is an error. */
function joined(parts: readonly Part[]): Written | null {
  if (parts.length === 0) return null;
  const whole: Record<string, unknown> = {};
  for (const { value } of parts)
    for (const [key, here] of Object.entries(value as Written)) {
      const before = whole[key];
      if (!Object.hasOwn(whole, key)) whole[key] = here;
      else if (isAsWritten(before)) whole[key] = isAsWritten(here) ? { ...here, ...before } : here;
    }
  return Object.fromEntries(
    Object.entries(whole).map(([key, value]) => [
      key,
      isAsWritten(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
    ]),
  );
}

function writtenTwice(path: Path, [first, ...others]: readonly Part[]) {
  const before = first?.position(path, "key");
  const [again] = others;
  if (!before || !again) throw new Error(`${path.join(".")} stands in one file`);
  const problem: Problem = {
    rule: "in-two-files",
    path,
    at: "key",
    found: `${path.join(".")} a second time, after ${before.file}:${before.line}:${before.column}`,
  };
  return { problem, position: again.position(path, "key") };
}

const notAMap = ({ value, position }: Part) => {
  const found = Array.isArray(value) ? "a list" : JSON.stringify(value);
  const problem: Problem = { rule: "wrong-type", path: [], found, expected: "a map" };
  return { problem, position: position([]) };
};

/** A file without its top-level keys that begin with `x-`, which hold what YAML anchors share. */
function withoutExtensions(value: unknown): unknown {
  if (!isAsWritten(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith("x-")));
}
