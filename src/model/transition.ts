import { createsServiceAccount, type PodIdentityPlacement } from "../config";
import type { AddressOfPart } from "./address";
import { type IdentityProvider, identityProvider } from "./irsa";
import type { ManagedRole } from "./managed-role";
import type { ResolvedCluster } from "./resolved-entities";

/** What a workload that moves from IRSA to Pod Identity still has of IRSA. */
export interface Transition {
  readonly provider: IdentityProvider;
  /** Whether its service account has the annotation, as far as this configuration makes it. */
  readonly annotated: boolean;
  /** Where Terraform's state has the role as long as the workload is by IRSA alone; absent where it is there already. */
  readonly movedFrom?: string;
}

/** undefined for a workload that does not move. */
export function transitionOf(
  { workload, transition, target }: PodIdentityPlacement,
  finalRole: ManagedRole,
  cluster: ResolvedCluster,
  address: AddressOfPart,
): Transition | undefined {
  if (!transition) return undefined;
  return {
    provider: identityProvider(finalRole, cluster, transition.issuer, workload.oidcProvider !== undefined),
    annotated: workload.irsaAnnotation ?? createsServiceAccount(workload),
    ...(target ? {} : { movedFrom: address("target_role") }),
  };
}
