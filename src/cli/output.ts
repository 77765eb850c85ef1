import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { undisturbed } from "../library/signals";
import type { OutputFile } from "../library/synthesize";
import { makeFolder } from "./make-folder";
import { modulesAmong, removeManifest, removeModules } from "./module-output";
import { markerOf, modulesIn, stacksIn } from "./old-output";
import { documentsIn, isManifest, removeDocument } from "./output-documents";
import { activeLockPath, displayPath, type Project, savedLockPath, stackDir, stacksAmong } from "./project";

/** A file or folder of the user that prevents writing the output. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

/** A stack that has been taken out of the output. */
export interface Dropped {
  readonly stack: string;
  /** Files and folders of the user's that were in its folder. */
  readonly kept: readonly string[];
  /** Where they are now. */
  readonly folder: string;
}

/**
 * Moves the files into the output folder. All are written to a staging folder first and every
 * destination is checked, so that errors occur before the first file is moved. Stacks no longer among
 * `names` are removed by `removeStack`. @returns those
 */
export const writeOutput = (
  project: Project,
  files: readonly OutputFile[],
  names: readonly string[],
): readonly Dropped[] => undisturbed(() => moveIn(project, files, names));

function moveIn(project: Project, files: readonly OutputFile[], names: readonly string[]): readonly Dropped[] {
  const modules = modulesIn(project);
  written(project.outdir, () => makeFolder(project.outdir));
  const staging = written(project.outdir, () => mkdtempSync(join(project.outdir, ".new-")));
  try {
    const moves = outputOf(project, files).map(({ path, text }) => {
      const [from, to] = [join(staging, path), join(project.outdir, path)];
      written(to, () => {
        makeFolder(dirname(from));
        writeFileSync(from, text);
      });
      if (statSync(to, { throwIfNoEntry: false })?.isDirectory())
        throw new OutputError(`${to} is a folder, expected a file`);
      if (path.endsWith(".yaml") && existsSync(to) && !isManifest(to))
        throw new OutputError(`${to} is not synthesis' own file, expected none; move it: it would be overwritten`);
      return { from, to };
    });
    for (const { to } of moves) written(to, () => makeFolder(dirname(to)));
    for (const { from, to } of moves) renameSync(from, to);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  const stacks = stacksAmong(project, names);
  for (const stack of stacks) restoreLock(project, stack);
  for (const path of documentsIn(project.outdir))
    if (!files.some((file) => file.path === path)) removeDocument(project, path);
  const gone = stacksIn(project).filter((stack) => !stacks.includes(stack));
  const dropped = gone.map((stack) => removeStack(project, stack));
  removeModules(project, modules, files);
  if (project.layout === "modules") removeManifest(project);
  return dropped;
}

/** Does what may fail for a full disk, say, and lets the error name `path`: the system names none, or the staging folder. */
function written<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw Object.assign(error as Error, { path });
  }
}

/** `lake dropped; its backend_override.tf is in state/lake.dropped` */
export const droppedText = (dropped: readonly Dropped[], cwd: string): string =>
  dropped
    .map(({ stack, kept, folder }) => {
      const place = `${kept.length === 1 ? "is" : "are"} in ${displayPath(folder, cwd)}`;
      return `${stack} dropped${kept.length === 0 ? "" : `; its ${kept.join(", ")} ${place}`}\n`;
    })
    .join("");

/** The files of an output folder that are not provider locks. */
export const outputOf = (project: Project, files: readonly OutputFile[]): readonly OutputFile[] => [
  ...files,
  markerOf(project, modulesAmong(files)),
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
const REPLACEABLE = ["cdk.tf.json", "REVIEW.md", ".terraform", ".terraform.lock.hcl"];

/**
 * Takes a stack's folder out of the output. Its lock is kept with the others unless an own one is
 * there, and anything else in it, such as state or variables that the user put there, is moved
 * beside the state.
 */
function removeStack(project: Project, stack: string): Dropped {
  if (!existsSync(savedLockPath(project, stack))) saveLock(project, stack);
  const [from, folder] = [stackDir(project, stack), keptFolder(project, stack)];
  const entries = readdirSync(from);
  const kept = entries.filter((entry) => !REPLACEABLE.includes(entry)).sort();
  for (const entry of kept) cpSync(join(from, entry), join(folder, entry), { recursive: true });
  for (const entry of entries) rmSync(join(from, entry), { recursive: true });
  if (!project.underCdktf) rmdirSync(from);
  return { stack, kept, folder };
}

/** A folder beside the state that holds nothing yet: what was kept of the stack before stays as it is. */
function keptFolder({ stateDir }: Project, stack: string): string {
  const first = join(stateDir, `${stack}.dropped`);
  let folder = first;
  for (let number = 2; existsSync(folder); number++) folder = `${first}-${number}`;
  return folder;
}
