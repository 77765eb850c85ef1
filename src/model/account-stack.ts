import { type Access, isPodIdentity } from "./access";
import { terraformReference } from "./address";
import { oidcProvidersIn } from "./irsa";
import { keyLookups } from "./key-lookups";
import { policySettings } from "./managed-role";
import type { Account, AccountStack, Plan, Policy } from "./model";
import { grantPolicy } from "./permissions";
import { targetRolesIn } from "./pod-identity";
import { movedFromIrsa } from "./renamed";
import type { ResolvedEntities } from "./resolved-entities";
import { stackName } from "./stack-name";
import { type GrantHolder, grantHoldersOf } from "./targets";
import { rolesIn, tokenAccesses } from "./token-trust";
import { waitsFor } from "./waits";

/** An account's resources and the roles that end chains there; no stack where there are none. */
export function accountStack(
  account: Account,
  entities: ResolvedEntities,
  accesses: readonly Access[],
): readonly Plan<AccountStack>[] {
  const name = stackName(account.key, "account");
  const made = [...entities.resources.values()].flatMap(({ key, account: { key: of }, planned }) =>
    of === account.key && planned ? [{ key, ...planned }] : [],
  );
  const holders = accesses.flatMap(grantHoldersOf).filter(({ role }) => role.stack === name);
  if (made.length + holders.length === 0) return [];
  return [
    {
      name,
      layer: "account",
      account,
      ...waitsFor(["principals", targetRolesIn(name, accesses.filter(isPodIdentity)).dependsOn]),
      resources: made.map(({ plan }) => plan),
      resourceKeys: Object.fromEntries(made.map(({ address, key }) => [address, key])),
      keys: keyLookups(holders, entities),
      oidcProviders: oidcProvidersIn(name, tokenAccesses(accesses)),
      roles: rolesIn(name, accesses),
      policies: holders.flatMap(grantPolicyResources),
      ...movedFromIrsa(name, accesses.filter(isPodIdentity)),
    },
  ];
}

const grantPolicyResources = ({ address, role, grantPolicies }: GrantHolder): readonly Policy[] =>
  grantPolicies.map(({ service, verb, name, grants }) => ({
    address: address(`${service}_${verb}_policy`),
    attachmentAddress: address(attachmentPart(service, verb)),
    name,
    document: grantPolicy(grants, role.account.key),
    role: terraformReference("aws_iam_role", role.address, "name"),
    ...policySettings(role),
  }));

/** The article's name for the attachment of its only policy. */
const attachmentPart = (service: string, verb: string): string =>
  service === "s3" && verb === "read" ? "target_role_attachment" : `${service}_${verb}_attachment`;
