import { type AccountScope, EKS_POD_IDENTITY_PRINCIPAL, rootArn } from "../aws";
import { joinedConditions } from "./extra-trust";
import { type Condition, type PolicyDocument, policyDocument, type Statement } from "./policy";

/** The pod that a trust policy is for, as EKS describes it to IAM. */
export interface TrustedPod {
  readonly cluster: { readonly name: string; readonly arn: string; readonly region: string; readonly account: string };
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** A workload's settings of its trust policies. */
export interface TrustSettings {
  readonly confine: boolean;
  readonly principal: "role" | "account";
  readonly sessionTags: boolean;
}

/**
 * Trust of a primary role: EKS Pod Identity may assume it and tag the session, for each of `pods`
 * in a statement of its own, so that the values of two pods do not mix.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function primaryTrust(pods: readonly (TrustedPod & TrustSettings)[]): PolicyDocument {
  const statements = pods.map(
    (pod): Statement => ({
      Effect: "Allow",
      Principal: { Service: EKS_POD_IDENTITY_PRINCIPAL },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      ...mergedConditions(pod.confine && pod.sessionTags && { StringEquals: requestTags(pod) }),
    }),
  );
  return policyDocument(...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values());
}

/**
 * Trust of a target role: the primary role may assume it and, in a statement of its own, tag the
 * session. Two statements because `sts:ExternalId` exists for AssumeRole only, and the same shape
 * everywhere else.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export function targetTrust(
  primaryRole: AccountScope & { readonly arn: string },
  pod: TrustedPod & TrustSettings,
): PolicyDocument {
  const tags = pod.confine && pod.sessionTags && { StringEquals: requestTags(pod) };
  const externalId = pod.confine && !pod.sessionTags && { StringEquals: { "sts:ExternalId": externalIdOf(pod) } };
  const caller = pod.principal === "account" && { ArnEquals: { "aws:PrincipalArn": primaryRole.arn } };
  const statement = (action: string, ...parts: readonly (Condition | false)[]): Statement => ({
    Effect: "Allow",
    Principal: { AWS: pod.principal === "account" ? rootArn(primaryRole) : primaryRole.arn },
    Action: [action],
    ...mergedConditions(...parts),
  });
  return policyDocument(
    statement("sts:AssumeRole", tags, externalId, caller),
    statement("sts:TagSession", tags, caller),
  );
}

/**
 * Trust of a role that a pod assumes with its own token: only this service account, with a token
 * whose audience is STS. The provider must be in the role's account.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html
 */
export const webIdentityTrust = (provider: {
  readonly arn: string;
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
}): PolicyDocument =>
  policyDocument({
    Effect: "Allow",
    Principal: { Federated: provider.arn },
    Action: ["sts:AssumeRoleWithWebIdentity"],
    Condition: {
      StringEquals: {
        [`${provider.issuer}:sub`]: provider.subject,
        [`${provider.issuer}:aud`]: provider.audience,
      },
    },
  });

/**
 * The ExternalId that EKS sends where session tags are off.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_PodIdentityAssociation.html
 */
export const externalIdOf = ({ cluster, namespace, serviceAccount }: TrustedPod): string =>
  [cluster.region, cluster.account, cluster.name, namespace, serviceAccount].join("/");

const requestTags = ({ cluster, namespace, serviceAccount }: TrustedPod) => ({
  "aws:RequestTag/eks-cluster-arn": cluster.arn,
  "aws:RequestTag/kubernetes-namespace": namespace,
  "aws:RequestTag/kubernetes-service-account": serviceAccount,
});

function mergedConditions(...parts: readonly (Condition | false)[]): { readonly Condition?: Condition } {
  const given = parts.filter((part) => part !== false);
  return given.length === 0 ? {} : { Condition: joinedConditions(...given) };
}
