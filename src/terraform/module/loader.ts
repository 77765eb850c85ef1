import { existsSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { locationIn, rawOf } from "../source/block";
import { readDirectory } from "../source/directory";
import type { ModuleSource } from "../source/module-source";
import { displayPath, InputError } from "../source-location";
import { whereabouts } from "./whereabouts";

/** A module with the modules it calls. */
export interface LoadedModule {
  readonly source: ModuleSource;
  readonly calls: ReadonlyMap<string, LoadedModule | AbsentModule>;
}

/** A module that is not there to be read. */
export interface AbsentModule {
  readonly absent: string;
  readonly from: string;
}

/** A stack of more modules is refused; Terraform would take hours over it. */
const MOST = 5_000;

/**
 * Reads the root module in `directory` and every module it calls that is there to be read.
 * @throws InputError for what is not Terraform, and for a module that calls itself
 */
export async function loadModules(directory: string): Promise<LoadedModule> {
  const installed = installedModules(directory);
  const sources = new Map<string, Promise<ModuleSource>>();
  let count = 0;
  const load = async (at: string, key: string, above: readonly string[]): Promise<LoadedModule> => {
    if (++count > MOST)
      throw new InputError(`found more than ${MOST} modules, expected fewer`, { file: displayPath(directory) });
    const reading = sources.get(at) ?? readDirectory(at);
    sources.set(at, reading);
    const source = await reading;
    const calls = new Map<string, LoadedModule | AbsentModule>();
    for (const [name, block] of source.modules) {
      const inner = key === "" ? name : `${key}.${name}`;
      const from = rawOf(block, "source");
      const location = locationIn(block, ["source"]);
      if (typeof from !== "string")
        throw new InputError(`found module ${name} without a source, expected a string`, location);
      const found = directoryOf(from, inner, at, installed);
      if (found === undefined || !isDirectory(found)) {
        if (isLocal(from))
          throw new InputError(
            `found module ${name} with source ${from}, which is not a directory; correct the source`,
            location,
          );
        calls.set(name, {
          absent:
            found === undefined ? notInstalled(from, directory) : `its directory ${displayPath(found)} is not there`,
          from,
        });
        continue;
      }
      const way = [...above, at];
      if (way.includes(found))
        throw new InputError(
          `found a module that calls itself: ${[...way.slice(way.indexOf(found)), found].map(displayPath).join(" => ")}`,
          location,
        );
      calls.set(name, await load(found, inner, way));
    }
    return { source, calls };
  };
  return load(resolve(directory), "", []);
}

/** Why a module is not there, and where people may find it. */
function notInstalled(source: string, directory: string): string {
  const near = whereabouts(source, directory);
  return `it is not installed${near === undefined ? "" : `, though ${near}`}`;
}

const isLocal = (source: string): boolean => /^\.\.?(\/|$)/.test(source);

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function directoryOf(
  source: string,
  key: string,
  from: string,
  installed: ReadonlyMap<string, string>,
): string | undefined {
  return isLocal(source) ? resolve(from, source) : installed.get(key);
}

/** Where `terraform init` has put modules, by key such as `workload.role`. */
function installedModules(directory: string): ReadonlyMap<string, string> {
  const path = join(directory, ".terraform", "modules", "modules.json");
  if (!existsSync(path)) return new Map();
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new InputError(
      "found a list of installed modules that is not JSON, expected what terraform init writes; run terraform init again",
      { file: displayPath(path) },
    );
  }
  const modules: unknown =
    typeof content === "object" && content !== null && "Modules" in content ? content.Modules : [];
  return new Map((Array.isArray(modules) ? modules : []).flatMap((one) => entryOf(one, directory)));
}

function entryOf(module: unknown, directory: string): readonly (readonly [string, string])[] {
  if (typeof module !== "object" || module === null) return [];
  const { Key, Dir } = module as { readonly Key?: unknown; readonly Dir?: unknown };
  if (typeof Key !== "string" || typeof Dir !== "string" || Key === "" || Dir.includes("\0")) return [];
  return [[Key, isAbsolute(Dir) ? Dir : resolve(directory, Dir)]];
}
