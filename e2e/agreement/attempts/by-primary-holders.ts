import { credentialsOf, saidOf } from "../pod/credentials";
import { ensureServiceAccount } from "../pod/existing";
import { placeText } from "../pod/reference";
import { associationsOf } from "../pod/roles";
import type { Named } from "./attempt";
import { goThrough } from "./by-roles";
import { ownExternalId, ownTags, type Scene } from "./context";

/** Pods that hold the chain's primary role itself, and send what they like to the target. */
export async function holders(scene: Scene): Promise<readonly Named[]> {
  const { primary, final } = scene.roles;
  const [tags, externalId] = [ownTags(scene), ownExternalId(scene)];
  const named: Named[] = [];
  for (const association of associationsOf(scene.world)) {
    const text = (name: string) => String(association.get(name));
    if (association.get("target_role_arn") !== null || text("role_arn") !== primary) continue;
    const cluster = { account: association.account, region: association.region ?? "", name: text("cluster_name") };
    const place = { cluster, namespace: text("namespace"), serviceAccount: text("service_account") };
    ensureServiceAccount(scene.stage, place);
    const obtained = await credentialsOf(scene.stage, place);
    const { keys } = obtained;
    const what = `${placeText(place)}, which holds ${primary},`;
    if (!keys) {
      named.push({ what, allowed: false, says: saidOf(obtained) });
      continue;
    }
    for (const call of [{ roleArn: final }, { roleArn: final, externalId }, { roleArn: final, tags, externalId }])
      named.push({ what: `${what} assumes ${final}`, ...(await goThrough(scene, keys, [call])) });
  }
  return named;
}
