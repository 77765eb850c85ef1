import { type Config, placements } from "../config";
import type { Places } from "./places";
import { type PodIdentityAccess, podIdentityAccess } from "./pod-identity";

/** One workload on one cluster: everything its documents are made from. */
export type Access = PodIdentityAccess;

export const accessesOf = (config: Config, places: Places): readonly Access[] =>
  placements(config).map((placement) => podIdentityAccess(config, places, placement));
