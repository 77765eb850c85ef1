import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { writtenBackend } from "../backend";
import type { OutputFile } from "../library/synthesize";
import type { Project } from "./project";
import { readJson, rootIn } from "./stack-states";

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly dependencies: readonly string[] }>>;
}

/** Marks an output folder as written by this program. */
const MARKER = ".eks-cross-account.json";

interface Marker {
  readonly configuration?: string;
  /** Names of the modules that were written there. */
  readonly modules?: readonly string[];
}

export function markerOf({ outdir, configFile, layout }: Project, modules: readonly string[]): OutputFile {
  const marker: Marker = {
    configuration: relative(outdir, configFile).split(sep).join("/"),
    ...(layout === "modules" ? { modules } : {}),
  };
  return { path: MARKER, text: `${JSON.stringify(marker, undefined, 2)}\n` };
}

/** Whether a folder has the marker. */
export const isMarked = (outdir: string): boolean => existsSync(join(outdir, MARKER));

const markerIn = ({ outdir }: Project) => readJson(join(outdir, MARKER)) as Marker | undefined;

/** The modules that the last synthesis wrote. */
export const modulesIn = (project: Project): readonly string[] => markerIn(project)?.modules ?? [];

/** The path of another configuration that uses the output and state folders of this one's name. */
export function otherConfiguration(project: Project): string | undefined {
  if (!project.named) return undefined;
  const marker = markerIn(project);
  const file = marker?.configuration === undefined ? undefined : resolve(project.outdir, marker.configuration);
  return file === undefined || file === project.configFile ? undefined : file;
}

/** Whether a folder has content that this program did not write, for this configuration or for named ones in folders below. */
export function isForeign(outdir: string): boolean {
  if (!existsSync(outdir)) return false;
  if (!statSync(outdir).isDirectory()) return true;
  return !isOurs(outdir) && !readdirSync(outdir).every((entry) => entry.startsWith(".") || isOurs(join(outdir, entry)));
}

/** Whether this program wrote a folder: it has the marker, or only stacks of this program. */
function isOurs(outdir: string): boolean {
  if (isMarked(outdir)) return true;
  const stacks = Object.keys(manifestOf(outdir)?.stacks ?? {});
  return stacks.length > 0 && stacks.every((stack) => hasUsualState(join(outdir, "stacks", stack)));
}

/** Whether a folder holds a stack whose state is where this program puts it by default, which no other does. */
function hasUsualState(folder: string): boolean {
  const backend = writtenBackend(rootIn(folder));
  return backend?.type === "local" && `${backend.settings.path}`.endsWith(`/${basename(folder)}.tfstate`);
}

/** Whether cdktf has written the stack of a folder. In an output of this program's it is this program's. */
function isCdktfStack(folder: string): boolean {
  const root = rootIn(folder) as { readonly "//"?: { readonly metadata?: { readonly stackName?: unknown } } } | null;
  return root?.["//"]?.metadata?.stackName === basename(folder);
}

/** The manifest of the last synthesis; undefined where it is missing or unreadable. */
function manifestOf(folder: string): Manifest | undefined {
  const manifest = readJson(join(folder, "manifest.json")) as Partial<Manifest> | null | undefined;
  return typeof manifest?.stacks === "object" && manifest.stacks ? (manifest as Manifest) : undefined;
}

/** The stacks in the output: those of the manifest, and any others of this program. Other folders are left alone. */
export function stacksIn({ outdir }: Project): readonly string[] {
  const stacks = join(outdir, "stacks");
  const listed = manifestOf(outdir)?.stacks ?? {};
  const hasMarker = isMarked(outdir);
  const isOurStack = (folder: string) => hasUsualState(folder) || (hasMarker && isCdktfStack(folder));
  const folders = existsSync(stacks) ? readdirSync(stacks, { withFileTypes: true }) : [];
  return folders
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((stack) => Object.hasOwn(listed, stack) || isOurStack(join(stacks, stack)));
}

/** The stacks of the old output in destroy order: each before those it depends on. */
export function destroyOrder(project: Project): readonly string[] {
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
