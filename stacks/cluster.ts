import { DataAwsEksCluster } from "@cdktf/provider-aws/lib/data-aws-eks-cluster";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { Fn, type TerraformStack } from "cdktf";
import type { Cluster, KubernetesAccess, RestStack } from "../src/model";
import { credentials } from "./cluster-credentials";
import { constructId, escapeTemplates, withAddress } from "./element";

/** A cluster in its stack. */
export interface ClusterInStack {
  readonly stack: TerraformStack;
  readonly plan: Cluster;
  /** Absent where the stack has no Kubernetes objects at all, or none in this cluster. */
  readonly kubernetes: KubernetesProvider | undefined;
  /** The cluster's region, where it is not the provider's. */
  readonly region: string | undefined;
}

/**
 * Looks the cluster up, checks its identity, and configures the Kubernetes provider for it.
 */
export function cluster(
  stack: TerraformStack,
  plan: Cluster,
  { account }: RestStack,
  usesKubernetes: boolean,
): ClusterInStack {
  const region = plan.region === account.region ? undefined : plan.region;
  const found = withAddress(
    plan.address,
    new DataAwsEksCluster(stack, constructId("data.aws_eks_cluster", plan.address), {
      name: plan.name,
      region,
      lifecycle: { postcondition: assertions(plan) },
    }),
  );
  const kubernetes =
    usesKubernetes && plan.kubernetes ? provider(stack, plan, plan.kubernetes, found, region) : undefined;
  return { stack, plan, kubernetes, region };
}

const provider = (
  stack: TerraformStack,
  plan: Cluster,
  access: KubernetesAccess,
  found: DataAwsEksCluster,
  region: string | undefined,
) =>
  new KubernetesProvider(stack, `kubernetes.${plan.key}`, {
    alias: plan.key,
    ...(access.by === "kubeconfig"
      ? {
          configPath: escapeTemplates(access.path),
          configContext: access.context && escapeTemplates(access.context),
        }
      : {
          host: found.endpoint,
          clusterCaCertificate: Fn.base64decode(found.certificateAuthority.get(0).data),
          ...credentials(stack, plan, access, found, region),
        }),
  });

/** Postconditions: the cluster has the configured ARN and, where trust policies name it, the configured issuer. */
function assertions({ key, arn, issuer }: Cluster) {
  const identity = {
    condition: `\${self.arn == "${arn}"}`,
    errorMessage: `expected ${arn}, which the configuration's cluster ${key} stands for, but AWS returned another cluster`,
  };
  const tokens = {
    condition: `\${self.identity[0].oidc[0].issuer == "https://${issuer}"}`,
    errorMessage: `expected issuer https://${issuer}, which the configuration gives for cluster ${key}, but its tokens name another: correct clusters.${key}.issuer`,
  };
  return issuer ? [identity, tokens] : [identity];
}
