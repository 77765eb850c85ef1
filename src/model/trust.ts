import { type AccountScope, EKS_POD_IDENTITY_PRINCIPAL, rootArn } from "../aws";
import { joinedConditions } from "./extra-trust";
import { type Condition, type PolicyDocument, policyDocument, type Statement } from "./policy";

/** The pods that a trust policy is for, as EKS describes them to IAM: of one service account in each namespace. */
export interface TrustedPods {
  readonly cluster: { readonly name: string; readonly arn: string; readonly region: string; readonly account: string };
  readonly namespaces: readonly string[];
  readonly serviceAccount: string;
}

/** A workload's settings of its trust policies. */
export interface TrustSettings {
  readonly confine: boolean;
  readonly principal: "role" | "account";
  readonly sessionTags: boolean;
}

/**
 * Trust of a primary role: EKS Pod Identity may assume it and tag the session, for the pods of each workload
 * in a statement of its own, so that the values of two do not mix. Pods of one differ in their namespace alone.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function primaryTrust(workloads: readonly (TrustedPods & TrustSettings)[]): PolicyDocument {
  const statements = workloads.map(
    (pods): Statement => ({
      Effect: "Allow",
      Principal: { Service: EKS_POD_IDENTITY_PRINCIPAL },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      ...mergedConditions(pods.confine && pods.sessionTags && { StringEquals: requestTags(pods) }),
    }),
  );
  return policyDocument(...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values());
}

/**
 * Trust of a target role: the primary role may assume it and, in a statement of its own, tag the
 * session. Two statements because `sts:ExternalId` exists for AssumeRole only, and the same shape
 * everywhere else. EKS assumes the one target of a pod with the tags in its request. A program assumes one of several
 * with a session that EKS has tagged: those tags it cannot choose, those of a request it could without them.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function targetTrust(
  primaryRole: AccountScope & { readonly arn: string },
  pods: TrustedPods & TrustSettings,
  assumedBy: "eks" | "program",
): PolicyDocument {
  const byEks = assumedBy === "eks";
  const tags = pods.confine && pods.sessionTags && { StringEquals: byEks ? requestTags(pods) : sessionTags(pods) };
  const externalId = byEks &&
    pods.confine &&
    !pods.sessionTags && { StringEquals: { "sts:ExternalId": oneOf(externalIdsOf(pods)) } };
  const caller = pods.principal === "account" && { ArnEquals: { "aws:PrincipalArn": primaryRole.arn } };
  const statement = (action: string, ...parts: readonly (Condition | false)[]): Statement => ({
    Effect: "Allow",
    Principal: { AWS: pods.principal === "account" ? rootArn(primaryRole) : primaryRole.arn },
    Action: [action],
    ...mergedConditions(...parts),
  });
  return policyDocument(
    statement("sts:AssumeRole", tags, externalId, caller),
    statement("sts:TagSession", tags, caller),
  );
}

/**
 * Trust of a role that pods assume with their own tokens: only these service accounts, with a token
 * whose audience is STS. The provider must be in the role's account.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html
 */
export const webIdentityTrust = (provider: {
  readonly arn: string;
  readonly issuer: string;
  readonly audience: string;
  readonly subjects: readonly string[];
}): PolicyDocument =>
  policyDocument({
    Effect: "Allow",
    Principal: { Federated: provider.arn },
    Action: ["sts:AssumeRoleWithWebIdentity"],
    Condition: {
      StringEquals: {
        [`${provider.issuer}:sub`]: oneOf(provider.subjects),
        [`${provider.issuer}:aud`]: provider.audience,
      },
    },
  });

/**
 * The ExternalIds that EKS sends where session tags are off.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_PodIdentityAssociation.html
 */
const externalIdsOf = ({ cluster, namespaces, serviceAccount }: TrustedPods): readonly string[] =>
  namespaces.map((namespace) => [cluster.region, cluster.account, cluster.name, namespace, serviceAccount].join("/"));

/** A value of a condition, or the list of which it must be one. */
const oneOf = (values: readonly string[]): string | readonly string[] => {
  const [first = "", ...others] = values;
  return others.length === 0 ? first : values;
};

const requestTags = ({ cluster, namespaces, serviceAccount }: TrustedPods) => ({
  "aws:RequestTag/eks-cluster-arn": cluster.arn,
  "aws:RequestTag/kubernetes-namespace": oneOf(namespaces),
  "aws:RequestTag/kubernetes-service-account": serviceAccount,
});

const sessionTags = ({ cluster, namespaces, serviceAccount }: TrustedPods) => ({
  "aws:PrincipalTag/eks-cluster-arn": cluster.arn,
  "aws:PrincipalTag/kubernetes-namespace": oneOf(namespaces),
  "aws:PrincipalTag/kubernetes-service-account": serviceAccount,
});

function mergedConditions(...parts: readonly (Condition | false)[]): { readonly Condition?: Condition } {
  const given = parts.filter((part) => part !== false);
  return given.length === 0 ? {} : { Condition: joinedConditions(...given) };
}
