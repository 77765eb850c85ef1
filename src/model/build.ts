import { type Config, formerConfig } from "../config";
import type { Problem } from "../rules";
import { type Access, accessesOf, isIrsa, isPodIdentity } from "./access";
import { accountStack } from "./account-stack";
import { backendOf } from "./backend";
import { clusterManifests } from "./cluster-manifests";
import { maybeAllowedBy } from "./further-policies";
import { helmChart } from "./helm-chart";
import type { TokenAccess } from "./irsa";
import type { Account, Chain, ChainAction, ChainGrant, Model, Plan, PrimaryStack, Stack } from "./model";
import { movesOf } from "./moves";
import { ownerDocuments } from "./owner-documents";
import type { GrantOf } from "./permissions";
import { type InNamespace, inNamespaces } from "./placed-workload";
import { type PodIdentityAccess, primaryRolesIn } from "./pod-identity";
import { quotaProblems } from "./quota-problems";
import { releasedObjects } from "./released-objects";
import { withRenamed } from "./renamed";
import { type EntryResource, entityAt, type ResolvedEntities, resolveEntities } from "./resolved-entities";
import { restStack } from "./rest-stack";
import { type GrantPart, partsOf } from "./services";
import { stackName } from "./stack-name";
import { orderStacks, withoutMutualWaits } from "./stack-order";
import { stateProblems } from "./state-problems";
import { roleOfGrant } from "./targets";
import { tokenAccesses } from "./token-trust";
import { waitsFor } from "./waits";

/**
 * The stacks and chains of a valid configuration. Problems are those that only show up in the result:
 * names and documents over a quota, and stacks that cannot be ordered.
 */
export function buildModel(config: Config): { readonly model: Model; readonly problems: readonly Problem[] } {
  const { entities, accesses, stacks: planned, asked } = plansOf(config);
  const former = formerConfig(config);
  const before = former && plansOf(former);
  const renamed = withRenamed(config, planned, before?.stacks);
  const { stacks, problems: mutual } = withoutMutualWaits<Stack>(renamed.made);
  const ordered = orderStacks(stacks);
  const written = clusterManifests(accesses);
  const documents = withRenamed(config, asked.documents, before?.asked.documents);
  return {
    model: {
      layout: config.layout,
      stacks: ordered.stacks,
      chains: accesses.flatMap((access) => chainsOf(access, entities)),
      documents: documents.made,
      manifests: written.manifests,
      released: releasedObjects([...(before?.accesses ?? []), ...accesses]),
      moves: movesOf(accesses),
      ...(config.defaults.organization ? { organization: config.defaults.organization } : {}),
    },
    problems: [
      ...quotaProblems(accesses, stacks),
      ...asked.problems,
      ...(config.layout === "modules" ? [] : stateProblems(config, stacks)),
      ...written.problems,
      ...mutual,
      ...ordered.problems,
      ...renamed.problems,
      ...documents.problems,
    ],
  };
}

function plansOf(config: Config) {
  const entities = resolveEntities(config);
  const accesses = accessesOf(config, entities);
  return {
    entities,
    accesses,
    stacks: stacksOf(config, entities, accesses),
    asked: ownerDocuments(entities, accesses),
  };
}

/** By layer, and in each in the order of the accounts. */
function stacksOf(config: Config, entities: ResolvedEntities, accesses: readonly Access[]): readonly Stack[] {
  const accounts = [...entities.accounts.values()];
  const planned: readonly Plan<Stack>[] = [
    ...accounts.flatMap((account) => primaryStack(account, accesses)),
    ...accounts.flatMap((account) => accountStack(account, entities, accesses)),
    ...accounts.flatMap((account) => restStack(account, entities, accesses)),
  ];
  return planned.map((plan) => ({ ...plan, backend: backendOf(config, plan.account, plan.name) }));
}

function primaryStack(account: Account, accesses: readonly Access[]): readonly Plan<PrimaryStack>[] {
  const name = stackName(account.key, "primary");
  const roles = primaryRolesIn(name, accesses.filter(isPodIdentity));
  return roles.length === 0 ? [] : [{ name, layer: "primary", account, ...waitsFor(), roles }];
}

/** The chain of each namespace; two of each while running pods may come with their tokens still. */
const chainsOf = (access: Access, entities: ResolvedEntities): readonly Chain[] =>
  inNamespaces(access).flatMap((placed) => {
    const byRoles = isPodIdentity(placed) ? [chainOf(placed, entities, rolesOf(placed))] : [];
    const byToken = tokenAccesses([access])
      .filter(() => isIrsa(access) || isAnnotated(access))
      .map((token) => chainOf(placed, entities, tokensOf(token)));
    return [...byRoles, ...byToken];
  });

