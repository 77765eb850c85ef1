import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { holdsTerraform, namesIn } from "../source/directory";
import { reason } from "../source/source-file";
import { displayPath, InputError } from "../source-location";
import { type LeftOut, rootModulesBelow } from "./root-modules";

/** A stack that a path leads to. */
export interface Found {
  readonly name: string;
  readonly path: string;
  readonly kind: "directory" | "file";
  /** The folder in which it was found deeper than its children; undefined for one that is given, or a child of one. */
  readonly below?: string;
}

export interface FoundStacks {
  readonly found: readonly Found[];
  readonly leftOut: readonly LeftOut[];
}

/** The stacks that `paths` lead to, each once and of a name of its own. @throws InputError for a path that leads to none */
export function stacksAt(paths: readonly string[]): FoundStacks {
  const all = paths.map(stacksIn);
  const byPath = new Map<string, Found>();
  for (const one of all.flatMap(({ found }) => found)) {
    const known = byPath.get(one.path);
    // given as a path of its own, it is a part of the world of such
    if (!known || known.below !== undefined) byPath.set(one.path, one);
  }
  const found = [...byPath.values()];
  return {
    found: named(found),
    leftOut: all.flatMap(({ leftOut }) => leftOut).filter(({ path }) => !byPath.has(path)),
  };
}

function stacksIn(path: string): FoundStacks {
  const absolute = resolve(path);
  const kind = kindOf(absolute, path);
  const alone = (name: string): FoundStacks => ({ found: [{ name, path: absolute, kind }], leftOut: [] });
  if (kind === "file" && /\.ya?ml$/.test(absolute))
    throw new InputError(
      "found a YAML file, expected Terraform; of a configuration prove what `synth` makes of it, and give Kubernetes objects with --manifests CLUSTER=FILE",
      { file: path },
    );
  if (kind === "file") return alone(basename(absolute).replace(/\.json$/, ""));
  if (holdsTerraform(absolute)) return alone(basename(absolute));
  const stacks = join(absolute, "stacks");
  // what cdktf writes: its manifest and assets beside the stacks are none
  if (existsSync(join(absolute, "manifest.json")) && isDirectory(stacks)) {
    const found = childrenOf(stacks);
    if (found.length > 0) return { found: [...found, ...requestedBeside(stacks)], leftOut: [] };
  }
  const { roots, leftOut } = rootModulesBelow(absolute);
  const children = roots.filter((one) => dirname(one) === absolute);
  const parent = children.length === 0 && roots.some((one) => dirname(one) === stacks) ? stacks : absolute;
  const found = roots.map((one) => ({
    name: basename(one),
    path: one,
    kind: "directory" as const,
    ...(dirname(one) === parent ? {} : { below: absolute }),
  }));
  if (found.length > 0) return { found, leftOut };
  throw new InputError(
    "found no Terraform here, expected a directory with *.tf or *.tf.json files, a folder with such directories, or a file from terraform show -json",
    { file: path },
  );
}

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

const childrenOf = (parent: string): readonly Found[] =>
  namesIn(parent)
    .filter(({ name, isDirectory: isOne }) => isOne && !name.startsWith(".") && name !== "node_modules")
    .map(({ name }) => ({ name, path: join(parent, name), kind: "directory" as const }))
    .filter(({ path }) => holdsTerraform(path));

/** What the owners of other accounts are asked for, which synthesis writes beside the stacks; stacks keep their names. */
function requestedBeside(stacks: string): readonly Found[] {
  const folder = join(dirname(stacks), "handover");
  return isDirectory(folder) ? childrenOf(folder).map((one) => ({ ...one, name: `handover/${one.name}` })) : [];
}

/** Stacks of one name are told apart by the paths to them, and a file beside a directory by its extension. */
function named(found: readonly Found[]): readonly Found[] {
  const count = (names: readonly string[]) => (name: string) => names.filter((one) => one === name).length;
  const ofName = count(found.map(({ name }) => name));
  const paths = found.map((one) =>
    ofName(one.name) === 1 ? one : { ...one, name: pathOf(one).replace(one.kind === "file" ? /\.json$/ : /$^/, "") },
  );
  const ofPath = count(paths.map(({ name }) => name));
  return paths.map((one) => (ofPath(one.name) === 1 ? one : { ...one, name: displayPath(one.path) }));
}

const pathOf = ({ path, below }: Found): string =>
  (below === undefined ? displayPath(path) : relative(below, path)).replaceAll("\\", "/");

function kindOf(absolute: string, path: string): "directory" | "file" {
  try {
    return statSync(absolute).isDirectory() ? "directory" : "file";
  } catch (error) {
    const found =
      reason(error) === "ENOENT" ? "no such file or directory" : `a path that cannot be read (${reason(error)})`;
    const fix = path === "-" ? "save what is on standard input as a file" : "correct the path, or synthesize it first";
    throw new InputError(`found ${found}, expected Terraform; ${fix}`, { file: path });
  }
}
