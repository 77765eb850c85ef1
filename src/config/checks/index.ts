import type { Problem } from "../../rules";
import type { Draft } from "../draft";
import { placements } from "../placement";
import { deployment } from "./deployment";
import { grants } from "./grants";
import { irsa, mechanism } from "./irsa";
import { accounts, clusters, keys, primaryRoles, resources } from "./places";
import type { Subject } from "./subject";
import { addressesTaken, deploymentsTaken, namespacesTaken, podsTaken, roleNamesTaken } from "./taken";
import { pod, roles, workloads } from "./workloads";

export { createsNamespace, createsServiceAccount } from "./taken";

/**
 * What must hold between the entries of a configuration. Every check takes a draft, in which anything
 * may be missing, and is silent about what it cannot see: `form` is what is wrong with its form.
 * A mistake that several placements of a workload share is one problem.
 */
export function relationProblems(config: Draft, form: readonly Problem[] = []): readonly Problem[] {
  const lost = new Set(form.flatMap(({ path }) => [path.join("."), path.slice(0, -1).join(".")]));
  const subject: Subject = { config, placed: placements(config), lost: (path) => lost.has(path.join(".")) };
  const problems = [
    ...[keys, accounts, clusters, resources, primaryRoles, workloads].flatMap((check) => check(subject)),
    ...subject.placed.flatMap((placement) =>
      [mechanism, pod, roles, irsa, grants, deployment].flatMap((check) => check(subject, placement)),
    ),
    ...[podsTaken, namespacesTaken, deploymentsTaken, roleNamesTaken, addressesTaken].flatMap((check) =>
      check(subject),
    ),
  ];
  return [
    ...new Map(
      problems.map((problem) => [`${problem.rule} ${problem.path.join(".")} ${problem.found}`, problem]),
    ).values(),
  ];
}
