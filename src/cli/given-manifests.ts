import { closestMatch } from "../config/suggestion";
import type { GivenManifests, Worlds } from "../terraform";
import { InputError } from "../terraform/source-location";
import { clusterNamesIn } from "../terraform/stack/cluster-names";

/**
 * Whether each of `manifests` is for a cluster that may be meant: one of another name than those of `worlds` is told by
 * the proof, unless it is near to one of these. An ARN is nothing that is mistyped by a letter and still one.
 * @throws InputError for a name that is misspelt
 */
export function checkManifests({ worlds }: Worlds, manifests: readonly GivenManifests[]): void {
  const { known, others } = clusterNamesIn(worlds.flatMap(({ world }) => world.stacks));
  const names = [...known].sort();
  for (const { cluster, path } of manifests) {
    const near = known.has(cluster) || others ? undefined : closestMatch(cluster, names);
    if (near === undefined) continue;
    throw new InputError(
      `found --manifests ${cluster}=${path}, expected the name of a cluster that was read (${names.join(", ")}), or the ARN of another one; did you mean ${near}?`,
    );
  }
}
