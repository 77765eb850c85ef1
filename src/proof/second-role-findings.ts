import { SERVICE_ACCOUNT_ANNOTATIONS } from "../aws";
import { groupBy } from "../collections/group-by";
import { NO } from "../iam";
import type { RoleSetting, ServiceAccount } from "../inventory";
import { readable } from "../unknown/unknown-text";
import type { NamedChain, PodIdentityChain } from "./chains";
import { judgedRole } from "./hops/role-calls";
import type { ProtectedChain } from "./intruders/protected-chain";
import { mayTrustTokens } from "./overridden-annotations";
import { aboutChain, type ProofContext } from "./proof-context";
import { finalSessionOf } from "./requests/final-session";

/**
 * What `target_role_arn` would look like for a pod that only goes on to one role of another account.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export function suggestTarget(proof: ProofContext, { chain, final, grants, seconds }: ProtectedChain): void {
  if (chain.mechanism !== "pod-identity" || chain.associations[0].targetRoleArn !== undefined || !final) return;
  const [second, another] = seconds;
  if (!second?.sure || another || second.session.role.account === final.role.account) return;
  const own = grants.filter(({ session }) => session === final || session?.role === final.role);
  if (own.some(({ leads }) => leads === undefined)) return;
  const [{ resource: association }] = chain.associations;
  const { resource, arn } = second.session.role;
  const isNear = resource.stack === association.stack && moduleOf(resource.address) === moduleOf(association.address);
  const value = isNear
    ? `${resource.address.slice(moduleOf(resource.address).length)}.arn`
    : JSON.stringify(readable(arn));
  const { file, line } = association.location();
  proof.warn({
    code: "target-role-instead",
    hop: "grant",
    message: `the pod assumes ${resource.address} (${readable(arn)}) by itself, and uses nothing else; EKS can do that for it`,
    fix: `Write target_role_arn = ${value} in ${association.address} (${file}:${line}): then the pod gets the credentials of that role, and needs no profile and no call of sts:AssumeRole. Both roles keep their policies.`,
    location: association.location(),
  });
}

/** `module.a["k"].` of an address within a module. */
const moduleOf = (address: string): string => /^(?:module\.[^.[]+(?:\[[^\]]*\])?\.)*/.exec(address)?.[0] ?? "";

/** Workloads that assume the role again that their association already gives them. */
export function warnAboutAssumedTwice(proof: ProofContext, chains: readonly NamedChain[]): void {
  const { roleSettings, serviceAccounts } = proof.inventory;
  const settings = groupBy([...roleSettings, ...annotations(serviceAccounts)], ({ namespace }) => namespace);
  if (settings.size === 0) return;
  const chainsIn = groupBy(chains, ({ chain }) => chain.namespace);
  for (const named of chains) {
    const { chain } = named;
    if (chain.mechanism !== "pod-identity" || chain.unknown) continue;
    const near = settings.get(chain.namespace) ?? [];
    const session = near.length > 0 ? finalSessionOf(proof, chain) : undefined;
    if (!session) continue;
    const { arn } = session.role;
    const migrates = mayTrustTokens(proof, session.role);
    const alone = chainsIn.get(chain.namespace)?.length === 1;
    const found = near.filter((setting) => names(setting.text, arn) && isOf(setting, chain, alone, migrates));
    // a role that may assume itself does not fail
    if (found.length === 0 || judgedRole(proof, session, session.role).truth !== NO) continue;
    for (const { resource, location } of found)
      aboutChain(proof, named).warn({
        code: "assumed-twice",
        message: `${resource.address} names ${readable(arn)}, whose credentials the association already gives the pod; assuming it again from there is refused`,
        fix: "Remove the setting, or remove the role from the association.",
        location: location(),
      });
  }
}

/** A setting of a workload, or its service account's annotation. */
interface Setting extends RoleSetting {
  readonly annotation?: boolean;
}

const annotations = (serviceAccounts: readonly ServiceAccount[]): readonly Setting[] =>
  serviceAccounts.flatMap(({ resource, namespace, name, roleArn }): readonly Setting[] =>
    typeof namespace === "string" && typeof name === "string" && typeof roleArn === "string"
      ? [
          {
            resource,
            namespace,
            serviceAccount: name,
            annotation: true,
            text: roleArn,
            location: () => resource.location("metadata", 0, "annotations", SERVICE_ACCOUNT_ANNOTATIONS.role),
          },
        ]
      : [],
  );

/** Whether `text` names exactly the role `arn`, by itself or in a longer text. */
function names(text: string, arn: string): boolean {
  for (let at = text.indexOf(arn); at >= 0; at = text.indexOf(arn, at + 1))
    if (!/^[\w+=,.@/-]/.test(text.slice(at + arn.length))) return true;
  return false;
}

/**
 * Whether the workload of `setting` is the chain's. An annotation beside a role without target is a migration, and so is
 * one with a role that trusts tokens.
 */
function isOf(
  { serviceAccount, annotation = false, mentions = "" }: Setting,
  { serviceAccount: own, associations: [{ targetRoleArn }] }: PodIdentityChain,
  alone: boolean,
  migrates: boolean,
): boolean {
  if (annotation && (migrates || targetRoleArn === undefined)) return false;
  if (serviceAccount !== undefined) return serviceAccount === own;
  return alone || mentions.split(/[^a-z0-9.-]+/).includes(own);
}
