import { readFileSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { isRaw, listed, own } from "../source/block";
import { isTerraform, namesIn } from "../source/directory";
import { displayPath, InputError } from "../source-location";

/** A directory with Terraform that is no root module of its own. */
export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}

export interface RootModules {
  /** Absolute, sorted. */
  readonly roots: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/** A folder with more directories is none that somebody means to prove. */
const MOST = 20_000;

/**
 * The root modules in the directories below `folder`. A backend, a provider block or a file of values shows that a
 * directory is applied by itself; without any, one that another calls is a part of that one.
 * @see https://developer.hashicorp.com/terraform/language/modules#the-root-module
 */
export function rootModulesBelow(folder: string): RootModules {
  const modules = terraformBelow(folder);
  const callers = new Map<string, string>();
  for (const { path, calls } of modules)
    for (const called of calls) if (called !== path && !callers.has(called)) callers.set(called, path);
  const roots: string[] = [];
  const leftOut: LeftOut[] = [];
  for (const { path, isApplied } of modules) {
    const caller = callers.get(path);
    if (isApplied || caller === undefined) roots.push(path);
    else leftOut.push({ path, reason: `it is a module that ${displayPath(caller)} calls` });
  }
  return { roots, leftOut };
}

interface ModuleFolder {
  readonly path: string;
  readonly isApplied: boolean;
  /** Directories that it calls. */
  readonly calls: readonly string[];
}

function terraformBelow(folder: string): readonly ModuleFolder[] {
  const found: ModuleFolder[] = [];
  const visited = new Set<string>();
  const open = [folder];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const real = realpathSync(path);
    if (visited.has(real)) continue;
    visited.add(real);
    if (visited.size > MOST)
      throw new InputError(`found more than ${MOST} directories, expected fewer; name the stacks themselves`, {
        file: displayPath(folder),
      });
    const names = namesIn(path);
    const files = names.flatMap(({ name, isDirectory }) => (isDirectory ? [] : [name]));
    const terraform = files.filter(isTerraform);
    if (terraform.length > 0) found.push(moduleIn(path, terraform, files));
    for (const { name, isDirectory } of names)
      if (isDirectory && !name.startsWith(".") && name !== "node_modules") open.push(join(path, name));
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

// what shows a root module is found without reading HCL as such, since most directories are not needed

/** What one file shows of its module. */
interface Shown {
  readonly isApplied: boolean;
  /** Paths of the modules that it calls, relative to it. */
  readonly sources: readonly string[];
}

function moduleIn(path: string, terraform: readonly string[], files: readonly string[]): ModuleFolder {
  const shown = terraform.map((name) => shownIn(name, readFileSync(join(path, name), "utf8")));
  return {
    path,
    isApplied: files.some((name) => /\.tfvars(\.json)?$/.test(name)) || shown.some(({ isApplied }) => isApplied),
    calls: shown.flatMap(({ sources }) => sources.filter(isLocal).map((source) => resolve(path, source))),
  };
}

const isLocal = (source: string): boolean => /^\.\.?(\/|$)/.test(source);

const shownIn = (name: string, text: string): Shown =>
  name.endsWith(".json")
    ? shownInJson(text)
    : {
        isApplied: /^\s*(provider\s+"|backend\s+"|cloud\s*\{)/m.test(text),
        sources: [...text.matchAll(/^\s*source\s*=\s*"([^"]*)"/gm)].map(([, source = ""]) => source),
      };

function shownInJson(text: string): Shown {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // it is told where it is read
    content = undefined;
  }
  const at = (value: unknown, ...names: readonly string[]): readonly unknown[] =>
    names.reduce(
      (all, name) => all.flatMap(listed).flatMap((one) => (isRaw(one) ? listed(own(one, name)) : [])),
      listed(value),
    );
  const settings = ["backend", "cloud"].flatMap((name) => at(content, "terraform", name));
  return {
    isApplied: [...settings, ...at(content, "provider")].length > 0,
    sources: at(content, "module")
      .flatMap((one) => (isRaw(one) ? Object.values(one) : []))
      .flatMap((one) => at(one, "source"))
      .filter((source) => typeof source === "string"),
  };
}
