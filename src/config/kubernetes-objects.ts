import type { Objects } from "./sections/settings";

type ClusterKubernetes<Access> = Objects | Access | undefined;

/** What a configuration, or a draft of one, says of where Kubernetes objects are made. */
interface Says {
  readonly defaults?: { readonly kubernetes?: Objects | undefined } | undefined;
  readonly clusters?:
    | Readonly<
        Record<
          string,
          { readonly kubernetes?: ClusterKubernetes<{ readonly objects?: Objects | undefined }> } | undefined
        >
      >
    | undefined;
}

/** Where the objects of a workload are made on one of its clusters: as it says itself, else the cluster, else the defaults. */
export function objectsOf(
  { defaults, clusters }: Says,
  workload: { readonly kubernetes?: Objects | undefined },
  cluster: string,
): Objects {
  const ofCluster = clusters?.[cluster]?.kubernetes;
  const word = typeof ofCluster === "string" ? ofCluster : ofCluster?.objects;
  return workload.kubernetes ?? word ?? defaults?.kubernetes ?? "terraform";
}

/** How to reach a cluster's API, as far as its entry says so. */
export const apiAccessOf = <Access extends object>(kubernetes: ClusterKubernetes<Access>): Access | undefined =>
  typeof kubernetes === "object" ? kubernetes : undefined;
