import { runSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import type { Document, Pair } from "./pair";
import { ISSUER } from "./values";

/** `pair` as iam-simulate takes it. */
export function simulationOf(pair: Pair): Simulation {
  const named = (documents: readonly Document[]) => documents.map((policy, index) => ({ name: `p${index}`, policy }));
  const { caller } = pair;
  return {
    request: {
      action: pair.action,
      resource: { resource: pair.resource, accountId: pair.resourceAccount },
      principal:
        caller.kind === "role"
          ? caller.sessionArn
          : caller.kind === "service"
            ? caller.name
            : caller.kind === "federated"
              ? caller.provider
              : { type: "Anonymous" },
      contextVariables: pair.context as Record<string, string | string[]>,
    },
    identityPolicies: named(pair.identity),
    permissionBoundaryPolicies: pair.boundary ? named([pair.boundary]) : undefined,
    sessionPolicy: pair.session,
    resourcePolicy: pair.resourcePolicy,
    serviceControlPolicies: pair.scps ? [{ orgIdentifier: "root", policies: named(pair.scps) }] : [],
    resourceControlPolicies: pair.rcps.length > 0 ? [{ orgIdentifier: "root", policies: named(pair.rcps) }] : [],
  } as Simulation;
}

/** `pair` with an issuer that iam-simulate accepts instead of the cluster's own. */
const aliased = (pair: Pair): Pair =>
  pair.caller.kind === "federated"
    ? JSON.parse(JSON.stringify(pair).replaceAll(new RegExp(ISSUER, "gi"), "accounts.google.com"))
    : pair;

/** Whether iam-simulate allows `pair`; throws where it misreads the question. */
export async function theirs(pair: Pair): Promise<boolean> {
  const result = await runSimulation(simulationOf(aliased(pair)), {});
  if (result.resultType !== "single") throw new Error(`iam-simulate: ${JSON.stringify(result)}`);
  if (result.result.ignoredContextKeys?.length)
    throw new Error(`iam-simulate ignores ${result.result.ignoredContextKeys}`);
  return result.overallResult === "Allowed";
}
