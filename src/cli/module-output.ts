import { existsSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join, posix, sep } from "node:path";
import type { OutputFile } from "../library/synthesize";
import { removeDocument } from "./output-documents";
import type { Project } from "./project";

/** What a module's folder gets, and what lies above all. */
const MODULE = "main.tf.json";
const PAGES = ["README.md", "REVIEW.md"];
const ABOVE = ["README.md", "MIGRATE.md"];

/** Names of the modules among the files of an output. */
export const modulesAmong = (files: readonly OutputFile[]): readonly string[] =>
  files.flatMap(({ path }) => {
    const folder = dirname(path).split(sep).join("/");
    return posix.basename(path) === MODULE && !folder.includes("/") ? [folder] : [];
  });

/** Paths of what an earlier synthesis of these modules wrote; whatever else lies there is the user's. */
export const filesOfModules = (names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [...names.flatMap((name) => [MODULE, ...PAGES].map((file) => join(name, file))), ...ABOVE];

/** Removes what an earlier synthesis wrote of modules and this one does not, and folders that are then empty. */
export function removeModules(project: Project, earlier: readonly string[], files: readonly OutputFile[]): void {
  for (const path of filesOfModules(earlier))
    if (!files.some((file) => file.path === path) && existsSync(join(project.outdir, path)))
      removeDocument(project, path);
}

/** Removes what is left of stacks where modules take their place: the stacks themselves are gone. */
export function removeManifest({ outdir }: Project): void {
  rmSync(join(outdir, "manifest.json"), { force: true });
  if (existsSync(join(outdir, "stacks"))) rmdirSync(join(outdir, "stacks"));
}
