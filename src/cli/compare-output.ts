import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { structuredPatch } from "diff";
import type { OutputFile } from "../library/synthesize";
import { InputError } from "../terraform/source-location";
import type { Io } from "./io";
import { modulesAmong } from "./module-output";
import { outputOf } from "./output";
import { documentsIn } from "./output-documents";
import { escaped } from "./print";
import { displayPath, type Project } from "./project";

/** A file whose text in a folder is not the one that synthesis gives. */
export interface Difference {
  /** Below the folder. */
  readonly path: string;
  /** `missing` from the folder, or `extra` in it: Terraform would apply it though synthesis does not write it. */
  readonly change: "changed" | "missing" | "extra";
  /** As the folder has it; empty where it is missing. */
  readonly before: string;
  /** As synthesis gives it; empty where it is extra. */
  readonly after: string;
}

/**
 * How what lies in a project's output folder differs from `files`, by path. Provider locks, state, variables and other files that Terraform
 * does not read as configuration are no differences.
 * @throws InputError where there is no such folder
 */
export function differencesIn(project: Project, made: readonly OutputFile[], cwd: string): readonly Difference[] {
  const { outdir: folder } = project;
  const shown = displayPath(folder, cwd);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(`found no folder ${shown}, expected what synth --out ${shown} has written`);
  const files = outputOf(project, made);
  const written = files.flatMap(({ path, text }): readonly Difference[] => {
    const before = textOf(join(folder, path));
    if (before === undefined) return [{ path, change: "missing", before: "", after: text }];
    return before === text ? [] : [{ path, change: "changed", before, after: text }];
  });
  const known = new Set(files.map(({ path }) => path));
  const modules = project.layout === "modules" ? modulesAmong(made).map((name) => join(folder, name)) : [];
  const extra = [...configurationsIn(folder, [...stacksIn(folder), ...modules]), ...documentsIn(folder)]
    .filter((path) => !known.has(path))
    .map((path): Difference => ({ path, change: "extra", before: textOf(join(folder, path)) ?? "", after: "" }));
  return [...written, ...extra].sort((a, b) => (a.path < b.path ? -1 : 1));
}

const textOf = (file: string): string | undefined =>
  statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, "utf8") : undefined;

function stacksIn(folder: string): readonly string[] {
  const stacks = join(folder, "stacks");
  if (!existsSync(stacks)) return [];
  return readdirSync(stacks, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(stacks, name));
}

/** What Terraform and OpenTofu read of folders, as paths below the one above all. */
const configurationsIn = (above: string, folders: readonly string[]): readonly string[] =>
  folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => relative(above, join(folder, file))))
    .filter((path) => /\.(tf|tofu)(\.json)?$/.test(path));

/** Lines of a diff that are shown of all files together. */
const SHOWN_LINES = 40;

/** The differences as a list, and a short diff of the files that changed. */
export function differencesText(differences: readonly Difference[], { outColors: c }: Pick<Io, "outColors">): string {
  const list = differences.map(({ path, change }) => `${change.padEnd(7)}  ${escaped(path)}`);
  const changed = differences.filter(({ change }) => change === "changed");
  const lines = changed
    // a review says the same again in words
    .filter(
      ({ path }) => !changed.some((other) => path === join(dirname(other.path), "REVIEW.md") && other.path !== path),
    )
    .flatMap(({ path, before, after }) => [
      c.bold(`--- ${path}, in the folder`),
      c.bold(`+++ ${path}, as synthesized`),
      ...diffLines(before, after).map((line) =>
        line.startsWith("-") ? c.red(line) : line.startsWith("+") ? c.green(line) : line,
      ),
    ]);
  const left = lines.length - SHOWN_LINES;
  const cut = left > 0 ? [...lines.slice(0, SHOWN_LINES), `… ${left} more lines`] : lines;
  return [...list, ...(cut.length > 0 ? ["", ...cut] : []), ""].join("\n");
}

const diffLines = (before: string, after: string): readonly string[] => {
  const [from, to] = [readable(before), readable(after)];
  // where they read the same, it is spaces or the order of keys that differ
  const { hunks } =
    from === to ? structuredPatch("", "", before, after) : structuredPatch("", "", from, to, "", "", { context: 2 });
  return hunks.flatMap(({ oldStart, newStart, lines }) => [
    `@@ line ${oldStart}, now ${newStart}`,
    ...lines.map(escaped),
  ]);
};

/** Terraform JSON with its policies, which are JSON in a text, as JSON too: one line would hold a whole document. */
function readable(text: string): string {
  const opened = (_: string, value: unknown): unknown => {
    const json = typeof value === "string" && /^[[{]/.test(value) ? parsed(value) : undefined;
    return json ?? value;
  };
  const json = parsed(text);
  return json === undefined ? text : JSON.stringify(json, opened, 2);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
