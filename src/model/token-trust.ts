import { groupBy } from "../collections/group-by";
import { type Access, isIrsa, isPodIdentity } from "./access";
import { type TokenAccess, tokenTrustOf, webIdentityRolesIn } from "./irsa";
import type { Role } from "./model";
import { primaryRolesIn, targetRolesIn } from "./pod-identity";
import { policyDocument } from "./policy";

/** Those whose final role pods assume with their tokens: by IRSA, and on the way from it. */
export const tokenAccesses = (accesses: readonly Access[]): readonly TokenAccess[] =>
  accesses.flatMap((access): readonly TokenAccess[] => {
    if (isIrsa(access)) return [access];
    const { transition } = access;
    return transition ? [{ ...access, provider: transition.provider }] : [];
  });

/** The roles of a stack, each with all that may assume it: EKS, a primary role, tokens. */
export function rolesIn(stack: string, accesses: readonly Access[]): readonly Role[] {
  const byPodIdentity = accesses.filter(isPodIdentity);
  const byToken = tokenAccesses(accesses);
  const roles = [...primaryRolesIn(stack, byPodIdentity), ...targetRolesIn(stack, byPodIdentity).roles];
  const ending = groupBy(
    byPodIdentity.filter(({ finalRole }) => finalRole.stack === stack),
    ({ finalRole }) => finalRole.address,
  );
  return [
    ...roles.map((role) => trustedBothWays(role, ending.get(role.address) ?? [], byToken)),
    ...webIdentityRolesIn(stack, accesses.filter(isIrsa), byToken),
  ];
}

/** `role`, which the tokens of those that are on their way from IRSA may assume too. */
function trustedBothWays(role: Role, moving: readonly Access[], all: readonly TokenAccess[]): Role {
  // its further statements are there already
  const both = tokenAccesses(moving).map((access) =>
    tokenTrustOf(access, all, { ...access.finalRole.settings.trust, statements: [] }),
  );
  if (both.length === 0) return role;
  const dependsOn = [...(role.dependsOn ?? []), ...both.flatMap((one) => one.dependsOn ?? [])];
  return {
    ...role,
    trust: policyDocument(...role.trust.Statement, ...both.flatMap(({ trust }) => trust.Statement)),
    ...(dependsOn.length > 0 ? { dependsOn } : {}),
  };
}
