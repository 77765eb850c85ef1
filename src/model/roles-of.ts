import { type Access, isPodIdentity } from "./access";
import type { ManagedRole } from "./managed-role";
import { grantHoldersOf } from "./targets";

/** The roles of `accesses`, each once. */
export const rolesOf = (accesses: readonly Access[]): readonly ManagedRole[] => [
  ...new Map(
    [
      ...accesses.filter(isPodIdentity).map(({ primaryRole }) => primaryRole),
      ...accesses.map(({ finalRole }) => finalRole),
      ...accesses.flatMap(grantHoldersOf).map(({ role }) => role),
    ].map((role) => [role.arn, role]),
  ).values(),
];
