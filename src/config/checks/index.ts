import { type Problem, ruleOf } from "../../rules";
import type { Draft } from "../draft";
import { draftPlacements } from "../workload-placement";
import { checkAccounts } from "./accounts";
import { checkBackends } from "./backend";
import type { CheckContext } from "./check-context";
import { checkClusters } from "./clusters";
import { checkDeployment } from "./deployment";
import { checkDeploymentSettings } from "./deployment-settings";
import { checkExistingAccounts, checkExistingPrimaryRoles, checkExistingTargets } from "./existing-roles";
import { checkGrants } from "./grants";
import { checkIrsa, checkMechanism } from "./irsa";
import { checkKeys } from "./keys";
import { checkKmsKeys } from "./kms-keys";
import { checkKubernetes, checkUnmade } from "./kubernetes";
import { checkLayout } from "./layout";
import { checkManagedAccounts } from "./managed-accounts";
import { checkNamespaces } from "./namespaces";
import { checkPlacedRoles } from "./placed-roles";
import { checkPrimaryRoles } from "./primary-roles";
import { checkRenamed } from "./renamed";
import { checkResources } from "./resources";
import { checkRoleSettings } from "./role-settings";
import { checkTargets, checkUniqueTargetAddresses } from "./targets";
import { checkTransitions } from "./transition";
import {
  checkUniqueAddresses,
  checkUniqueDeployments,
  checkUniqueNamespaces,
  checkUniquePods,
  checkUniqueRoleNames,
} from "./unique";
import { checkUnused } from "./unused";
import { checkPod, checkRoles, checkWorkloads } from "./workloads";

/**
 * Problems in the relations between entries. Every check takes a draft, in which anything may be
 * missing, and does not report what it cannot see: `schemaProblems` are those of its schema.
 * A mistake that several placements of a workload share is one problem.
 */
export function relationProblems(config: Draft, schemaProblems: readonly Problem[] = []): readonly Problem[] {
  const omittedPaths = new Set(schemaProblems.flatMap(({ path }) => [path.join("."), path.slice(0, -1).join(".")]));
  const context: CheckContext = {
    config,
    placements: draftPlacements(config),
    omitted: (path) => omittedPaths.has(path.join(".")),
  };
  const problems = [
    ...[
      checkKeys,
      checkRenamed,
      checkLayout,
      checkAccounts,
      checkManagedAccounts,
      checkBackends,
      checkClusters,
      checkKubernetes,
      checkUnmade,
      checkResources,
      checkKmsKeys,
      checkPrimaryRoles,
      checkExistingPrimaryRoles,
      checkRoleSettings,
      checkWorkloads,
      checkNamespaces,
      checkTransitions,
    ].flatMap((check) => check(context)),
    ...context.placements.flatMap((placement) =>
      [
        checkMechanism,
        checkPod,
        checkExistingTargets,
        checkExistingAccounts,
        checkTargets,
        checkRoles,
        checkPlacedRoles,
        checkIrsa,
        checkGrants,
        checkDeployment,
        checkDeploymentSettings,
      ].flatMap((check) => check(context, placement)),
    ),
    ...[
      checkUniquePods,
      checkUniqueNamespaces,
      checkUniqueDeployments,
      checkUniqueRoleNames,
      checkUniqueAddresses,
      checkUniqueTargetAddresses,
    ].flatMap((check) => check(context)),
  ];
  const isSound = [...schemaProblems, ...problems].every(({ rule }) => ruleOf(rule).level !== "error");
  return [
    ...new Map(
      [...problems, ...(isSound ? checkUnused(context) : [])].map((problem) => [
        `${problem.rule} ${problem.path.join(".")} ${problem.found}`,
        problem,
      ]),
    ).values(),
  ];
}
