import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { undisturbed } from "../library/signals";
import type { OutputFile } from "../library/synthesize";
import type { Problem } from "../rules";
import { documentsIn, removeDocument } from "./output-documents";
import { activeLockPath, displayPath, type Project, savedLockPath, stackDir } from "./project";

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly dependencies: readonly string[] }>>;
}

/**
 * Why the stacks `names` cannot be written to the project's output folder: it belongs to another
 * program, or a stack that is no longer among them still has resources in its state.
 */
export function outputProblems(project: Project, names: readonly string[], cwd: string): readonly Problem[] {
  if (isForeign(project.outdir)) {
    return [
      { rule: "output-foreign", path: [], found: `${displayPath(project.outdir, cwd)} with files of another program` },
    ];
  }
  const other = otherConfiguration(project);
  if (other !== undefined) {
    const found = `the name ${project.name}, which ${displayPath(other, cwd)} already uses`;
    return [{ rule: "configuration-name", path: [], found, expected: "a name of its own for each configuration" }];
  }
  const dropped = destroyOrder(project).filter((stack) => !names.includes(stack));
  const inUse = dropped.flatMap((stack): readonly Problem[] => {
    const held = statesOf(project, stack).reduce((sum, state) => sum + resourcesInState(state), 0);
    const chdir = `terraform -chdir=${shellQuoted(displayPath(stackDir(project, stack), cwd))}`;
    const fix = `Destroy it from the old output, which is untouched: ${chdir} init && ${chdir} destroy`;
    return held > 0
      ? [{ rule: "stack-in-use", path: [], found: `${stack} with ${resourceCount(held)} in its state`, fix }]
      : [];
  });
  const known = new Set([...names, ...dropped]);
  const orphans = statesIn(project.stateDir).flatMap((state): readonly Problem[] => {
    const stack = basename(state, ".tfstate");
    const held = known.has(stack) ? 0 : resourcesInState(state);
    const fix = `Synthesize the configuration that has ${stack}, destroy it from there, then come back; or move ${displayPath(state, cwd)} elsewhere.`;
    return held > 0
      ? [{ rule: "stack-in-use", path: [], found: `${stack} with ${resourceCount(held)} in its state`, fix }]
      : [];
  });
  return [...inUse, ...orphans];
}

/** A file or folder of the user that prevents writing the output. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

/**
 * Moves the files into the output folder. All are written to a staging folder first and every
 * destination is checked, so that errors occur before the first file is moved. Stacks no longer among
 * `names` are removed by `removeStack`.
 */
export function writeOutput(project: Project, files: readonly OutputFile[], names: readonly string[]): void {
  undisturbed(() => moveIn(project, files, names));
}

