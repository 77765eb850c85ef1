import { ASSOCIATIONS_PER_CLUSTER } from "../aws";
import type { Problem } from "../rules";

/** Clusters with more associations than EKS keeps. */
export const clusterQuotaProblems = (associations: readonly { readonly cluster: string }[]): readonly Problem[] => {
  const counts = new Map<string, number>();
  for (const { cluster } of associations) counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > ASSOCIATIONS_PER_CLUSTER)
    .map(([cluster, count]) => ({
      rule: "association-quota",
      path: ["clusters", cluster],
      at: "key",
      found: `${count} associations`,
    }));
};
