import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { manifestFiles } from "../src/manifests";
import type { ClusterManifests } from "../src/model";

/** Writes the Kubernetes objects that others apply, beside the stacks. */
export function writeManifests(manifests: readonly ClusterManifests[], outdir: string): void {
  for (const { path, text } of manifests.flatMap(manifestFiles)) {
    mkdirSync(dirname(join(outdir, path)), { recursive: true });
    writeFileSync(join(outdir, path), text);
  }
}
