import { groupBy } from "../collections/group-by";
import { type Access, isPodIdentity } from "./access";
import type { Move } from "./model";

/** The workloads that are on their way from IRSA, each once on however many clusters. */
export const movesOf = (accesses: readonly Access[]): readonly Move[] => {
  const moving = accesses.filter(isPodIdentity).filter(({ transition }) => transition !== undefined);
  return [...groupBy(moving, ({ key }) => key)].flatMap(([workload, together]) => {
    const [first] = together;
    if (!first) return [];
    return [
      {
        workload,
        namespaces: [...new Set(together.flatMap(({ namespaces }) => namespaces.map(({ name }) => name)))],
        serviceAccount: first.serviceAccount,
        makesServiceAccount: first.createServiceAccount,
        annotated: first.transition?.annotated ?? false,
        ...(first.deployment ? { deployment: first.deployment.name } : {}),
      },
    ];
  });
};
