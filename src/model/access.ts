import { type Config, placements } from "../config";
import { type IrsaAccess, irsaAccess } from "./irsa";
import type { Places } from "./places";
import { type PodIdentityAccess, podIdentityAccess } from "./pod-identity";

/** One workload on one cluster: everything its documents are made from. */
export type Access = PodIdentityAccess | IrsaAccess;

export const accessesOf = (config: Config, places: Places): readonly Access[] =>
  placements(config).map((placement) =>
    placement.workload.mechanism === "irsa"
      ? irsaAccess(config, places, placement)
      : podIdentityAccess(config, places, placement),
  );

export const isIrsa = (access: Access): access is IrsaAccess => access.mechanism === "irsa";
export const isPodIdentity = (access: Access): access is PodIdentityAccess => access.mechanism === "pod-identity";
