import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { holdsTerraform } from "../source/directory";
import { displayPath } from "../source-location";

/** Folders that are looked at beside those above, at most. */
const MOST = 100;

/**
 * Where a module that is not installed lies all the same, as a hint for people: in a folder of its name or path near
 * the stack, or installed for a stack near it. It is not read: which version the stack would get is not known.
 */
export function whereabouts(source: string, directory: string): string | undefined {
  const { folder, inner } = namesOf(source);
  let above = resolve(directory);
  for (let level = 0; level < 3 && dirname(above) !== above; level++) {
    above = dirname(above);
    for (const name of ["", ...foldersIn(above)]) {
      if (name !== "" && installs(join(above, name), source))
        return `${displayPath(join(above, name))} has it installed`;
      const at = join(above, name, inner ?? "");
      const isNamed = inner === undefined ? name === folder : name === "" || name === folder;
      if (isNamed && at !== resolve(directory) && holds(at)) return `a module of its name lies in ${displayPath(at)}`;
    }
  }
  return undefined;
}

/** The folder that a source's repository is usually cloned to, and the path in it. @see https://developer.hashicorp.com/terraform/language/modules/sources */
function namesOf(source: string): { readonly folder: string; readonly inner: string | undefined } {
  const [whole = "", inner] = source
    .replace(/^git::/, "")
    .replace(/^[a-z]+:\/\//, "")
    .replace(/\?.*$/, "")
    .split("//");
  const parts = whole.split("/");
  const [name = "", provider = ""] = parts.slice(-2);
  const isRegistry = /^[\w-]+\/[\w-]+\/[\w-]+$/.test(whole) || parts.length === 4;
  const folder = isRegistry ? `terraform-${provider}-${name}` : (parts.at(-1) ?? "").replace(/\.git$/, "");
  return { folder, inner: inner === undefined || inner === "" ? undefined : inner };
}

function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .slice(0, MOST)
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

/** Whether `terraform init` has installed the same source for the stack in `directory`. */
function installs(directory: string, source: string): boolean {
  const path = join(directory, ".terraform", "modules", "modules.json");
  try {
    return existsSync(path) && readFileSync(path, "utf8").includes(JSON.stringify(registryForm(source)));
  } catch {
    return false;
  }
}

/** As the list of installed modules has a source of the public registry. */
const registryForm = (source: string): string =>
  /^[\w-]+\/[\w-]+\/[\w-]+(\/\/.*)?$/.test(source) ? `registry.terraform.io/${source}` : source;

function holds(path: string): boolean {
  try {
    return existsSync(path) && holdsTerraform(path);
  } catch {
    return false;
  }
}