/** Whether the service account of a workload that moves has the annotation still, or may where others make it. */
const isAnnotated = ({ createServiceAccount, transition }: PodIdentityAccess): boolean =>
  transition?.annotated === true || !createServiceAccount;

const chainOf = (
  access: InNamespace<Access>,
  entities: ResolvedEntities,
  by: ReturnType<typeof rolesOf> | ReturnType<typeof tokensOf>,
): Chain => ({
  id: `${access.cluster.name}/${access.namespace.name}/${access.serviceAccount}`,
  account: access.cluster.account.id,
  region: access.cluster.region,
  workload: access.key,
  makesServiceAccount: access.createServiceAccount,
  ...(access.objects === "terraform" ? {} : { objects: access.objects }),
  ...by,
  ...helmOf(access, by),
  grants: access.grants.map((grant) => ({
    resource: grant.resource,
    verb: grant.verb,
    ...(Object.keys(grant.limits).length === 0 ? {} : { limits: grant.limits }),
    arn: grant.arn,
    on: grant.on,
    ...(grant.profile === undefined ? {} : { as: roleOfGrant(access, grant).arn }),
    can: actionsOn(grant.on, grant.parts),
    ...anywhereOf(grant),
    ...openKeyOf(grant, entityAt(entities.resources, grant.resource)),
    others: othersOn(grant.on, entityAt(entities.resources, grant.resource)).filter(
      ({ action }) =>
        !usesOfKey(access, grant).includes(action) &&
        !maybeAllowedBy(roleOfGrant(access, grant).settings.managedPolicies, action),
    ),
  })),
});

/** What the role of a grant on a key may do with that for what is encrypted with it. */
const usesOfKey = ({ grants }: InNamespace<Access>, { resource, profile }: GrantOf): readonly string[] =>
  grants.flatMap((one) => (one.key?.resource === resource && one.profile === profile ? one.key.actions : []));

/** A bucket that exists may be encrypted with a key of which nothing here knows. */
function openKeyOf({ parts }: GrantOf, { key, kind, planned, encryption, service }: EntryResource) {
  const asks = parts.some(({ actions }) => actions.some((action) => service.keyActions[action] !== undefined));
  return planned || encryption || !asks ? {} : { openKey: `resources.${key}.${kind}.kmsKey` };
}

/** Pods that come with tokens are given the role that these are for by their service account. */
function helmOf(access: InNamespace<Access>, by: Parameters<typeof chainOf>[2]): Pick<Chain, "helm"> {
  const helm = helmChart(
    { ...access, namespace: access.namespace.name },
    by.mechanism === "irsa" ? by.targetRoleArn : undefined,
  );
  return helm ? { helm } : {};
}

const actionsOn = (on: string, parts: readonly GrantPart[]): readonly ChainAction[] =>
  parts.flatMap(({ actions, suffix, besides = "*" }) =>
    actions.map((action) => ({ action, on: besides === "*" ? `${on}${suffix}` : besides })),
  );

function anywhereOf({ parts }: GrantOf): Pick<ChainGrant, "anywhere"> {
  const anywhere = parts.flatMap(({ actions, besides }) => (besides === "*" ? actions : []));
  return anywhere.length === 0 ? {} : { anywhere };
}

/** In the order of the service's list. */
const othersOn = (on: string, resource: EntryResource): readonly ChainAction[] =>
  resource.service.others.flatMap((action) => actionsOn(on, partsOf(resource, [action], {})));

const rolesOf = (access: PodIdentityAccess) => ({
  mechanism: "pod-identity" as const,
  primaryRoleArn: access.primaryRole.arn,
  ...(access.targetRole ? { targetRoleArn: access.targetRole.arn } : {}),
  ...(access.awsConfig ? { profiles: { ...access.awsConfig, roles: profileRolesOf(access) } } : {}),
  confine: access.pods.confine,
});

const profileRolesOf = ({ targets }: PodIdentityAccess) =>
  targets.map(({ profile, role }) => ({ profile, roleArn: role.arn }));

const tokensOf = ({ provider, finalRole }: TokenAccess) => ({
  mechanism: "irsa" as const,
  oidcProviderArn: provider.arn,
  targetRoleArn: finalRole.arn,
  confine: true,
});
