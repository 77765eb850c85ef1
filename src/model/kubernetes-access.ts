import type { Config } from "../config";
import type { Account } from "./account";
import type { AddressOfPart } from "./address";
import type { KubernetesAccess } from "./model";

/**
 * How Terraform signs in to a cluster: as the aws provider does, which runs as its account's profile and role.
 * `aws eks get-token` takes neither an ExternalId nor, in most versions, a session name; where the account's role
 * is assumed with one, the provider makes the token itself.
 * @see https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/ephemeral-resources/eks_cluster_auth
 */
export function kubernetesAccess(
  { kubeconfig: path, context, token, profile }: Exclude<NonNullable<Config["clusters"][string]["kubernetes"]>, string>,
  { profile: own, assumeRole }: Account,
  address: AddressOfPart,
): KubernetesAccess {
  if (path !== undefined) return { by: "kubeconfig", path, ...(context ? { context } : {}) };
  if (profile !== undefined) return { by: "cli", profile };
  const parameters = assumeRole?.externalId ?? assumeRole?.sessionName;
  if (token === "provider" || (token === undefined && parameters !== undefined))
    return { by: "provider", address: address("token") };
  return { by: "cli", ...(own ? { profile: own } : {}), ...(assumeRole ? { roleArn: assumeRole.arn } : {}) };
}
