import { MANAGED_POLICY_SIZE, POLICY_NAME_LENGTH, ROLE_NAME_LENGTH } from "../aws";
import { duplicates, type Path, type Problem } from "../rules";
import { type Access, isPodIdentity } from "./access";
import { clusterQuotaProblems } from "./cluster-quotas";
import type { Stack } from "./model";
import { policySize } from "./policy";
import { roleQuotaProblems } from "./role-quotas";
import { isRequest } from "./stack-name";

/** Names and documents that exceed IAM's quotas, and policy names that are used twice in an account. */
export function quotaProblems(accesses: readonly Access[], stacks: readonly Stack[]): readonly Problem[] {
  const byPodIdentity = accesses.filter(isPodIdentity);
  const roles = distinctRoles([
    ...byPodIdentity.map(({ primaryRole }) => primaryRole),
    ...accesses.map(({ finalRole }) => finalRole),
  ]);
  const policies = [
    ...byPodIdentity.flatMap(({ primaryRole: { account }, assumePolicy }) =>
      assumePolicy ? [{ ...assumePolicy, account }] : [],
    ),
    ...accesses.flatMap(({ finalRole: { account, stack }, grantPolicies }) =>
      isRequest(stack) ? [] : grantPolicies.map((policy) => ({ ...policy, account })),
    ),
  ];
  const pathOfRole = new Map(roles.map(({ account, name, path }) => [`${account.key} ${name}`, path]));
  const pathOfPolicy = new Map(policies.map(({ account, name, path }) => [`${account.key} ${name}`, path]));
  return [
    ...roles
      .filter(({ name }) => name.length > ROLE_NAME_LENGTH)
      .map(({ name, path }): Problem => ({ rule: "role-name", path, found: `"${name}" (${name.length} characters)` })),
    ...policies
      .filter(({ name }) => name.length > POLICY_NAME_LENGTH)
      .map(
        ({ name, path }): Problem => ({ rule: "policy-name", path, found: `"${name}" (${name.length} characters)` }),
      ),
    ...duplicates(
      "policy-name-taken",
      policies.map(({ account, name, path }) => ({ id: `${account.key} ${name.toLowerCase()}`, path, name })),
    ),
    ...roleQuotaProblems(stacks, accesses, (stack, name) => pathOfRole.get(`${stack.account.key} ${name}`) ?? []),
    ...clusterQuotaProblems(stacks.flatMap((stack) => (stack.layer === "rest" ? stack.associations : []))),
    ...stacks.flatMap((stack) => documentProblems(stack, pathOfPolicy)),
  ];
}

const distinctRoles = <T extends { readonly arn: string }>(roles: readonly T[]): readonly T[] => [
  ...new Map(roles.map((role) => [role.arn, role])).values(),
];

function documentProblems(stack: Stack, policies: ReadonlyMap<string, Path>): readonly Problem[] {
  return (stack.layer === "primary" ? [] : stack.policies)
    .filter(({ document }) => policySize(document) > MANAGED_POLICY_SIZE)
    .map(
      ({ name, document }): Problem => ({
        rule: "policy-size",
        path: policies.get(`${stack.account.key} ${name}`) ?? [],
        found: `policy ${name} with ${policySize(document)} characters`,
      }),
    );
}
