import type { Config } from "../config";
import type { Problem } from "../rules";
import { type Access, accessesOf, isPodIdentity } from "./access";
import { accountStack } from "./account-stack";
import { maybeAllowedBy } from "./further-policies";
import type { IrsaAccess } from "./irsa";
import type { Account, Chain, ChainAction, Model, PrimaryStack, Stack } from "./model";
import { ownerDocuments } from "./owner-documents";
import { type PodIdentityAccess, primaryRolesIn } from "./pod-identity";
import { quotaProblems } from "./quota-problems";
import { type EntryResource, entityAt, type ResolvedEntities, resolveEntities } from "./resolved-entities";
import { restStack } from "./rest-stack";
import { type GrantPart, partsOf } from "./services";
import { stackName } from "./stack-name";
import { orderStacks } from "./stack-order";

/**
 * The stacks and chains of a valid configuration. Problems are those that only show up in the result:
 * names and documents over a quota, and stacks that cannot be ordered.
 */
export function buildModel(config: Config): { readonly model: Model; readonly problems: readonly Problem[] } {
  const entities = resolveEntities(config);
  const accesses = accessesOf(config, entities);
  const accounts = [...entities.accounts.values()];
  const stacks: readonly Stack[] = [
    ...accounts.flatMap((account) => primaryStack(account, accesses)),
    ...accounts.flatMap((account) => accountStack(account, entities, accesses)),
    ...accounts.flatMap((account) => restStack(account, entities, accesses)),
  ];
  const ordered = orderStacks(stacks);
  const asked = ownerDocuments(entities, accesses);
  return {
    model: {
      stacks: ordered.stacks,
      chains: accesses.map((access) => chainOf(access, entities)),
      documents: asked.documents,
      ...(config.defaults.organization ? { organization: config.defaults.organization } : {}),
    },
    problems: [...quotaProblems(accesses, stacks), ...asked.problems, ...ordered.problems],
  };
}

function primaryStack(account: Account, accesses: readonly Access[]): readonly PrimaryStack[] {
  const name = stackName(account.key, "primary");
  const roles = primaryRolesIn(name, accesses.filter(isPodIdentity));
  return roles.length === 0 ? [] : [{ name, layer: "primary", account, dependsOn: [], roles }];
}

const chainOf = (access: Access, entities: ResolvedEntities): Chain => ({
  id: `${access.cluster.name}/${access.namespace}/${access.serviceAccount}`,
  account: access.cluster.account.id,
  region: isPodIdentity(access) ? access.cluster.region : access.cluster.account.region,
  workload: access.key,
  makesServiceAccount: access.createServiceAccount,
  mechanism: access.mechanism,
  ...(isPodIdentity(access) ? rolesOf(access) : tokensOf(access)),
  grants: access.grants.map((grant) => ({
    resource: grant.resource,
    on: grant.on,
    can: actionsOn(grant.on, grant.parts),
    others: othersOn(grant.on, entityAt(entities.resources, grant.resource)).filter(
      ({ action }) => !maybeAllowedBy(access.finalRole.settings.managedPolicies, action),
    ),
  })),
});

const actionsOn = (on: string, parts: readonly GrantPart[]): readonly ChainAction[] =>
  parts.flatMap(({ actions, suffix }) => actions.map((action) => ({ action, on: `${on}${suffix}` })));

/** In the order of the service's list. */
const othersOn = (on: string, { service }: EntryResource): readonly ChainAction[] =>
  service.others.flatMap((action) => actionsOn(on, partsOf(service, [action], {})));

const rolesOf = ({ primaryRole, targetRole, pod }: PodIdentityAccess) => ({
  primaryRoleArn: primaryRole.arn,
  ...(targetRole ? { targetRoleArn: targetRole.arn } : {}),
  confine: pod.confine,
});

const tokensOf = ({ provider, finalRole }: IrsaAccess) => ({
  oidcProviderArn: provider.arn,
  targetRoleArn: finalRole.arn,
  confine: true,
});
