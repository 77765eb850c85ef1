import type { Chain } from "../../../src/model";
import type { ChainResult } from "../../../src/proof";
import type { World } from "../../../src/terraform";
import type { Keys } from "../../emulator/types";
import type { Refusal } from "../../loader";
import type { Stop } from "../compare";
import type { Stage } from "../environment";
import { credentialsOf, type Obtained, saidOf } from "./credentials";
import { annotated, arnOfCluster, ensureCluster, ensureServiceAccount } from "./existing";
import type { PodPlace } from "./reference";
import { associationRefused, serviceAccountRefused, stopOfDecisions, stopOfToken } from "./stop";

/** How far a pod got. */
export interface PodRun {
  readonly stop?: Stop;
  readonly keys?: Keys;
}

export interface Start {
  readonly stage: Stage;
  readonly world: World;
  readonly refusals: readonly Refusal[];
  readonly place: PodPlace;
  readonly mechanism: ChainResult["mechanism"];
  /** The configuration's chain; undefined for a pod that only a mutation names. */
  readonly own: Chain | undefined;
  /** ARN of the role that somebody else's service account is annotated with, where Terraform makes none. */
  readonly unseen: string | undefined;
}

/** Starts a pod of a chain and takes its credentials. */
export async function runPod(start: Start): Promise<PodRun> {
  const { stage, world, refusals, place, mechanism, unseen } = start;
  await ensureCluster(stage, place.cluster);
  if (unseen !== undefined && !serviceAccountAt(start)) {
    const remove = annotated(stage, place, unseen);
    return takeCredentials(start).finally(remove);
  }
  const refused = (mechanism === "irsa" ? serviceAccountRefused : associationRefused)(world, refusals, place);
  if (refused) return { stop: refused };
  if (mechanism === "pod-identity") {
    const missing = missingServiceAccount(start);
    if (missing) return { stop: missing };
    ensureServiceAccount(stage, place);
  } else if (!serviceAccountAt(start))
    return { stop: { hop: "service-account", says: "there is no such service account" } };
  return takeCredentials(start);
}

const serviceAccountAt = ({ stage, place }: Start) =>
  stage.kubernetes.get(arnOfCluster(place.cluster), "ServiceAccount", place.namespace, place.serviceAccount);

async function takeCredentials(start: Start): Promise<PodRun> {
  const { stage, place } = start;
  stage.emulator.forgetDecisions();
  const obtained = await credentialsOf(stage, place);
  return obtained.keys ? { keys: obtained.keys } : { stop: stopOf(start, obtained) };
}

/** The configuration's own service account is not there because what makes it was refused. */
function missingServiceAccount(start: Start): Stop | undefined {
  const [refusal] = start.refusals;
  if (!start.own?.makesServiceAccount || !refusal || serviceAccountAt(start)) return undefined;
  return { hop: "load", says: `${refusal.stack}/${refusal.address}: ${refusal.code}: ${refusal.message}` };
}

function stopOf({ stage, mechanism }: Start, obtained: Obtained): Stop {
  const { injected, error } = obtained;
  if (mechanism === "pod-identity")
    return injected === "container credentials"
      ? stopOfDecisions(stage.emulator.decisions, saidOf(obtained))
      : { hop: "association", says: saidOf(obtained) };
  return injected === "web identity" && error ? stopOfToken(error) : { hop: "service-account", says: saidOf(obtained) };
}
