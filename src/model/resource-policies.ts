import { groupBy } from "../collections/group-by";
import type { Access } from "./access";
import type { Account } from "./account";
import type { ManagedRole } from "./managed-role";
import type { ResourcePolicy } from "./model";
import { type GrantOf, statementsOf } from "./permissions";
import { policyDocument } from "./policy";
import { type EntryResource, entityAt, type ResolvedEntities } from "./resolved-entities";
import { isRequest, stackName } from "./stack-name";
import { roleOfGrant } from "./targets";

/** A grant on a resource of another account than the role's: IAM asks the resource's own policy too. */
interface GrantFromAfar {
  readonly role: ManagedRole;
  readonly grant: GrantOf;
  readonly resource: EntryResource;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html */
const fromAfar = (access: Access, entities: ResolvedEntities): readonly GrantFromAfar[] =>
  access.grants
    .flatMap(({ key, ...grant }) => {
      const role = roleOfGrant(access, grant);
      return [
        { role, grant, resource: entityAt(entities.resources, grant.resource) },
        // the policy of its key is asked beside its own
        ...(key?.resource === undefined
          ? []
          : [{ role, grant: { ...grant, parts: [], key }, resource: entityAt(entities.resources, key.resource) }]),
      ];
    })
    .filter(({ role, resource }) => resource.account.key !== role.account.key);

/**
 * The policies of an account's resources that name roles of other accounts, one for each resource with a statement for
 * each role, and the stacks that make these roles, and these resources: AWS takes no policy that names a role that is not there.
 */
export function resourcePoliciesIn(
  account: Account,
  entities: ResolvedEntities,
  accesses: readonly Access[],
): {
  readonly policies: readonly ResourcePolicy[];
  readonly roles: readonly string[];
  readonly made: readonly string[];
} {
  const grants = accesses
    .flatMap((access) => fromAfar(access, entities))
    .filter(({ resource }) => resource.account.key === account.key);
  return {
    policies: [...groupBy(grants, ({ resource }) => resource)].map(([resource, all]) => policyOf(resource, all)),
    roles: grants.map(({ role }) => role.stack).filter((stack) => !isRequest(stack)),
    made: grants.flatMap(({ resource }) => (resource.planned ? [stackName(account.key, "account")] : [])),
  };
}

function policyOf(resource: EntryResource, grants: readonly GrantFromAfar[]): ResourcePolicy {
  const { kind, policy, region } = resource;
  if (!policy) throw new Error(`unchecked grant on ${resource.key}`);
  const byRole = groupBy(grants, ({ role }) => role.arn);
  return {
    kind,
    resource: resource.key,
    arn: resource.arn,
    address: policy.address,
    subject: policy.subject,
    ...(region === undefined ? {} : { region }),
    document: policyDocument(
      ...(policy.kept ?? []),
      ...[...byRole].flatMap(([role, all]) =>
        statementsOf(all.map(({ grant }) => named(grant, policy.resource))).map(({ Effect, ...statement }) => ({
          Effect,
          Principal: { AWS: role },
          ...statement,
        })),
      ),
    ),
  };
}

/** The grant as the resource's own policy states it. */
const named = (grant: GrantOf, resource: string | undefined): GrantOf =>
  resource === undefined
    ? grant
    : { ...grant, arn: resource, ...(grant.key ? { key: { ...grant.key, arn: resource } } : {}) };

/** What must exist before a pod can use what it is granted in other accounts: stacks, and addresses in the pod's own stack. */
export function policiesAwaited(
  access: Access,
  entities: ResolvedEntities,
): { readonly stacks: readonly string[]; readonly addresses: readonly string[] } {
  const own = stackName(access.cluster.account.key, "rest");
  // the owner of an account of others puts the policy there
  const here = fromAfar(access, entities).filter(({ resource }) => resource.account.managed);
  const awaited = here.map(({ resource: { account, policy } }) => ({
    stack: stackName(account.key, "rest"),
    address: policy ? `${policy.type}.${policy.address}` : "",
  }));
  return {
    stacks: awaited.map(({ stack }) => stack).filter((stack) => stack !== own),
    addresses: [...new Set(awaited.filter(({ stack }) => stack === own).map(({ address }) => address))],
  };
}
