import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { clusterOfFolder, type Sources, sourcesAt } from "../manifests/sources";
import { clusterCalled } from "../manifests/stack";
import { namesIn } from "../source/directory";
import { displayPath } from "../source-location";
import type { Found } from "../stack/paths";
import type { ReadOptions } from "../world";

/** Kubernetes objects of one cluster, as a stack of a name of its own. */
export interface FoundManifests {
  readonly name: string;
  readonly path: string;
  readonly kind: "manifests";
  /** Its name or ARN. */
  readonly cluster: string;
  sources(): Sources;
}

/** The manifests that the options give, and those that synthesis has written beside stacks that were found, each path once. */
export function foundManifests({ manifests = [] }: ReadOptions, found: readonly Found[]): readonly FoundManifests[] {
  const beside = [...new Set(found.map(({ path }) => dirname(path)))].flatMap(besideStacks);
  const taken = new Set([...found, ...beside].map(({ name }) => name));
  const known = new Set(beside.map(({ path }) => path));
  const given = manifests.flatMap(({ cluster, path, text }): readonly FoundManifests[] => {
    const at = text === undefined ? resolve(path) : path;
    if (known.has(at)) return [];
    const usual = `manifests/${clusterCalled(cluster).name}`;
    const name = taken.has(usual) ? `${usual}/${text === undefined ? displayPath(at) : path}` : usual;
    taken.add(name);
    const sources = () => (text === undefined ? sourcesAt(at) : { files: [{ file: path, text }], unread: [] });
    return [{ name, path: at, kind: "manifests", cluster, sources }];
  });
  return [...beside, ...given];
}

/**
 * What synthesis writes for what applies them, to a folder beside its stacks' folder, or beside what calls its modules: without
 * these no service account of theirs would be seen.
 */
function besideStacks(parent: string): readonly FoundManifests[] {
  const isStacks = basename(parent) === "stacks" && existsSync(join(parent, "..", "manifest.json"));
  const folder = join(isStacks ? dirname(parent) : parent, "manifests");
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return namesIn(folder).flatMap(({ name, isDirectory }): readonly FoundManifests[] => {
    const path = join(folder, name);
    const cluster = isDirectory ? clusterOfFolder(path) : undefined;
    return cluster === undefined
      ? []
      : [{ name: `manifests/${name}`, path, kind: "manifests", cluster, sources: () => sourcesAt(path) }];
  });
}
