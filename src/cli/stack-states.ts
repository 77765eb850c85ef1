import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { placeOf, typesInHcl, type WrittenBackend, writtenBackend } from "../backend";
import { type Project, stackDir } from "./project";

/** What is known here of the state of a stack in the output. */
export interface KnownState {
  /** Resources in its state files; Infinity where one cannot be read. */
  readonly held: number;
  /** Where its state is that cannot be looked into from here; undefined where all of it lies here. */
  readonly elsewhere: string | undefined;
}

export function stateOf(project: Project, stack: string): KnownState {
  const held = statesOf(project, stack).reduce((sum, file) => sum + resourcesInState(file), 0);
  return { held, elsewhere: elsewhereOf(stackDir(project, stack)) };
}

/**
 * A state that cannot be looked into: by the stack's own root module, by a file that its user has put beside it, or by what
 * Terraform was initialised with, which knows of `-backend-config` too. A root module without a backend has one that somebody
 * else adds.
 */
function elsewhereOf(folder: string): string | undefined {
  const root = rootIn(folder);
  const own = writtenBackend(root);
  if (own && own.type !== "local") return placeOf(own);
  const [beside] = besidesOf(folder);
  if (beside) return `backend ${beside.type} of ${beside.file}`;
  const used = initialisedWith(folder);
  if (used && used.type !== "local") return `backend ${used.type} of ${INITIALISED}`;
  return root !== undefined && !own && !used ? "a backend that is not written here" : undefined;
}

/** Backends in the Terraform that lies beside what synthesis writes. */
export function besidesOf(folder: string): readonly { readonly type: string; readonly file: string }[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => /\.(tf|tofu)(\.json)?$/.test(file) && file !== ROOT);
  return files.flatMap((file) => {
    const path = join(folder, file);
    const ofJson = () => {
      const written = writtenBackend(readJson(path));
      return written ? [written.type] : [];
    };
    return (file.endsWith(".json") ? ofJson() : typesInHcl(readFileSync(path, "utf8"))).map((type) => ({ type, file }));
  });
}

const ROOT = "cdk.tf.json";
const INITIALISED = ".terraform/terraform.tfstate";

/** What synthesis has written for a stack; undefined where there is none. */
export const rootIn = (folder: string): unknown => readJson(join(folder, ROOT));

/**
 * The backend that Terraform was last initialised with in a folder; undefined before that. Without one in its file it is
 * the local one that a root module without a backend has.
 */
export function initialisedWith(folder: string): WrittenBackend | undefined {
  const file = readJson(join(folder, INITIALISED)) as Initialised | null | undefined;
  if (typeof file !== "object" || file === null) return undefined;
  return { type: file.backend?.type ?? "local", settings: file.backend?.config ?? {} };
}

interface Initialised {
  readonly backend?: { readonly type?: string; readonly config?: Readonly<Record<string, unknown>> };
}

/**
 * A stack's state files: the one its backend names, the one in the state folder, and any in its own
 * folder, those of workspaces included. Terraform resolves paths from the folder with symbolic links resolved.
 */
function statesOf(project: Project, stack: string): readonly string[] {
  const folder = realpathSync(stackDir(project, stack));
  const paths = [writtenBackend(rootIn(folder)), initialisedWith(folder)].flatMap((backend) => {
    const path = backend?.type === "local" ? backend.settings.path : undefined;
    return typeof path === "string" ? [resolve(folder, path)] : [];
  });
  const named = [usualState(project, stack), ...paths].filter((file) => existsSync(file));
  const workspaces = join(folder, "terraform.tfstate.d");
  const ofWorkspaces = existsSync(workspaces)
    ? readdirSync(workspaces).flatMap((workspace) => statesIn(join(workspaces, workspace)))
    : [];
  return [...new Set([...named.map((file) => realpathSync(file)), ...statesIn(folder), ...ofWorkspaces])];
}

/** Where a stack's state is by default. */
export const usualState = ({ stateDir }: Project, stack: string): string => join(stateDir, `${stack}.tfstate`);

export const statesIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".tfstate"))
        .map((file) => join(folder, file))
    : [];

interface State {
  readonly resources?: readonly { readonly mode?: string; readonly instances?: readonly unknown[] }[];
}

/** Managed resources in a state file; Infinity for an unreadable file, which may hold any number. */
export function resourcesInState(file: string): number {
  const state = readJson(file) as State | null | undefined;
  if (typeof state !== "object" || state === null || !Array.isArray(state.resources ?? []))
    return statSync(file).size === 0 ? 0 : Number.POSITIVE_INFINITY;
  return (state.resources as NonNullable<State["resources"]>)
    .filter(({ mode }) => mode !== "data")
    .reduce((sum, { instances }) => sum + (instances?.length ?? 1), 0);
}

/** The value of a JSON file; undefined where it is missing or is none. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
