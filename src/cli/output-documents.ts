import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Project } from "./project";

/** What synthesis writes for the owners of accounts; whatever else lies there is the user's. */
const WRITTEN = /^(.+\.(trust|permissions|policy)\.json|main\.tf\.json)$/;

/** Paths below an output folder of what the owners of accounts are asked for. */
export function documentsIn(outdir: string): readonly string[] {
  const folder = join(outdir, "handover");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => ({ name, file })))
    .filter(({ file }) => WRITTEN.test(file))
    .map(({ name, file }) => join("handover", name, file));
}

/** Removes a document that is no longer asked for, and folders that are then empty. */
export function removeDocument({ outdir }: Project, path: string): void {
  rmSync(join(outdir, path));
  for (const folder of [dirname(path), dirname(dirname(path))])
    if (readdirSync(join(outdir, folder)).length === 0) rmdirSync(join(outdir, folder));
}
