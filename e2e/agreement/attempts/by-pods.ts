import type { PodReference } from "../../pods";
import { podText } from "../pod/reference";
import type { NamedAttempt } from "./attempt";
import type { Difference } from "./by-tokens";
import { type AttemptContext, OUTSIDE_ACCOUNT } from "./context";

/** Pods with other names than the chain's own, whose associations name its roles. */
export async function attemptsByPods(
  context: AttemptContext,
  difference: Difference,
): Promise<readonly NamedAttempt[]> {
  const { pod, roles, intruders } = context;
  const named: NamedAttempt[] = [];
  for (const [intruder, sessionTags] of context.pick(nearbyPods(pod, difference)))
    named.push({
      what: `an association of ${podText(intruder)} with session tags ${sessionTags ? "on" : "off"}`,
      ...(await intruders.pods.persistent(intruder, { ...roles, sessionTags })),
    });
  return named;
}

/** Names near the pod's own, each with session tags on or off. */
function nearbyPods(pod: PodReference, difference: Difference): readonly (readonly [PodReference, boolean])[] {
  const { cluster, namespace, serviceAccount } = pod;
  if (difference === "other-service-account")
    return [
      [{ ...pod, serviceAccount: "other-sa" }, true],
      [{ ...pod, serviceAccount: `${serviceAccount}2` }, true],
      [{ ...pod, serviceAccount: `x${serviceAccount}` }, false],
    ];
  if (difference === "other-namespace")
    return [
      [{ ...pod, namespace: "other-namespace" }, true],
      [{ ...pod, namespace: `${namespace}2` }, true],
      [{ ...pod, namespace: `x${namespace}` }, false],
    ];
  return [
    [{ ...pod, cluster: { ...cluster, name: "other-cluster" } }, true],
    [{ ...pod, cluster: { ...cluster, name: `${cluster.name}2` } }, false],
    // a cluster of that name in another account cannot be given this account's role
    [{ ...pod, cluster: { ...cluster, account: OUTSIDE_ACCOUNT } }, true],
  ];
}

/** The attempt of the pod in a witness of the proof. */
export async function podWitness(
  context: AttemptContext,
  witness: Readonly<Record<string, unknown>>,
): Promise<NamedAttempt> {
  const { cluster, namespace, serviceAccount, sessionTags, account, region, role } = witness as {
    cluster: string;
    namespace: string;
    serviceAccount: string;
    sessionTags: boolean;
    account?: string;
    region?: string;
    role?: string;
  };
  const { roles } = context;
  // another role than the first one is given to the pod alone
  const given = role === undefined || role === (roles.primary ?? roles.final) ? roles : { final: role };
  const own = context.pod.cluster;
  const pod: PodReference = {
    cluster: {
      account: account ?? own.account,
      region: region ?? own.region,
      name: possible(cluster, "any-cluster"),
    },
    namespace: possible(namespace, "any-namespace"),
    serviceAccount: possible(serviceAccount, "any-sa"),
  };
  return {
    what: `the witness ${JSON.stringify(witness)}`,
    ...(await context.intruders.pods.temporary(pod, { ...given, sessionTags })),
  };
}

/** A witness names the shortest text that a pattern matches, which may be none; any longer one matches too. */
const possible = (name: string, otherwise: string): string => (name === "" ? otherwise : name);
