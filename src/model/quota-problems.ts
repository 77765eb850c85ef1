import { duplicates, type Path, type Problem } from "../rules";
import { type Access, isPodIdentity } from "./access";
import type { Stack } from "./model";
import { policySize } from "./policy";

const ROLE_NAME = 64;
const POLICY_NAME = 128;
const POLICY_SIZE = 6144;
/** The default quota, and the most that AWS raises it to. */
const TRUST_SIZE = 2048;
const TRUST_LIMIT = 4096;

/**
 * What of the names and documents is too long for IAM, and policy names that meet in an account.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
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
      .filter(({ name }) => name.length > ROLE_NAME)
      .map(({ name, path }): Problem => ({ rule: "role-name", path, found: `"${name}" (${name.length} characters)` })),
    ...policies
      .filter(({ name }) => name.length > POLICY_NAME)
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
      .filter(({ trust }) => policySize(trust) > TRUST_SIZE)
      .map(
        ({ name, trust }): Problem => ({
          rule: policySize(trust) > TRUST_LIMIT ? "trust-limit" : "trust-size",
          path: roles.get(`${key} ${name}`) ?? [],
          found: `the trust of ${name} with ${policySize(trust)} characters`,
        }),
      ),
    ...(stack.layer === "primary" ? [] : stack.policies)
      .filter(({ document }) => policySize(document) > POLICY_SIZE)
      .map(
        ({ name, document }): Problem => ({
          rule: "policy-size",
          path: policies.get(`${key} ${name}`) ?? [],
          found: `policy ${name} with ${policySize(document)} characters`,
        }),
      ),
  ];
}
