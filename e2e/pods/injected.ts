import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startAgent } from "./agent";
import { type Cluster, hasAssociation } from "./control-plane";
import type { Aws, PodReference } from "./reference";

/** Seconds; what EKS gives the tokens that it injects. */
const LIFETIME = 86_400;

/** What admission adds to a pod. */
export interface Injected {
  readonly env: Readonly<Record<string, string>>;
  /** Gives back what serves the pod. */
  close(): Promise<void>;
}

/** Who a pod is to the cluster, and where its files go. */
export interface Admitted extends PodReference {
  readonly pod: { readonly name: string; readonly uid: string };
  readonly annotations: Readonly<Record<string, string>>;
  /** A folder that only this user can read. */
  readonly folder: string;
}

/**
 * IRSA, by the service account's annotation with a role. What other annotations choose is as the webhook has it
 * without them: https://github.com/aws/amazon-eks-pod-identity-webhook#eks-walkthrough
 */
export async function webIdentity(aws: Aws, { issuer }: Cluster, to: Admitted): Promise<Injected> {
  const close = async () => {};
  const role = to.annotations["eks.amazonaws.com/role-arn"];
  if (!role) return { env: {}, close };
  const request = { audience: "sts.amazonaws.com", lifetime: LIFETIME, name: "sts-token" };
  const file = await tokenFile(aws, issuer, to, request);
  const env = { AWS_ROLE_ARN: role, AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_STS_REGIONAL_ENDPOINTS: "regional" };
  return { env, close };
}

/**
 * EKS Pod Identity, where there is an association now; undefined where there is none.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
 */
export async function containerCredentials(
  aws: Aws,
  { arn, issuer }: Cluster,
  to: Admitted,
): Promise<Injected | undefined> {
  if (!(await hasAssociation(aws, to))) return undefined;
  const [, partition = "aws"] = arn.split(":");
  const request = { audience: "pods.eks.amazonaws.com", lifetime: LIFETIME, name: "eks-pod-identity-token" };
  const file = await tokenFile(aws, issuer, to, request);
  const agent = await startAgent(aws, to.cluster, partition);
  const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.url, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file };
  return { env, close: agent.close };
}

/** Writes a token of the pod as the kubelet projects it. */
async function tokenFile(
  aws: Aws,
  issuer: string,
  { namespace, serviceAccount, pod, folder }: Admitted,
  { name, ...request }: { audience: string; lifetime: number; name: string },
): Promise<string> {
  const path = join(folder, name);
  const token = await aws.issuer(issuer).token({ namespace, serviceAccount, pod, ...request });
  writeFileSync(path, token, { mode: 0o600 });
  return path;
}
