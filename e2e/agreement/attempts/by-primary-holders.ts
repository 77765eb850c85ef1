import { credentialsOf, saidOf } from "../pod/credentials";
import { ensureServiceAccount } from "../pod/existing";
import { podText } from "../pod/reference";
import { associationsOf } from "../pod/roles";
import type { NamedAttempt } from "./attempt";
import { goThrough } from "./by-roles";
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
    const obtained = await credentialsOf(context.environment, pod);
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
