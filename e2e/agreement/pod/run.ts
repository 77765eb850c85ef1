import type { Chain } from "../../../src/model";
import type { ChainResult } from "../../../src/proof";
import type { World } from "../../../src/terraform";
import type { Keys } from "../../emulator/types";
import type { Refusal } from "../../loader";
import type { PodReference } from "../../pods";
import type { Stop } from "../compare";
import type { Environment } from "../environment";
import { credentialsOf, type Obtained, saidOf } from "./credentials";
import { annotated, arnOfCluster, ensureCluster, ensureServiceAccount } from "./existing";
import { associationRefused, serviceAccountRefused, stopOfDecisions, stopOfToken } from "./stop";

/** How far a pod got. */
export interface PodRun {
  readonly stop?: Stop;
  readonly keys?: Keys;
}

export interface Start {
  readonly environment: Environment;
  readonly world: World;
  readonly refusals: readonly Refusal[];
  readonly pod: PodReference;
  readonly mechanism: ChainResult["mechanism"];
  /** The configuration's chain; undefined for a pod that only a mutation names. */
  readonly own: Chain | undefined;
  /** ARN of the role in the annotation of a service account outside Terraform; undefined where Terraform makes the service account. */
  readonly unseen: string | undefined;
}

/** Starts a pod of a chain and takes its credentials. */
export async function runPod(start: Start): Promise<PodRun> {
  const { environment, world, refusals, pod, mechanism, unseen } = start;
  await ensureCluster(environment, pod.cluster);
  if (unseen !== undefined && !serviceAccountAt(start)) {
    const remove = annotated(environment, pod, unseen);
    return takeCredentials(start).finally(remove);
  }
  const refused = (mechanism === "irsa" ? serviceAccountRefused : associationRefused)(world, refusals, pod);
  if (refused) return { stop: refused };
  if (mechanism === "pod-identity") {
    const missing = missingServiceAccount(start);
    if (missing) return { stop: missing };
    ensureServiceAccount(environment, pod);
  } else if (!serviceAccountAt(start))
    return { stop: { hop: "service-account", says: "there is no such service account" } };
  return takeCredentials(start);
}

const serviceAccountAt = ({ environment, pod }: Start) =>
  environment.kubernetes.get(arnOfCluster(pod.cluster), "ServiceAccount", pod.namespace, pod.serviceAccount);

async function takeCredentials(start: Start): Promise<PodRun> {
  const { environment, pod, mechanism } = start;
  environment.emulator.forgetDecisions();
  const obtained = await credentialsOf(environment, pod, mechanism);
  return obtained.keys ? { keys: obtained.keys } : { stop: stopOf(start, obtained) };
}

/** The configuration's own service account is missing because a resource was refused. */
function missingServiceAccount(start: Start): Stop | undefined {
  const [refusal] = start.refusals;
  if (!start.own?.makesServiceAccount || !refusal || serviceAccountAt(start)) return undefined;
  return { hop: "load", says: `${refusal.stack}/${refusal.address}: ${refusal.code}: ${refusal.message}` };
}

function stopOf({ environment, mechanism }: Start, obtained: Obtained): Stop {
  const { injected, error } = obtained;
  if (mechanism === "pod-identity")
    return injected === "container credentials"
      ? stopOfDecisions(environment.emulator.decisions, saidOf(obtained))
      : { hop: "association", says: saidOf(obtained) };
  return injected === "web identity" && error ? stopOfToken(error) : { hop: "service-account", says: saidOf(obtained) };
}
