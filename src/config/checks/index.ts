import type { Path, Problem } from "../../rules";
import type { Draft } from "../draft";
import { placements } from "../placement";
import { grants } from "./grants";
import { accounts, clusters, keys, primaryRoles, resources } from "./places";
import type { Subject } from "./subject";
import { addressesTaken, namespacesTaken, podsTaken, roleNamesTaken } from "./taken";
import { pod, roles, workloads } from "./workloads";

export { createsNamespace } from "./taken";

/**
 * What must hold between the entries of a configuration. Every check takes a draft, in which anything
 * may be missing, and is silent about what it cannot see: form is checked elsewhere. `leftOut` are the
 * paths of what the draft lacks for its form.
 */
export function relationProblems(config: Draft, leftOut: readonly Path[] = []): readonly Problem[] {
  const lost = new Set(leftOut.flatMap((path) => [path.join("."), path.slice(0, -1).join(".")]));
  const subject: Subject = { config, placed: placements(config), lost: (path) => lost.has(path.join(".")) };
  return [
    ...[keys, accounts, clusters, resources, primaryRoles, workloads].flatMap((check) => check(subject)),
    ...subject.placed.flatMap((placement) => [pod, roles, grants].flatMap((check) => check(subject, placement))),
    ...[podsTaken, namespacesTaken, roleNamesTaken, addressesTaken].flatMap((check) => check(subject)),
  ];
}
