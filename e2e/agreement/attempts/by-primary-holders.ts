import { credentialsOf, saidOf } from "../pod/credentials";
import { ensureServiceAccount } from "../pod/existing";
import { podText } from "../pod/reference";
import { associationsOf } from "../pod/roles";
import type { NamedAttempt } from "./attempt";
import { callOf, goThrough } from "./by-roles";
import { type AttemptContext, ownExternalId, ownTags } from "./context";

/** Pods whose final role is the chain's primary role, and which choose the tags and ExternalId that they send. */
export async function attemptsByPrimaryHolders(context: AttemptContext): Promise<readonly NamedAttempt[]> {
  const { primary, final } = context.roles;
  const [tags, externalId] = [ownTags(context), ownExternalId(context)];
  const named: NamedAttempt[] = [];
  for (const association of associationsOf(context.world)) {
    const text = (name: string) => String(association.get(name));
    if (association.get("target_role_arn") !== null || text("role_arn") !== primary) continue;
    const cluster = { account: association.account, region: association.region ?? "", name: text("cluster_name") };
    const pod = { cluster, namespace: text("namespace"), serviceAccount: text("service_account") };
    ensureServiceAccount(context.environment, pod);
    const obtained = await credentialsOf(context.environment, pod, "pod-identity");
    const { keys } = obtained;
    const what = `${podText(pod)}, which holds ${primary},`;
    if (!keys) {
      named.push({ what, allowed: false, says: saidOf(obtained) });
      continue;
    }
    for (const call of [{ roleArn: final }, { roleArn: final, externalId }, { roleArn: final, tags, externalId }])
      named.push({ what: `${what} assumes ${final}`, ...(await goThrough(context, keys, [call])) });
  }
  return named;
}

/** The attempt of the pod in a witness: by an association without a target, of the world or one that is made for it. */
export async function holderWitness(
  context: AttemptContext,
  witness: Readonly<Record<string, unknown>>,
): Promise<NamedAttempt> {
  const { pod: own } = context;
  const { primary = "", final } = context.roles;
  const name = (part: string, otherwise: string) => {
    const value = witness[part];
    return typeof value === "string" && value !== "" ? value : otherwise;
  };
  const pod = {
    cluster: { ...own.cluster, region: name("region", own.cluster.region), name: name("cluster", own.cluster.name) },
    namespace: name("namespace", own.namespace),
    serviceAccount: name("serviceAccount", "any-sa"),
  };
  const what = `the witness ${JSON.stringify(witness)}`;
  if (witness.sessionTags === undefined) {
    const tried = (await attemptsByPrimaryHolders(context)).find(({ allowed }) => allowed);
    return tried ? { ...tried, what } : { what, allowed: false, says: "no association of the world gets in" };
  }
  const call = callOf(witness, "then ", final);
  const sessionTags = witness.sessionTags === true;
  const attempt = await context.intruders.pods.holding(pod, { final: primary, sessionTags }, (keys) =>
    goThrough(context, keys, [call]),
  );
  return { what, ...attempt };
}
