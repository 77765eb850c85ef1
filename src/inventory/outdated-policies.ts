import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import type { Piece } from "./policy-pieces";
import type { ResourceIndex } from "./resource-index";
import { knownText, listOf, nameAt, nameOrUnknown, unlessWrong } from "./values";

/** What gives a role policies, the attribute that names the role, and the one with the policy's key. */
const GIVERS = {
  inline_policy: [["aws_iam_role_policy", "role", "name"]],
  managed_policy_arns: [
    ["aws_iam_role_policy_attachment", "role", "policy_arn"],
    ["aws_iam_policy_attachment", "roles", "policy_arn"],
  ],
} as const;

/**
 * `pieces` without those that the role shows because something else gave them to it which a plan deletes or writes anew.
 * The provider fills in what a role does not set, as it was before the plan.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role
 */
export function withoutOutdated(
  resources: ResourceIndex,
  role: Resource,
  name: string,
  argument: keyof typeof GIVERS,
  pieces: readonly Piece[],
): readonly Piece[] {
  if (role.writes(argument)) return pieces;
  const keys = new Set(
    GIVERS[argument].flatMap(([type, of, key]) =>
      resources
        .outdated(type)
        .filter((one) => (one.stack === role.stack || one.account === role.account) && isOf(one, of, name))
        .flatMap((one) => unlessWrong(() => knownText(nameAt(one, key))) ?? []),
    ),
  );
  return pieces.filter(({ by, key }) => by !== role || key instanceof UnknownValue || !keys.has(key));
}

const isOf = (giver: Resource, attribute: string, name: string): boolean => {
  const roles = unlessWrong(() => listOf(giver.get(attribute)));
  return roles !== undefined && !(roles instanceof UnknownValue) && roles.some((one) => nameOrUnknown(one) === name);
};
