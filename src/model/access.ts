import { type Config, workloadPlacements } from "../config";
import { type IrsaAccess, irsaAccess } from "./irsa";
import { type PodIdentityAccess, podIdentityAccess } from "./pod-identity";
import type { ResolvedEntities } from "./resolved-entities";

/** One workload on one cluster: everything that its documents are built from. */
export type Access = PodIdentityAccess | IrsaAccess;

export const accessesOf = (config: Config, entities: ResolvedEntities): readonly Access[] =>
  workloadPlacements(config).map((placement) =>
    placement.mechanism === "irsa"
      ? irsaAccess(config, entities, placement)
      : podIdentityAccess(config, entities, placement),
  );

export const isIrsa = (access: Access): access is IrsaAccess => access.mechanism === "irsa";
export const isPodIdentity = (access: Access): access is PodIdentityAccess => access.mechanism === "pod-identity";
