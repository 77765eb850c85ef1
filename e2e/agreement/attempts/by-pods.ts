import { type PodPlace, placeText } from "../pod/reference";
import type { Named } from "./attempt";
import type { Difference } from "./by-tokens";
import { type Scene, STRANGER } from "./context";

/** Pods with other names than the chain's own, whose associations name its roles. */
export async function podStrangers(scene: Scene, difference: Difference): Promise<readonly Named[]> {
  const { place, roles, strangers } = scene;
  const named: Named[] = [];
  for (const [stranger, sessionTags] of scene.pick(placesOf(place, difference)))
    named.push({
      what: `an association of ${placeText(stranger)} with session tags ${sessionTags ? "on" : "off"}`,
      ...(await strangers.pods.lasting(stranger, { ...roles, sessionTags })),
    });
  return named;
}

/** Names near the pod's own, each with session tags on or off. */
function placesOf(place: PodPlace, difference: Difference): readonly (readonly [PodPlace, boolean])[] {
  const { cluster, namespace, serviceAccount } = place;
  if (difference === "other-service-account")
    return [
      [{ ...place, serviceAccount: "other-sa" }, true],
      [{ ...place, serviceAccount: `${serviceAccount}2` }, true],
      [{ ...place, serviceAccount: `x${serviceAccount}` }, false],
    ];
  if (difference === "other-namespace")
    return [
      [{ ...place, namespace: "other-namespace" }, true],
      [{ ...place, namespace: `${namespace}2` }, true],
      [{ ...place, namespace: `x${namespace}` }, false],
    ];
  return [
    [{ ...place, cluster: { ...cluster, name: "other-cluster" } }, true],
    [{ ...place, cluster: { ...cluster, name: `${cluster.name}2` } }, false],
    // a cluster of that name in another account cannot be given this account's role
    [{ ...place, cluster: { ...cluster, account: STRANGER } }, true],
  ];
}

/** The pod that the proof says gets through. */
export async function podWitness(scene: Scene, witness: Readonly<Record<string, unknown>>): Promise<Named> {
  const { cluster, namespace, serviceAccount, sessionTags } = witness as {
    cluster: string;
    namespace: string;
    serviceAccount: string;
    sessionTags: boolean;
  };
  const place: PodPlace = {
    cluster: { ...scene.place.cluster, name: possible(cluster, "any-cluster") },
    namespace: possible(namespace, "any-namespace"),
    serviceAccount: possible(serviceAccount, "any-sa"),
  };
  return {
    what: `the witness ${JSON.stringify(witness)}`,
    ...(await scene.strangers.pods.passing(place, { ...scene.roles, sessionTags })),
  };
}

/** A witness names the shortest text that a pattern matches, which may be none; any longer one matches too. */
const possible = (name: string, otherwise: string): string => (name === "" ? otherwise : name);
