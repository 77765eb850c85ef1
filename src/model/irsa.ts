import { oidcProviderArn, SERVICE_ACCOUNT_ANNOTATIONS, STS_AUDIENCE } from "../aws";
import { type Config, type IrsaPlacement, serviceAccountSubject } from "../config";
import { addressOfPart } from "./address";
import { targetRoleOf } from "./existing-roles";
import { type ExtraTrust, withExtraTrust } from "./extra-trust";
import { type ManagedRole, roleResource } from "./managed-role";
import type { OidcProvider, Role } from "./model";
import { type GrantPolicy, grantPoliciesOf, type PlacedWorkload, placedWorkload } from "./placed-workload";
import type { ResolvedCluster, ResolvedEntities } from "./resolved-entities";
import { webIdentityTrust } from "./trust";

/** What pods that come with their own tokens need: a role, and a provider in its account. */
export interface TokenAccess extends Pick<PlacedWorkload, "namespaces" | "serviceAccount"> {
  readonly provider: IdentityProvider;
  /** The role that the pod's credentials are for. */
  readonly finalRole: ManagedRole;
}

/** A workload on a cluster that gets credentials by IRSA: its own token, exchanged at STS. */
export interface IrsaAccess extends PlacedWorkload, TokenAccess {
  readonly mechanism: "irsa";
  readonly grantPolicies: readonly GrantPolicy[];
}

export interface IdentityProvider {
  readonly arn: string;
  /** Without `https://`. */
  readonly issuer: string;
  readonly address: string;
  /** Whether a workload names it by ARN, so that it exists already. */
  readonly exists: boolean;
}

/** The provider of a cluster's issuer in the account of a role. */
export const identityProvider = (
  { account }: ManagedRole,
  cluster: ResolvedCluster,
  issuer: string,
  exists: boolean,
): IdentityProvider => ({
  arn: oidcProviderArn(account, issuer),
  issuer,
  address: addressOfPart(cluster.key, {})("oidc_provider"),
  exists,
});

export function irsaAccess(config: Config, entities: ResolvedEntities, placement: IrsaPlacement): IrsaAccess {
  const { workload, target, issuer } = placement;
  const placed = placedWorkload(config, entities, placement);
  const { cluster, address, grants } = placed;
  const finalRole = targetRoleOf(config, entities, placement, target, address);
  return {
    mechanism: "irsa",
    ...placed,
    provider: identityProvider(finalRole, cluster, issuer, workload.oidcProvider !== undefined),
    finalRole,
    grantPolicies: grantPoliciesOf(placement, finalRole, grants),
  };
}

/**
 * The providers that a stack makes, one for each issuer, regardless of how many roles trust it, but none
 * that a workload names by ARN.
 */
export function oidcProvidersIn(stack: string, accesses: readonly TokenAccess[]): readonly OidcProvider[] {
  const providers = new Map<string, OidcProvider>();
  for (const { finalRole, provider } of accesses) {
    if (finalRole.stack !== stack || isThere(provider, accesses)) continue;
    const { address, issuer } = provider;
    providers.set(provider.arn, { address, url: `https://${issuer}`, audience: STS_AUDIENCE });
  }
  return [...providers.values()];
}

/** Whether any workload names it by ARN. */
const isThere = ({ arn }: IdentityProvider, accesses: readonly TokenAccess[]): boolean =>
  accesses.some(({ provider }) => provider.arn === arn && provider.exists);

/** The roles of a stack that pods assume with their tokens alone. */
export const webIdentityRolesIn = (
  stack: string,
  accesses: readonly IrsaAccess[],
  all: readonly TokenAccess[],
): readonly Role[] =>
  accesses
    .filter(({ finalRole }) => finalRole.stack === stack)
    .map((access) => ({
      ...roleResource(access.finalRole),
      ...tokenTrustOf(access, all, access.finalRole.settings.trust),
    }));

/** The trust of a role that the pods of `access` assume with their tokens, and what has to be made before it. */
export const tokenTrustOf = (
  { provider, namespaces, serviceAccount }: TokenAccess,
  all: readonly TokenAccess[],
  extra: ExtraTrust,
): Pick<Role, "trust" | "dependsOn"> => ({
  trust: withExtraTrust(
    webIdentityTrust({
      ...provider,
      audience: STS_AUDIENCE,
      subjects: namespaces.map(({ name }) => serviceAccountSubject(name, serviceAccount)),
    }),
    extra,
    {},
  ),
  ...(isThere(provider, all) ? {} : { dependsOn: [`aws_iam_openid_connect_provider.${provider.address}`] }),
});

/**
 * The annotation by which EKS projects a token into pods and gives SDKs the role.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export const annotationsOf = ({ finalRole }: Pick<TokenAccess, "finalRole">) => ({
  [SERVICE_ACCOUNT_ANNOTATIONS.role]: finalRole.arn,
});
