import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Layout } from "../model";
import type { Problem } from "../rules";
import type { Io } from "./io";

export const DEFAULT_CONFIG = "eks-cross-account.yaml";
export const CONFIG_VARIABLE = "EKS_CROSS_ACCOUNT_CONFIG";

/** The paths of a configuration and of its output, all absolute. */
export interface Project {
  /** A file, or a folder of files that are read as one. */
  readonly configFile: string;
  /** Undefined for the default configuration. */
  readonly name: string | undefined;
  readonly outdir: string;
  readonly stateDir: string;
  readonly locksDir: string;
  /** What the configuration gives; `stacks` until it is read. */
  readonly layout: Layout;
  /** Whether the cdktf CLI runs this program: it deletes the folders of removed stacks itself, and fails where they are missing. */
  readonly underCdktf: boolean;
  /** Whether the output folder is derived from the name alone. */
  readonly named: boolean;
}

export interface ProjectOptions {
  readonly config?: string | undefined;
  readonly out?: string | undefined;
}

/**
 * The configuration file and output folders of a run, for the app that the cdktf CLI runs and for
 * our own CLI: `--config`, else EKS_CROSS_ACCOUNT_CONFIG, else
 * `./eks-cross-account.yaml`; `--out`, else CDKTF_OUTDIR, else `cdktf.out`. Any configuration but
 * the default has a name (its folder's, or its file's without extension) and folders of that name.
 * A folder of files is only read where it is named: one called eks-cross-account may be a clone of this program.
 */
export function projectOf({ config, out }: ProjectOptions, { cwd, env }: Pick<Io, "cwd" | "env">): Project {
  const given = argumentFolder(cwd, env);
  const configFile = config ? resolve(given, config) : resolve(cwd, env[CONFIG_VARIABLE] || DEFAULT_CONFIG);
  const name = configFile === resolve(cwd, DEFAULT_CONFIG) ? undefined : configurationName(configFile);
  const own = (folder: string) => resolve(cwd, folder, name ?? "");
  return {
    configFile,
    name,
    layout: "stacks",
    outdir: out ? resolve(given, out) : env.CDKTF_OUTDIR ? resolve(cwd, env.CDKTF_OUTDIR) : own("cdktf.out"),
    stateDir: own("state"),
    locksDir: own("locks"),
    underCdktf: Boolean(env.CDKTF_OUTDIR),
    named: name !== undefined && !out && !env.CDKTF_OUTDIR,
  };
}

/** The project once its layout is known: modules have a folder of their own, unless one is given. */
export const withLayout = (
  project: Project,
  layout: Layout,
  { out }: ProjectOptions,
  { cwd }: Pick<Io, "cwd">,
): Project =>
  layout === "modules"
    ? { ...project, layout, ...(out ? {} : { outdir: resolve(cwd, "modules", project.name ?? "") }) }
    : project;

/** The folder that relative arguments start from: npm runs its scripts in the project's folder, also when called from one below it. */
function argumentFolder(cwd: string, env: Pick<Io, "env">["env"]): string {
  const { INIT_CWD: started, npm_lifecycle_event: script } = env;
  const ours = script !== undefined && ["start", "check", "plan", "deploy", "destroy"].includes(script);
  return ours && started && !relative(cwd, started).startsWith("..") ? started : cwd;
}

function configurationName(configFile: string): string {
  if (isFolder(configFile)) return basename(configFile);
  const file = basename(configFile);
  return (file === DEFAULT_CONFIG && basename(dirname(configFile))) || basename(file, extname(file));
}

/** false too for what may not be looked at. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** A configuration name that would collide with files of the output. */
export const nameProblems = ({ name }: Project): readonly Problem[] =>
  /^(stacks|handover|manifests|manifest\.json)$/i.test(name ?? "")
    ? [{ rule: "configuration-name", path: [], found: `a configuration named ${name}` }]
    : [];

/** A path for messages: relative to `cwd` where it is below it. */
export function displayPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith("..") || isAbsolute(short) ? path : short || ".";
}

export const stackDir = ({ outdir }: Project, stack: string): string => join(outdir, "stacks", stack);

/** Those of `names` that are stacks: modules have neither folders of these nor states and locks. */
export const stacksAmong = ({ layout }: Project, names: readonly string[]): readonly string[] =>
  layout === "modules" ? [] : names;

/** The folder of a stack, or of the module in its place. */
export const folderOf = (project: Project, name: string): string =>
  project.layout === "modules" ? join(project.outdir, name) : stackDir(project, name);

/** Path of a stack's state from the stack's folder, as Terraform follows it: with symbolic links resolved. */
export const statePath = (project: Project, stack: string): string =>
  relative(physical(stackDir(project, stack)), join(physical(project.stateDir), `${stack}.tfstate`))
    .split(sep)
    .join("/");

/** Where a stack's provider lock is kept; Terraform itself wants it in the stack's folder. */
export const savedLockPath = ({ locksDir }: Project, stack: string): string =>
  join(locksDir, `${stack}.terraform.lock.hcl`);
export const activeLockPath = (project: Project, stack: string): string =>
  join(stackDir(project, stack), ".terraform.lock.hcl");

/** A path without symbolic links, as far as it exists. */
const physical = (path: string): string =>
  existsSync(path) ? realpathSync(path) : join(physical(dirname(path)), basename(path));