function moveIn(project: Project, files: readonly OutputFile[], names: readonly string[]): void {
  mkdirSync(project.outdir, { recursive: true });
  const staging = mkdtempSync(join(project.outdir, ".new-"));
  try {
    const moves = outputOf(project, files).map(({ path, text }) => {
      const [from, to] = [join(staging, path), join(project.outdir, path)];
      mkdirSync(dirname(from), { recursive: true });
      writeFileSync(from, text);
      mkdirSync(dirname(to), { recursive: true });
      if (statSync(to, { throwIfNoEntry: false })?.isDirectory())
        throw new OutputError(`${to} is a folder, expected a file`);
      return { from, to };
    });
    for (const { from, to } of moves) renameSync(from, to);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  for (const stack of names) restoreLock(project, stack);
  for (const path of documentsIn(project.outdir))
    if (!files.some((file) => file.path === path)) removeDocument(project, path);
  for (const stack of stacksIn(project)) if (!names.includes(stack)) removeStack(project, stack);
}

/** The files of an output folder that are not provider locks. */
export const outputOf = (project: Project, files: readonly OutputFile[]): readonly OutputFile[] => [
  ...files,
  markerOf(project),
];

/** Copies a stack's kept lock to where Terraform looks for it; over one that is there only if `over`. */
export function restoreLock(project: Project, stack: string, { over = false } = {}): void {
  const [kept, used] = [savedLockPath(project, stack), activeLockPath(project, stack)];
  if (!existsSync(kept) || (existsSync(used) && !over)) return;
  mkdirSync(dirname(used), { recursive: true });
  copyFileSync(kept, used);
}

/** Copies the lock that Terraform wrote for a stack to where it is kept. */
export function saveLock(project: Project, stack: string): void {
  const [kept, used] = [savedLockPath(project, stack), activeLockPath(project, stack)];
  if (!existsSync(used)) return;
  mkdirSync(dirname(kept), { recursive: true });
  copyFileSync(used, kept);
}

/** What synthesis and Terraform write into a stack's folder and can regenerate. */
const REPLACEABLE = ["cdk.tf.json", ".terraform", ".terraform.lock.hcl"];

/**
 * Takes a stack's folder out of the output. Its lock is kept with the others unless an own one is
 * there, and anything else in it, such as state or variables that the user put there, is moved
 * beside the state.
 */
function removeStack(project: Project, stack: string): void {
  if (!existsSync(savedLockPath(project, stack))) saveLock(project, stack);
  const folder = stackDir(project, stack);
  const kept = join(project.stateDir, `${stack}.dropped`);
  for (const entry of readdirSync(folder)) {
    if (!REPLACEABLE.includes(entry)) cpSync(join(folder, entry), join(kept, entry), { recursive: true });
    rmSync(join(folder, entry), { recursive: true });
  }
  if (!project.underCdktf) rmdirSync(folder);
}

/** Marks an output folder as written by this program. */
const MARKER = ".eks-cross-account.json";

const markerOf = ({ outdir, configFile }: Project): OutputFile => ({
  path: MARKER,
  text: `${JSON.stringify({ configuration: relative(outdir, configFile).split(sep).join("/") }, undefined, 2)}\n`,
});

/** The path of another configuration that uses the output and state folders of this one's name. */
function otherConfiguration(project: Project): string | undefined {
  if (!project.named) return undefined;
  const marker = readJson(join(project.outdir, MARKER)) as { configuration?: string } | undefined;
  const file = marker?.configuration === undefined ? undefined : resolve(project.outdir, marker.configuration);
  return file === undefined || file === project.configFile ? undefined : file;
}

/** Whether a folder has content that this program did not write, for this configuration or for named ones in folders below. */
function isForeign(outdir: string): boolean {
  if (!existsSync(outdir)) return false;
  if (!statSync(outdir).isDirectory()) return true;
  return !isOurs(outdir) && !readdirSync(outdir).every((entry) => entry.startsWith(".") || isOurs(join(outdir, entry)));
}

/** Whether this program wrote a folder: it has the marker, or only stacks of this program. */
function isOurs(outdir: string): boolean {
  if (existsSync(join(outdir, MARKER))) return true;
  const stacks = Object.keys(manifestOf(outdir)?.stacks ?? {});
  return stacks.length > 0 && stacks.every((stack) => isOurStack(join(outdir, "stacks", stack)));
}

/** Whether a folder holds a stack whose state is where this program puts it. */
const isOurStack = (folder: string): boolean =>
  (rootIn(folder)?.terraform?.backend?.local?.path ?? "").endsWith(`/${basename(folder)}.tfstate`);

/** The manifest of the last synthesis; undefined where it is missing or unreadable. */
function manifestOf(folder: string): Manifest | undefined {
  const manifest = readJson(join(folder, "manifest.json")) as Partial<Manifest> | null | undefined;
  return typeof manifest?.stacks === "object" && manifest.stacks ? (manifest as Manifest) : undefined;
}

/** The stacks in the output: those of the manifest, and any others of this program. Other folders are left alone. */
function stacksIn({ outdir }: Project): readonly string[] {
  const stacks = join(outdir, "stacks");
  const listed = manifestOf(outdir)?.stacks ?? {};
  const folders = existsSync(stacks) ? readdirSync(stacks, { withFileTypes: true }) : [];
  return folders
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((stack) => Object.hasOwn(listed, stack) || isOurStack(join(stacks, stack)));
}

interface Root {
  readonly terraform?: { readonly backend?: { readonly local?: { readonly path?: string } } };
}

const rootIn = (folder: string) => readJson(join(folder, "cdk.tf.json")) as Root | null | undefined;
const rootOf = (project: Project, stack: string) => rootIn(stackDir(project, stack));

/** The stacks of the old output in destroy order: each before those it depends on. */
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
  const stacks = stacksIn(project);
  for (const stack of stacks) visit(stack);
  return [...done].filter((stack) => stacks.includes(stack)).reverse();
}

/**
 * A stack's state files: the one its backend names, the one in the state folder, and any in its own
 * folder, those of workspaces included. Terraform resolves paths from the folder with symbolic links resolved.
 */
function statesOf(project: Project, stack: string): readonly string[] {
  const folder = realpathSync(stackDir(project, stack));
  const path = rootOf(project, stack)?.terraform?.backend?.local?.path;
  const usual = join(project.stateDir, `${stack}.tfstate`);
  const named = [usual, ...(path === undefined ? [] : [resolve(folder, path)])].filter((file) => existsSync(file));
  const workspaces = join(folder, "terraform.tfstate.d");
  const ofWorkspaces = existsSync(workspaces)
    ? readdirSync(workspaces).flatMap((workspace) => statesIn(join(workspaces, workspace)))
    : [];
  return [...new Set([...named.map((file) => realpathSync(file)), ...statesIn(folder), ...ofWorkspaces])];
}

const statesIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".tfstate"))
        .map((file) => join(folder, file))
    : [];

const resourceCount = (held: number): string =>
  Number.isFinite(held) ? `${held} resource${held === 1 ? "" : "s"}` : "unreadable content";

interface State {
  readonly resources?: readonly { readonly mode?: string; readonly instances?: readonly unknown[] }[];
}

/** Managed resources in a state file; Infinity for an unreadable file, which may hold any number. */
function resourcesInState(file: string): number {
  const state = readJson(file) as State | null | undefined;
  if (typeof state !== "object" || state === null || !Array.isArray(state.resources ?? []))
    return statSync(file).size === 0 ? 0 : Number.POSITIVE_INFINITY;
  return (state.resources as NonNullable<State["resources"]>)
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

/** A word, quoted for a POSIX shell. */
export const shellQuoted = (word: string): string =>
  /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
