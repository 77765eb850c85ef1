import { oidcProviderArn, SERVICE_ACCOUNT_ANNOTATIONS, STS_AUDIENCE } from "../aws";
import { type Config, type IrsaPlacement, serviceAccountSubject } from "../config";
import { addressOfPart } from "./address";
import { targetRoleOf } from "./existing-roles";
import { withExtraTrust } from "./extra-trust";
import { type ManagedRole, roleResource } from "./managed-role";
import type { OidcProvider, Role } from "./model";
import { type GrantPolicy, grantPoliciesOf, type PlacedWorkload, placedWorkload } from "./placed-workload";
import type { ResolvedEntities } from "./resolved-entities";
import { webIdentityTrust } from "./trust";

/** A workload on a cluster that gets credentials by IRSA: its own token, exchanged at STS. */
export interface IrsaAccess extends PlacedWorkload {
  readonly mechanism: "irsa";
  /** The provider in the role's account. */
  readonly provider: {
    readonly arn: string;
    /** Without `https://`. */
    readonly issuer: string;
    readonly address: string;
    /** Whether a workload names it by ARN, so that it exists already. */
    readonly exists: boolean;
  };
  /** The role that the pod's credentials are for. */
  readonly finalRole: ManagedRole;
  readonly grantPolicies: readonly GrantPolicy[];
}

export function irsaAccess(config: Config, entities: ResolvedEntities, placement: IrsaPlacement): IrsaAccess {
  const { workload, target, issuer } = placement;
  const placed = placedWorkload(config, entities, placement);
  const { cluster, address, grants } = placed;
  const finalRole = targetRoleOf(config, entities, placement, target, address);
  return {
    mechanism: "irsa",
    ...placed,
    provider: {
      arn: oidcProviderArn(finalRole.account, issuer),
      issuer,
      address: addressOfPart(cluster.key, {})("oidc_provider"),
      exists: workload.oidcProvider !== undefined,
    },
    finalRole,
    grantPolicies: grantPoliciesOf(placement, finalRole, grants),
  };
}

/**
 * The providers that a stack makes, one for each issuer, regardless of how many roles trust it, but none
 * that a workload names by ARN.
 */
export function oidcProvidersIn(stack: string, accesses: readonly IrsaAccess[]): readonly OidcProvider[] {
  const providers = new Map<string, OidcProvider>();
  const existing = existingIn(stack, accesses);
  for (const { finalRole, provider } of accesses) {
    if (finalRole.stack !== stack || existing.has(provider.arn)) continue;
    const { address, issuer } = provider;
    providers.set(provider.arn, { address, url: `https://${issuer}`, audience: STS_AUDIENCE });
  }
  return [...providers.values()];
}

const existingIn = (stack: string, accesses: readonly IrsaAccess[]): ReadonlySet<string> =>
  new Set(
    accesses.flatMap(({ finalRole, provider }) => (finalRole.stack === stack && provider.exists ? [provider.arn] : [])),
  );

/** The roles of a stack that pods assume with their tokens. */
export function webIdentityRolesIn(stack: string, accesses: readonly IrsaAccess[]): readonly Role[] {
  const existing = existingIn(stack, accesses);
  return accesses
    .filter(({ finalRole }) => finalRole.stack === stack)
    .map(({ finalRole, provider, namespace, serviceAccount }) => ({
      ...roleResource(finalRole),
      trust: withExtraTrust(
        webIdentityTrust({
          ...provider,
          audience: STS_AUDIENCE,
          subject: serviceAccountSubject(namespace, serviceAccount),
        }),
        finalRole.settings.trust,
        {},
      ),
      ...(existing.has(provider.arn) ? {} : { dependsOn: [`aws_iam_openid_connect_provider.${provider.address}`] }),
    }));
}

/**
 * The annotation by which EKS projects a token into pods and gives SDKs the role.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export const annotationsOf = ({ finalRole }: IrsaAccess) => ({ [SERVICE_ACCOUNT_ANNOTATIONS.role]: finalRole.arn });
