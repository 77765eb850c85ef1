import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Problem } from "../rules";
import { keptLock, type Project, shown, stackDir, usedLock } from "./project";

/** A file of the output: its path below the output folder, and its text. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly dependencies: readonly string[] }>>;
}

/**
 * What stands against writing the stacks `names` to the project's output folder: it is someone
 * else's, or a stack that is no longer among them still holds resources in its state.
 */
export function outputProblems(project: Project, names: readonly string[], cwd: string): readonly Problem[] {
  if (isForeign(project.outdir)) {
    return [{ rule: "output-foreign", path: [], found: `${shown(project.outdir, cwd)} with files of another program` }];
  }
  const dropped = destroyOrder(project).filter((stack) => !names.includes(stack));
  const inUse = dropped.flatMap((stack): readonly Problem[] => {
    const held = statesOf(project, stack).reduce((sum, state) => sum + resourcesIn(state), 0);
    const chdir = `terraform -chdir=${quoted(shown(stackDir(project, stack), cwd))}`;
    const fix = `Destroy it from the old output, which is untouched: ${chdir} init && ${chdir} destroy`;
    return held > 0
      ? [{ rule: "stack-in-use", path: [], found: `${stack} with ${resources(held)} in its state`, fix }]
      : [];
  });
  const known = new Set([...names, ...dropped]);
  const orphans = statesIn(project.stateDir).flatMap((state): readonly Problem[] => {
    const stack = basename(state, ".tfstate");
    const held = known.has(stack) ? 0 : resourcesIn(state);
    const fix = `Synthesize the configuration that has ${stack}, destroy it from there, then come back; or move ${shown(state, cwd)} away.`;
    return held > 0
      ? [{ rule: "stack-in-use", path: [], found: `${stack} with ${resources(held)} in its state`, fix }]
      : [];
  });
  return [...inUse, ...orphans];
}

/**
 * Moves the files into the output folder: all are written beside their places first, then renamed,
 * so that a failure leaves the old output. Folders of stacks no longer among `names` go; a lock in
 * one is kept in the project's locks folder, and state that someone kept there in its state folder.
 */
export function placeOutput(project: Project, files: readonly OutputFile[], names: readonly string[]): void {
  const staged: { from: string; to: string }[] = [];
  try {
    for (const { path, text } of files) {
      const to = join(project.outdir, path);
      const from = `${to}.new`;
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(from, text);
      staged.push({ from, to });
    }
  } catch (error) {
    for (const { from } of staged) rmSync(from, { force: true });
    throw error;
  }
  for (const { from, to } of staged) renameSync(from, to);
  for (const stack of names) bringLock(project, stack);
  for (const stack of foldersIn(project)) if (!names.includes(stack)) removeStack(project, stack);
}

/** Copies a stack's kept lock to where Terraform looks for it, unless one is there. */
export function bringLock(project: Project, stack: string): void {
  const [kept, used] = [keptLock(project, stack), usedLock(project, stack)];
  if (!existsSync(kept) || existsSync(used)) return;
  mkdirSync(dirname(used), { recursive: true });
  copyFileSync(kept, used);
}

/** Copies the lock that Terraform wrote for a stack to where it is kept. */
export function keepLock(project: Project, stack: string): void {
  const [kept, used] = [keptLock(project, stack), usedLock(project, stack)];
  if (!existsSync(used)) return;
  mkdirSync(dirname(kept), { recursive: true });
  copyFileSync(used, kept);
}

function removeStack(project: Project, stack: string): void {
  keepLock(project, stack);
  const folder = stackDir(project, stack);
  const kept = join(project.stateDir, stack);
  for (const entry of readdirSync(folder)) {
    if (/\.tfstate(\.|$)/.test(entry)) {
      mkdirSync(kept, { recursive: true });
      copyFileSync(join(folder, entry), join(kept, entry));
    }
    rmSync(join(folder, entry), { recursive: true });
  }
  if (!project.underCdktf) rmdirSync(folder);
}

/** Neither new nor empty, nor made by synthesis: of this configuration, or of named ones in folders below. */
function isForeign(outdir: string): boolean {
  if (!existsSync(outdir)) return false;
  if (!statSync(outdir).isDirectory()) return true;
  const isOurs = (folder: string) => manifestOf(folder) !== undefined;
  return (
    !isOurs(outdir) && !readdirSync(outdir).every((entry) => /^(stacks$|\.)/.test(entry) || isOurs(join(outdir, entry)))
  );
}

/** The manifest of a synthesis in a folder; undefined where there is none, or another program's. */
function manifestOf(folder: string): Manifest | undefined {
  const manifest = readJson(join(folder, "manifest.json")) as Partial<Manifest> | null | undefined;
  return typeof manifest?.stacks === "object" && manifest.stacks ? (manifest as Manifest) : undefined;
}

const foldersIn = ({ outdir }: Project): readonly string[] => {
  const stacks = join(outdir, "stacks");
  return existsSync(stacks) ? readdirSync(stacks).filter((entry) => statSync(join(stacks, entry)).isDirectory()) : [];
};

/** The stacks of the old output, each before those it depends on. */
function destroyOrder(project: Project): readonly string[] {
  const manifest = manifestOf(project.outdir);
  const done = new Set<string>();
  const seen = new Set<string>();
  const visit = (stack: string): void => {
    if (seen.has(stack)) return;
    seen.add(stack);
    for (const dependency of manifest?.stacks[stack]?.dependencies ?? []) visit(dependency);
    done.add(stack);
  };
  const folders = foldersIn(project);
  for (const stack of folders) visit(stack);
  return [...done].filter((stack) => folders.includes(stack)).reverse();
}

/** A stack's state files: the one its backend names, the one in the state folder, and any that lie in its own folder. */
function statesOf(project: Project, stack: string): readonly string[] {
  const folder = stackDir(project, stack);
  const root = readJson(join(folder, "cdk.tf.json")) as
    | { terraform?: { backend?: { local?: { path?: string } } } }
    | undefined;
  const path = root?.terraform?.backend?.local?.path;
  const usual = join(project.stateDir, `${stack}.tfstate`);
  const named = [usual, ...(path === undefined ? [] : [resolve(folder, path)])].filter((file) => existsSync(file));
  return [...new Set([...named, ...statesIn(folder)])];
}

const statesIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".tfstate"))
        .map((file) => join(folder, file))
    : [];

const resources = (held: number): string =>
  Number.isFinite(held) ? `${held} resource${held === 1 ? "" : "s"}` : "unreadable content";

interface State {
  readonly resources?: readonly { readonly mode?: string; readonly instances?: readonly unknown[] }[];
}

/** Managed resources in a state file; Infinity for one that cannot be read, as it may hold anything. */
function resourcesIn(file: string): number {
  const state = readJson(file) as State | null | undefined;
  if (typeof state !== "object" || state === null || !Array.isArray(state.resources ?? []))
    return statSync(file).size === 0 ? 0 : Number.POSITIVE_INFINITY;
  return (state.resources ?? [])
    .filter(({ mode }) => mode !== "data")
    .reduce((sum, { instances }) => sum + (instances?.length ?? 1), 0);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** A word for a POSIX shell. */
const quoted = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
