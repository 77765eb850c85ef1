import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { MANIFEST_HEADER } from "../manifests/header";
import type { Project } from "./project";

/** What synthesis writes for the owners of accounts; whatever else lies there is the user's. */
const REQUESTED = /^(.+\.(trust|permissions|policy)\.json|main\.tf\.json)$/;

/** Paths below an output folder of what the owners of accounts are asked for, and of Kubernetes manifests. */
export const documentsIn = (outdir: string): readonly string[] => [
  ...below(outdir, "handover").filter(
    (path) => path.split(sep).length === 3 && REQUESTED.test(path.split(sep)[2] ?? ""),
  ),
  ...below(outdir, "manifests").filter((path) => path.endsWith(".yaml") && isManifest(join(outdir, path))),
];

/** Whether synthesis wrote this file: users have theirs beside it, with names of any kind. */
export const isManifest = (file: string): boolean => readFileSync(file, "utf8").startsWith(`${MANIFEST_HEADER}\n`);

/** Paths, from `outdir`, of the files in a folder of it. */
function below(outdir: string, folder: string): readonly string[] {
  const top = join(outdir, folder);
  if (!existsSync(top)) return [];
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(outdir.length + 1))
    .sort();
}

/** Removes a document that is no longer written, and folders that are then empty. */
export function removeDocument({ outdir }: Project, path: string): void {
  rmSync(join(outdir, path));
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    if (readdirSync(join(outdir, folder)).length > 0) return;
    rmdirSync(join(outdir, folder));
  }
}
