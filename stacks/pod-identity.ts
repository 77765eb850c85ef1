import { DataAwsEksAddon } from "@cdktf/provider-aws/lib/data-aws-eks-addon";
import { EksAddon } from "@cdktf/provider-aws/lib/eks-addon";
import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import type { Association } from "../src/model";
import type { ClusterInStack } from "./cluster";
import { constructId, withAddress } from "./element";
import { requireSessionPolicies } from "./versions";

/** Binds a service account to its primary role and, across accounts, to the target role. */
export function association({ stack, plan, region }: ClusterInStack, bound: Association): EksPodIdentityAssociation {
  const { address, namespace, serviceAccount, roleArn, targetRoleArn, sessionTags, sessionPolicy } = bound;
  const made = new EksPodIdentityAssociation(stack, constructId("aws_eks_pod_identity_association", address), {
    clusterName: plan.name,
    region,
    namespace,
    serviceAccount,
    roleArn,
    targetRoleArn,
    disableSessionTags: sessionTags ? undefined : true,
  });
  if (sessionPolicy) {
    // the bindings are of a provider before 6.57.1, which does not have it yet
    requireSessionPolicies(stack);
    made.addOverride("policy", JSON.stringify(sessionPolicy));
  }
  if (bound.dependsOn.length > 0) made.dependsOn = [...bound.dependsOn];
  return withAddress(address, made);
}

/** The add-on whose agent hands credentials to pods: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html */
export function podIdentityAgent({ stack, plan, region }: ClusterInStack): void {
  const { name: clusterName, agentAddress: address } = plan;
  const addon = { clusterName, addonName: "eks-pod-identity-agent", region };
  if (plan.podIdentityAgent === "check")
    withAddress(address, new DataAwsEksAddon(stack, constructId("data.aws_eks_addon", address), addon));
  if (plan.podIdentityAgent === "install")
    withAddress(address, new EksAddon(stack, constructId("aws_eks_addon", address), addon));
}
