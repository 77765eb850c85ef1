import { existsSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { holdsTerraform, namesIn } from "../source/directory";
import { reason } from "../source/source-file";
import { InputError } from "../source-location";

/** A stack that a path leads to. */
export interface Found {
  readonly name: string;
  readonly path: string;
  readonly kind: "directory" | "file";
}

/** The stacks that `path` leads to. @throws InputError for a missing path, and for one that leads to none */
export function stacksAt(path: string): readonly Found[] {
  const absolute = resolve(path);
  const kind = kindOf(absolute, path);
  if (kind === "file") return [{ name: basename(absolute).replace(/\.json$/, ""), path: absolute, kind }];
  if (holdsTerraform(absolute)) return [{ name: basename(absolute), path: absolute, kind }];
  const stacks = join(absolute, "stacks");
  // what cdktf writes: its manifest and assets beside the stacks are none
  const parent =
    existsSync(join(absolute, "manifest.json")) && existsSync(stacks) && statSync(stacks).isDirectory()
      ? stacks
      : absolute;
  const found = below(parent);
  const deeper =
    found.length === 0 && parent === absolute && existsSync(stacks) && statSync(stacks).isDirectory()
      ? below(stacks)
      : [];
  if (found.length + deeper.length > 0) return [...found, ...deeper];
  throw new InputError(
    "found no Terraform here, expected a directory with *.tf or *.tf.json files, a parent of such directories, or a file from terraform show -json",
    { file: path },
  );
}

function kindOf(absolute: string, path: string): "directory" | "file" {
  try {
    return statSync(absolute).isDirectory() ? "directory" : "file";
  } catch (error) {
    const found =
      reason(error) === "ENOENT" ? "no such file or directory" : `a path that cannot be read (${reason(error)})`;
    throw new InputError(`found ${found}, expected Terraform; correct the path, or synthesize it first`, {
      file: path,
    });
  }
}

const below = (parent: string): readonly Found[] =>
  namesIn(parent)
    .filter(({ name, isDirectory }) => isDirectory && !name.startsWith(".") && name !== "node_modules")
    .map(({ name }) => ({ name, path: join(parent, name), kind: "directory" as const }))
    .filter(({ path }) => holdsTerraform(path));
