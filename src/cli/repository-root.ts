import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of the git repository that a folder is in. */
export function repositoryRoot(folder: string): string | undefined {
  if (existsSync(join(folder, ".git"))) return folder;
  return dirname(folder) === folder ? undefined : repositoryRoot(dirname(folder));
}
