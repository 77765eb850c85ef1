import { ATTACHED_POLICIES, RAISED_ATTACHED_POLICIES, RAISED_TRUST_POLICY_SIZE, TRUST_POLICY_SIZE } from "../aws";
import { groupBy } from "../collections/group-by";
import type { Path, Problem } from "../rules";
import type { Access } from "./access";
import { terraformReference } from "./address";
import type { Role, Stack } from "./model";
import { policySize, type Statement } from "./policy";
import { rolesOf } from "./roles-of";

/** Where a role's name is written, by account and name. */
type PathOfRole = (stack: Stack, name: string) => Path;

/** Trusts and numbers of attached policies over the quotas of a role. */
export function roleQuotaProblems(stacks: readonly Stack[], accesses: readonly Access[], pathOf: PathOfRole) {
  const attached = attachmentsOf(stacks);
  return stacks.flatMap((stack): readonly Problem[] =>
    (stack.layer === "rest" ? [] : stack.roles).flatMap((role) => {
      const path = pathOf(stack, role.name);
      return [
        ...trustProblems(role, accesses, path),
        ...attachmentProblems(role, attached.get(idOf(stack, role.name))?.length ?? 0, path),
      ];
    }),
  );
}

/** Of a role that a stack makes, or that its owner is asked for. */
export function trustProblems(
  { name, trust }: Pick<Role, "name" | "trust">,
  accesses: readonly Access[],
  path: Path,
): readonly Problem[] {
  const size = policySize(trust);
  if (size <= TRUST_POLICY_SIZE) return [];
  const [largest] = trust.Statement.map((statement) => ({ statement, size: policySize(statement) })).sort(
    (a, b) => b.size - a.size,
  );
  const share =
    largest && trust.Statement.length > 1
      ? `; the longest of its ${trust.Statement.length} statements, ${podOf(largest.statement, accesses)}, has ${largest.size}`
      : "";
  return [
    {
      rule: size > RAISED_TRUST_POLICY_SIZE ? "trust-limit" : "trust-size",
      path,
      found: `the trust of ${name} with ${size} characters${share}`,
    },
  ];
}

/** Which workload a statement of a trust is about, by the tags that it asks for, or where the configuration has it. */
function podOf(statement: Statement, accesses: readonly Access[]): string {
  const text = JSON.stringify(statement);
  const further = rolesOf(accesses)
    .flatMap(({ settings }) => settings.trust.statements)
    .find((one) => JSON.stringify(one.statement) === text);
  if (further) return `that of ${further.path.join(".")}`;
  const { Condition } = statement;
  const tags = Condition?.StringEquals ?? {};
  const access = accesses.find(
    ({ cluster, namespaces, serviceAccount }) =>
      tags["aws:RequestTag/eks-cluster-arn"] === cluster.arn &&
      [tags["aws:RequestTag/kubernetes-namespace"]].flat().join() === namespaces.map(({ name }) => name).join() &&
      tags["aws:RequestTag/kubernetes-service-account"] === serviceAccount,
  );
  return access ? `that of workload ${access.key} on ${access.cluster.key}` : "which names no single workload";
}

/** Of a role with this number of managed policies of workloads' grants, or of one that exists and has others beside them. */
export function attachmentProblems(
  { name, managedPolicies: further = [] }: Pick<Role, "name" | "managedPolicies">,
  granted: number,
  path: Path,
): readonly Problem[] {
  const count = granted + further.length;
  if (count <= ATTACHED_POLICIES) return [];
  return [
    {
      rule: count > RAISED_ATTACHED_POLICIES ? "attachment-limit" : "attachment-quota",
      path,
      found: `${count} managed policies attached to ${name}${further.length > 0 ? `, ${further.length} of them by managedPolicies` : ""}`,
    },
  ];
}

/** The roles of all policies that stacks attach, by role: once for each. */
const attachmentsOf = (stacks: readonly Stack[]): ReadonlyMap<string, readonly string[]> =>
  groupBy(
    stacks.flatMap((stack) => {
      if (stack.layer === "primary") return [];
      // a policy refers to a role of its own stack, or names another
      const roles = stack.layer === "rest" ? [] : stack.roles;
      const names = new Map(
        roles.map(({ address, name }) => [terraformReference("aws_iam_role", address, "name"), name]),
      );
      return stack.policies.map(({ role }) => idOf(stack, names.get(role) ?? role));
    }),
    (role) => role,
  );

const idOf = ({ account }: Stack, role: string): string => `${account.key} ${role}`;
