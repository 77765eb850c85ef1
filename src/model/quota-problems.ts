import { MANAGED_POLICY_SIZE, POLICY_NAME_LENGTH, ROLE_NAME_LENGTH, SESSION_POLICY_SIZE } from "../aws";
import { duplicates, type Path, type Problem } from "../rules";
import { type Access, isPodIdentity } from "./access";
import { clusterQuotaProblems } from "./cluster-quotas";
import type { Stack } from "./model";
import { policySize } from "./policy";
import { roleQuotaProblems } from "./role-quotas";
import { rolesOf } from "./roles-of";
import { isRequest } from "./stack-name";
import { grantHoldersOf } from "./targets";

/** Names and documents that exceed IAM's quotas, and policy names that are used twice in an account. */
export function quotaProblems(accesses: readonly Access[], stacks: readonly Stack[]): readonly Problem[] {
  const byPodIdentity = accesses.filter(isPodIdentity);
  const policies = [
    ...byPodIdentity.flatMap(({ primaryRole: { account }, assumePolicy }) =>
      assumePolicy ? [{ ...assumePolicy, account }] : [],
    ),
    ...accesses
      .flatMap(grantHoldersOf)
      .flatMap(({ role: { account, stack }, grantPolicies }) =>
        isRequest(stack) ? [] : grantPolicies.map((policy) => ({ ...policy, account })),
      ),
  ];
  const roles = rolesOf(accesses);
  const pathOfRole = new Map(roles.map(({ account, name, path }) => [`${account.key} ${name}`, path]));
  const pathOfPolicy = new Map(policies.map(({ account, name, path }) => [`${account.key} ${name}`, path]));
  return [
    ...roles
      .filter(({ name }) => name.length > ROLE_NAME_LENGTH)
      .map(({ name, path, template }): Problem => {
        const maker = template ? `, made by ${template}` : "";
        return { rule: "role-name", path, found: `"${name}" (${name.length} characters)${maker}` };
      }),
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
    ...byPodIdentity.flatMap(({ key, sessionPolicy }): readonly Problem[] => {
      const size = sessionPolicy ? policySize(sessionPolicy) : 0;
      const path = ["workloads", key, "sessionPolicy"];
      return size > SESSION_POLICY_SIZE ? [{ rule: "session-policy-size", path, found: `${size} characters` }] : [];
    }),
  ];
}

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
