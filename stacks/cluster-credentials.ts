import type { DataAwsEksCluster } from "@cdktf/provider-aws/lib/data-aws-eks-cluster";
import type { KubernetesProviderConfig } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import type { Cluster, KubernetesAccess } from "../src/model";
import { tokenArguments } from "../src/model/cluster-token";
import { requireTerraform } from "./versions";

type TokenAccess = Exclude<KubernetesAccess, { readonly by: "kubeconfig" }>;

/** How the Kubernetes provider gets a cluster's token: with the aws provider's credentials, else it could be another account's. */
export const credentials = (
  stack: TerraformStack,
  plan: Cluster,
  access: TokenAccess,
  found: DataAwsEksCluster,
  region: string | undefined,
): Pick<KubernetesProviderConfig, "exec" | "token"> =>
  access.by === "cli"
    ? {
        exec: [
          {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: [...tokenArguments(plan, access)],
          },
        ],
      }
    : { token: ofProvider(stack, access.address, found, region) };

/** Its name is that of the data source, so that a token is made only for a cluster that passed the assertions. */
function ofProvider(stack: TerraformStack, address: string, found: DataAwsEksCluster, region: string | undefined) {
  requireTerraform(stack, "ephemeral");
  stack.addOverride(`ephemeral.aws_eks_cluster_auth.${address}`, { name: found.name, region });
  return `\${ephemeral.aws_eks_cluster_auth.${address}.token}`;
}
