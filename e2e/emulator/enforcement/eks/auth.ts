import { randomBytes } from "node:crypto";
import { AwsError, type Service } from "../../types";
import type { Asked, Handler } from "../enforcement";
import type { SubjectAuthorizer } from "../iam/authorizer";
import { denied } from "../iam/denied";
import { type Assumed, AssumptionRefused, type Assumptions } from "../sts/assume";
import { type Claims, type Issuers, TokenError } from "../sts/issuers";
import { NO_TAGS, type SessionTags, withInherited } from "../sts/session-tags";
import { type Association, type Associations, associationArn, externalIdOf } from "./associations";
import { type Cluster, type Clusters, clusterArn } from "./clusters";

const SERVICE = "pods.eks.amazonaws.com";
/** Seconds that a session of a primary role lasts; chaining gives a target role's an hour. */
const SIX_HOURS = 6 * 3600;
/** Characters of a session's name. */
const LONGEST_NAME = 64;

/**
 * EKS Auth: gives a pod the credentials of the role that is associated with its service account.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_auth_AssumeRoleForPodIdentity.html
 */
export function eksAuthHandler(
  clusters: Clusters,
  associations: Associations,
  authorizer: SubjectAuthorizer,
  assumptions: Assumptions,
  issuers: Issuers,
): Handler {
  return async (asked) => {
    const cluster = await callersCluster(asked, clusters, authorizer);
    const claims = await claimsFor(cluster, String(asked.params.token ?? ""), issuers);
    const { namespace, serviceAccount } = claims;
    const association = associations.forPod(cluster, namespace, serviceAccount);
    if (!association)
      throw new AwsError(
        "ResourceNotFoundException",
        `No pod identity association found for service account ${namespace}/${serviceAccount} in cluster ${cluster.name}`,
        404,
      );
    const { keys, session } = await throughBoth(association, claims, asked.region, assumptions);
    return {
      subject: { namespace, serviceAccount },
      audience: SERVICE,
      podIdentityAssociation: { associationArn: associationArn(association), associationId: association.id },
      assumedRoleUser: { arn: session.sessionArn, assumeRoleId: `${session.roleId}:${session.sessionName}` },
      credentials: {
        accessKeyId: keys.accessKeyId,
        secretAccessKey: keys.secretAccessKey,
        sessionToken: keys.sessionToken,
        expiration: Math.floor(session.expires / 1000),
      },
    };
  };
}

/** The node's role needs eks-auth:AssumeRoleForPodIdentity on the cluster, which is in its own account. */
async function callersCluster(
  { caller, region, params, service }: Asked,
  clusters: Clusters,
  authorizer: SubjectAuthorizer,
): Promise<Cluster> {
  if (caller.kind === "anonymous") throw new AwsError("AccessDeniedException", "Missing Authentication Token");
  const [at, name] = [{ account: caller.account, region }, String(params.clusterName)];
  const decision = await authorizer.authorizeSubject(caller, {
    action: "eks-auth:AssumeRoleForPodIdentity",
    resource: clusterArn({ ...at, name }),
    resourceAccount: caller.account,
    context: { "aws:RequestedRegion": region },
  });
  if (!decision.allowed) throw denied(decision, caller, service);
  return clusters.get(at, name);
}

/** @throws AwsError InvalidTokenException, ExpiredTokenException */
async function claimsFor(cluster: Cluster, token: string, issuers: Issuers): Promise<Claims> {
  try {
    const claims = await issuers.verify(token);
    if (claims.issuer !== cluster.issuer)
      throw new AwsError("InvalidTokenException", "The token's issuer is not the cluster's");
    if (!claims.audiences.includes(SERVICE))
      throw new AwsError("InvalidTokenException", `The token's audience is not ${SERVICE}`);
    return claims;
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    if (error.reason === "expired")
      throw new AwsError("ExpiredTokenException", "The specified Kubernetes service account token is expired.");
    throw new AwsError("InvalidTokenException", "The specified Kubernetes service account token is invalid.");
  }
}

/**
 * EKS assumes the primary role and, with its session, the target role. The association's policy limits the last of
 * them. https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html
 */
async function throughBoth(
  association: Association,
  claims: Claims,
  region: string,
  assumptions: Assumptions,
): Promise<Assumed> {
  const { cluster, roleArn, targetRoleArn, policy, disableSessionTags } = association;
  const eks: Service = { kind: "service", name: SERVICE, sourceAccount: cluster.account, sourceArn: cluster.arn };
  const request = {
    action: "sts:AssumeRole" as const,
    sessionName: sessionNameOf(cluster, claims),
    context: { "aws:RequestedRegion": region },
  };
  const limited = policy === undefined ? {} : { policy };
  try {
    const tags = disableSessionTags ? NO_TAGS : podTags(cluster, claims);
    const first = { ...request, roleArn, tags, duration: SIX_HOURS };
    const primary = await assumptions.assume(eks, { ...first, ...(targetRoleArn ? {} : limited) });
    if (!targetRoleArn) return primary;
    const externalId = disableSessionTags ? externalIdOf(association) : undefined;
    return await assumptions.assume(primary.session, {
      ...request,
      ...limited,
      roleArn: targetRoleArn,
      tags: withInherited([], [], primary.session),
      ...(externalId === undefined ? {} : { externalId }),
    });
  } catch (error) {
    if (!(error instanceof AssumptionRefused)) throw error;
    throw new AwsError(
      "AccessDeniedException",
      "Unauthorized Exception! EKS does not have permissions to assume the associated role.",
    );
  }
}

/** https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html */
function podTags(cluster: Cluster, { namespace, serviceAccount, pod }: Claims): SessionTags {
  const tags = new Map([
    ["eks-cluster-arn", cluster.arn],
    ["eks-cluster-name", cluster.name],
    ["kubernetes-namespace", namespace],
    ["kubernetes-service-account", serviceAccount],
    ["kubernetes-pod-name", pod?.name ?? ""],
    ["kubernetes-pod-uid", pod?.uid ?? ""],
  ]);
  return { tags, transitive: new Set(tags.keys()) };
}

/** `eks-CLUSTER-POD-UUID`, shortened to what STS takes. */
function sessionNameOf(cluster: Cluster, { pod, serviceAccount }: Claims): string {
  const id = randomBytes(4).toString("hex");
  const name = `eks-${cluster.name}-${pod?.name ?? serviceAccount}`.replace(/[^\w+=,.@-]/g, "-");
  return `${name.slice(0, LONGEST_NAME - id.length - 1)}-${id}`;
}
