import {
  MANAGED_POLICY_SIZE,
  POLICY_NAME_LENGTH,
  RAISED_TRUST_POLICY_SIZE,
  ROLE_NAME_LENGTH,
  TRUST_POLICY_SIZE,
} from "../aws";
import { duplicates, type Path, type Problem } from "../rules";
import { type Access, isPodIdentity } from "./access";
import type { Stack } from "./model";
import { policySize } from "./policy";

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
    ...accesses.flatMap(({ finalRole: { account }, grantPolicies }) =>
      grantPolicies.map((policy) => ({ ...policy, account })),
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
    ...stacks.flatMap((stack) => documentProblems(stack, pathOfRole, pathOfPolicy)),
  ];
}

const distinctRoles = <T extends { readonly arn: string }>(roles: readonly T[]): readonly T[] => [
  ...new Map(roles.map((role) => [role.arn, role])).values(),
];

function documentProblems(
  stack: Stack,
  roles: ReadonlyMap<string, Path>,
  policies: ReadonlyMap<string, Path>,
): readonly Problem[] {
  const key = stack.account.key;
  const trusts = stack.layer === "rest" ? [] : stack.roles;
  return [
    ...trusts
      .filter(({ trust }) => policySize(trust) > TRUST_POLICY_SIZE)
      .map(
        ({ name, trust }): Problem => ({
          rule: policySize(trust) > RAISED_TRUST_POLICY_SIZE ? "trust-limit" : "trust-size",
          path: roles.get(`${key} ${name}`) ?? [],
          found: `the trust of ${name} with ${policySize(trust)} characters`,
        }),
      ),
    ...(stack.layer === "primary" ? [] : stack.policies)
      .filter(({ document }) => policySize(document) > MANAGED_POLICY_SIZE)
      .map(
        ({ name, document }): Problem => ({
          rule: "policy-size",
          path: policies.get(`${key} ${name}`) ?? [],
          found: `policy ${name} with ${policySize(document)} characters`,
        }),
      ),
  ];
}
