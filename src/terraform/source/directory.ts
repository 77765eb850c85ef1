import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { displayPath, InputError } from "../source-location";
import { type ModuleSource, moduleSource } from "./module-source";
import { isOfTofu, readHcl, readJson, reason, type SourceFile } from "./source-file";

/** Of Terraform, or of OpenTofu alone. */
const EXTENSION = /\.(?:tf|tofu)(\.json)?$/;

export const isTerraform = (name: string): boolean => !/^\.|~$|^#.*#$/.test(name) && EXTENSION.test(name);

/** The names in a directory, sorted. @throws InputError where it cannot be read */
export function namesIn(directory: string): readonly { readonly name: string; readonly isDirectory: boolean }[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .map((entry) => ({ name: entry.name, isDirectory: isDirectory(entry, directory) }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch (error) {
    throw new InputError(
      `found a directory that cannot be read (${reason(error)}), expected a readable one; check its permissions`,
      { file: displayPath(directory) },
    );
  }
}

/** A link is what it leads to. */
const isDirectory = (entry: Dirent, directory: string): boolean =>
  entry.isSymbolicLink()
    ? (statSync(join(directory, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false)
    : entry.isDirectory();

/** Whether a directory holds Terraform files itself. */
export const holdsTerraform = (directory: string): boolean =>
  namesIn(directory).some(({ name, isDirectory }) => !isDirectory && isTerraform(name));

/**
 * The names that are read of those in a directory. Of two files that differ in the extension alone Terraform reads `.tf`
 * and OpenTofu `.tofu`; which one it is shows where a `.tofu` file has none beside it, which only OpenTofu can mean.
 * @see https://opentofu.org/docs/language/files/
 */
function namesRead(names: readonly string[]): readonly string[] {
  const other = (name: string): string =>
    isOfTofu(name) ? name.replace(/\.tofu(?=$|\.json$)/, ".tf") : name.replace(/\.tf(?=$|\.json$)/, ".tofu");
  const isTofu = names.some((name) => isOfTofu(name) && !names.includes(other(name)));
  return names.filter((name) => isOfTofu(name) === isTofu || !names.includes(other(name)));
}

/**
 * Reads the Terraform files of a directory.
 * @throws InputError for what is not Terraform
 * @see https://developer.hashicorp.com/terraform/language/files
 */
export async function readDirectory(directory: string): Promise<ModuleSource> {
  const files: SourceFile[] = [];
  const overrides: SourceFile[] = [];
  const names = namesIn(directory).flatMap((one) => (one.isDirectory || !isTerraform(one.name) ? [] : one.name));
  for (const name of namesRead(names)) {
    const path = join(directory, name);
    const file = name.endsWith(".json") ? readJson(path) : await readHcl(path);
    (/^(.*_)?override$/.test(name.replace(EXTENSION, "")) ? overrides : files).push(file);
  }
  return moduleSource(directory, files, overrides);
}
