import { INLINE_POLICIES_SIZE, STS_AUDIENCE } from "../aws";
import type { Problem } from "../rules";
import { type Access, isPodIdentity } from "./access";
import type { TokenAccess } from "./irsa";
import type { ManagedRole } from "./managed-role";
import type { Account, AccountDocuments, OidcProvider, RequestedRole } from "./model";
import { type GrantOf, grantPolicy } from "./permissions";
import { targetRolesIn } from "./pod-identity";
import { type PolicyDocument, policyDocument, policySize } from "./policy";
import type { ResolvedEntities } from "./resolved-entities";
import { resourcePoliciesIn } from "./resource-policies";
import { attachmentProblems, trustProblems } from "./role-quotas";
import { isRequest, requestName } from "./stack-name";
import { grantHoldersOf, roleOfGrant } from "./targets";
import { rolesIn, tokenAccesses } from "./token-trust";

/** A role that its owner keeps, with the accesses that go through it. */
interface Kept {
  readonly role: ManagedRole;
  readonly accesses: Access[];
  readonly isFinal: boolean;
}

/** What the owners of accounts are asked for that this configuration does not make, and what is wrong with it. */
export function ownerDocuments(
  entities: ResolvedEntities,
  accesses: readonly Access[],
): { readonly documents: readonly AccountDocuments[]; readonly problems: readonly Problem[] } {
  const kept = keptRoles(accesses);
  const policies = [...entities.accounts.values()].flatMap((account) =>
    account.managed ? [] : [{ account, ...resourcePoliciesIn(account, entities, accesses) }],
  );
  const documents = accountsOf(kept, policies).map((account): AccountDocuments => {
    const name = requestName(account.key);
    const ending = accesses.filter(({ finalRole }) => finalRole.stack === name);
    const onResources = policies.find((one) => one.account === account);
    const trustsOf = trustsIn(name, accesses);
    return {
      name,
      account,
      roles: kept.flatMap((one) => (one.role.stack === name ? [requestedRole(one, trustsOf)] : [])),
      resourcePolicies: onResources?.policies ?? [],
      oidcProviders: providersOf(tokenAccesses(ending), tokenAccesses(accesses)),
      dependsOn: [
        ...new Set([
          ...targetRolesIn(name, accesses.filter(isPodIdentity)).dependsOn,
          ...(onResources?.roles ?? []),
          ...(onResources?.made ?? []),
        ]),
      ],
    };
  });
  const asked = new Map(documents.flatMap(({ roles }) => roles.map((role) => [role.arn, role])));
  const problems = kept.flatMap((one) => {
    const role = asked.get(one.role.arn);
    return role ? roleProblems(one, role) : [];
  });
  return { documents, problems };
}

/** Accounts whose owners are asked for something, those of primary roles first: other documents may name these. */
function accountsOf(
  kept: readonly Kept[],
  policies: readonly { readonly account: Account; readonly policies: readonly unknown[] }[],
): readonly Account[] {
  const inOrder = (accounts: readonly Account[]) => [...accounts].sort((a, b) => (a.key < b.key ? -1 : 1));
  const ofRoles = (final: boolean) =>
    inOrder(kept.flatMap(({ role, isFinal }) => (isFinal === final ? [role.account] : [])));
  const ofResources = inOrder(policies.flatMap((one) => (one.policies.length > 0 ? [one.account] : [])));
  const all = [...ofRoles(false), ...ofRoles(true), ...ofResources];
  return [...new Map(all.map((account) => [account.key, account])).values()];
}

function keptRoles(accesses: readonly Access[]): readonly Kept[] {
  const found = new Map<string, Kept>();
  for (const access of accesses) {
    const final = new Set(grantHoldersOf(access).map(({ role }) => role));
    for (const role of isPodIdentity(access) ? new Set([access.primaryRole, ...final]) : final) {
      if (!isRequest(role.stack)) continue;
      const known = found.get(role.arn) ?? { role, accesses: [], isFinal: final.has(role) };
      known.accesses.push(access);
      found.set(role.arn, known);
    }
  }
  return [...found.values()];
}

/** The trust policies of the roles of an account, as they would be if its stacks made them. */
function trustsIn(name: string, accesses: readonly Access[]): (address: string) => readonly PolicyDocument[] {
  const roles = rolesIn(name, accesses);
  return (address) => roles.flatMap((role) => (role.address === address ? [role.trust] : []));
}

function requestedRole(
  { role: { address, name, arn, account, exists = false }, accesses, isFinal }: Kept,
  trustsOf: (address: string) => readonly PolicyDocument[],
): RequestedRole {
  const holders = accesses.flatMap(grantHoldersOf).filter(({ role }) => role.arn === arn);
  const addresses = isFinal ? holders.map(({ role }) => role.address) : [address];
  const grants = accesses.flatMap((access) =>
    access.grants.filter((grant) => !isFinal || roleOfGrant(access, grant).arn === arn),
  );
  const statements = addresses.flatMap(trustsOf).flatMap(({ Statement }) => Statement);
  const once = new Map(statements.map((statement) => [JSON.stringify(statement), statement]));
  return {
    address,
    name,
    arn,
    exists,
    trust: policyDocument(...once.values()),
    ...(isFinal ? { permissions: grantPolicy(grants, account.key) } : {}),
    why: whyOf(accesses, grants, isFinal),
  };
}

function whyOf(accesses: readonly Access[], grants: readonly GrantOf[], isFinal: boolean): string {
  const pods = accesses.flatMap(({ cluster, namespaces, serviceAccount }) =>
    namespaces.map(
      ({ name }) =>
        `service account ${name}/${serviceAccount} of cluster ${cluster.name} in account ${cluster.account.id}`,
    ),
  );
  const resources = [...new Set(grants.map(({ resource }) => resource))];
  const what = isFinal ? `may use ${resources.join(", ")} in this role` : "get this role from EKS and pass on from it";
  return `Pods under ${[...new Set(pods)].join(" and ")} ${what}.`;
}

/** The providers that the roles' trust policies name, but for those that a stack makes. */
function providersOf(ending: readonly TokenAccess[], all: readonly TokenAccess[]): readonly OidcProvider[] {
  const made = new Set(
    all.flatMap(({ finalRole, provider }) => (isRequest(finalRole.stack) || provider.exists ? [] : [provider.arn])),
  );
  const asked = ending.filter(({ provider }) => !made.has(provider.arn));
  const byArn = new Map(asked.map(({ provider }) => [provider.arn, provider]));
  return [...byArn.values()].map(({ address, issuer }) => ({
    address,
    url: `https://${issuer}`,
    audience: STS_AUDIENCE,
  }));
}

function roleProblems({ role: { path }, accesses, isFinal }: Kept, role: RequestedRole): readonly Problem[] {
  const { name, permissions } = role;
  const granted = permissions ? policySize(permissions) : 0;
  const tooLong: Problem = {
    rule: "policy-size",
    path,
    found: `the permissions of ${name} with ${granted} characters`,
    expected: `an inline policy of at most ${INLINE_POLICIES_SIZE} characters`,
  };
  const open: Problem = { rule: "document-open", path, found: `permissions of ${name} on a name that apply makes` };
  return [
    ...trustProblems(role, accesses, path),
    // each workload attaches the policy that lets it go on to its target
    ...attachmentProblems(role, isFinal ? 0 : accesses.length, path),
    ...(granted > INLINE_POLICIES_SIZE ? [tooLong] : []),
    ...(JSON.stringify(permissions ?? "").includes("${") ? [open] : []),
  ];
}
