import { lazy } from "../collections/lazy";
import type { World } from "../terraform/world";
import { accessEntriesOf } from "./access-entries";
import { accountsOf } from "./accounts";
import { associationsOf } from "./associations";
import { commandsOf } from "./commands";
import { controllerObjectsOf } from "./controller-objects";
import { effectsOf } from "./effects";
import { fargateOf } from "./fargate";
import type { Inventory } from "./inventory";
import { clusterIssuersOf, issuerOf } from "./issuers";
import { madeArnsOf } from "./made-arns";
import { organisationsOf } from "./management-accounts";
import { organisationPoliciesOf } from "./organisation";
import { checkArguments } from "./plan-checks";
import { podsOf } from "./pods";
import { providersOf } from "./providers";
import { resourceIndexOf } from "./resource-index";
import { roleSettingsOf } from "./role-settings";
import { rolesOf } from "./roles";
import { serviceAccountsOf } from "./service-accounts";
import { manifestsIn } from "./service-accounts/manifests";
import { targetsOf } from "./targets";

export type { Effect, Effects, WideEffect } from "./effect";
export { isStream } from "./effects/found";
export type {
  Association,
  Cluster,
  Document,
  FargateSelector,
  Inventory,
  OidcProvider,
  OrganisationPolicy,
  PodTemplate,
  RaisedQuota,
  Role,
  RoleSetting,
  ServiceAccount,
  Target,
  UnreadManifest,
} from "./inventory";
export { isThere, type Refusal } from "./refusals";
export { SERVICES } from "./services";
export { type Tags, tagsInAws } from "./tags";

/**
 * What chains consist of, found in `world`. Nothing is read before it is asked for, so that what Terraform refuses is an
 * error (InputError) only where it matters.
 * @throws InputError for arguments that Terraform's plan refuses
 */
export function inventoryOf(world: World): Inventory {
  const inventory = resourceIndexOf(world);
  checkArguments(inventory);
  const accounts = lazy(() => accountsOf(inventory));
  const manifests = lazy(() => manifestsIn(inventory));
  const commands = commandsOf(inventory);
  const objects = serviceAccountsOf(inventory, manifests, commands);
  const controllers = controllerObjectsOf(inventory, manifests);
  const mayAssociate = lazy(() => [...controllers.unread, ...commands.mayAssociate]);
  const clusterIssuers = lazy(() => clusterIssuersOf(inventory));
  const roles = rolesOf(inventory);
  const targets = targetsOf(inventory);
  const roleSettings = lazy(() => roleSettingsOf(inventory, manifests()));
  const effects = lazy(() =>
    effectsOf(
      inventory,
      targets.keyArnOf,
      { roles: () => roles.roles, targets: () => targets.targets },
      { unread: mayAssociate, access: () => commands.access },
    ),
  );
  return {
    ...roles,
    ...targets,
    get effects() {
      return effects();
    },
    associations: [...associationsOf(inventory), ...controllers.associations, ...commands.associations],
    get mayAssociate() {
      return mayAssociate();
    },
    get serviceAccounts() {
      return objects.serviceAccounts;
    },
    annotationClash: objects.annotationClash,
    get unreadObjects() {
      return objects.unreadObjects;
    },
    get unreadManifests() {
      return objects.unreadManifests;
    },
    providers: providersOf(inventory),
    get clusterIssuers() {
      return clusterIssuers();
    },
    issuerOf: (cluster) => issuerOf(inventory, cluster),
    isMade: madeArnsOf(inventory),
    organisationPolicies: organisationPoliciesOf(inventory),
    managementAccounts: new Set(organisationsOf(inventory).map(({ account }) => account)),
    accessEntries: accessEntriesOf(inventory),
    fargate: fargateOf(inventory),
    pods: podsOf(inventory),
    get roleSettings() {
      return roleSettings();
    },
    get accounts() {
      return accounts();
    },
  };
}
