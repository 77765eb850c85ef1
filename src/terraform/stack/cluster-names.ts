import { hasUnknown } from "../../unknown/unknown-text";
import { InputError } from "../source-location";
import type { Value } from "../value";
import type { Resource, Stack } from "../world";
import { NAMES_CLUSTER } from "./world-lookup";

/** What the clusters are called that Terraform makes, reads or works in. */
export interface ClusterNames {
  readonly known: ReadonlySet<string>;
  /** Whether there are others, of which the name is not known. */
  readonly others: boolean;
}

/** Those of `stacks`, but for manifests: these are applied to a cluster that the command line names. */
export function clusterNamesIn(stacks: readonly Stack[]): ClusterNames {
  const names = stacks
    .filter(({ kind }) => kind !== "manifests")
    .flatMap(({ resources }) => resources.flatMap(clusterNamedBy));
  const known = names.filter((name): name is string => typeof name === "string" && !hasUnknown(name));
  return { known: new Set(known), others: known.length < names.length };
}

function clusterNamedBy(resource: Resource): readonly Value[] {
  const argument = Object.hasOwn(NAMES_CLUSTER, resource.type) ? NAMES_CLUSTER[resource.type] : undefined;
  try {
    const name = argument === undefined ? resource.clusterName : resource.get(argument);
    return name === undefined ? [] : [name];
  } catch (error) {
    // what Terraform refuses is told where it is needed
    if (error instanceof InputError) return [null];
    throw error;
  }
}
