import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** The files of a world, by path below its folder. */
export interface Seed {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

/** What is Terraform's, of all that lies in a folder. */
const TERRAFORM = /\.(tf|tfvars|json)$/;

/** The world in `folder`. */
function seedIn(name: string, folder: string): Seed {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && TERRAFORM.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return { name, files: Object.fromEntries(files.map((file) => [relative(folder, file), readFileSync(file, "utf8")])) };
}

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/** The examples' Terraform, the worlds in `seeds`, and every folder called `world` below `corpus`. */
export function seeds(corpus: string | undefined): readonly Seed[] {
  const [examples, own] = [join("..", "examples"), join("fuzz", "files", "seeds")];
  return [
    ...foldersIn(examples).map((name) => seedIn(name, join(examples, name, "golden"))),
    ...foldersIn(own).map((name) => seedIn(name, join(own, name))),
    ...(corpus === undefined ? [] : worldsBelow(corpus)),
  ].filter(({ files }) => Object.keys(files).length > 0);
}

const worldsBelow = (corpus: string): readonly Seed[] =>
  readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name === "world")
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((folder) => seedIn(relative(corpus, folder), folder));

/** The paths to name to `prove`: folders of configurations, and single files of plans and states. */
export function pathsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const all = Object.keys(files);
  const folders = new Set(all.filter((path) => /\.tf(\.json)?$/.test(path)).map(dirname));
  const shown = all.filter((path) => path.endsWith(".json") && !folders.has(dirname(path)));
  return [...folders, ...shown];
}
