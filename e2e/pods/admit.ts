import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kubernetes } from "../loader";
import { describe } from "./control-plane";
import { type Admitted, containerCredentials, webIdentity } from "./injected";
import { Pod } from "./pod";
import type { Aws, PodReference } from "./reference";

/**
 * A pod as EKS admits it: with the environment and the files that it injects at this moment, and no keys. A service
 * account may have both an annotation and an association: the webhook then injects what the association gives, and no
 * token for STS.
 * @see https://github.com/aws/amazon-eks-pod-identity-webhook/blob/master/pkg/handler/handler.go
 * @param beforeAssociation whether it is admitted as before an association that is there
 * @throws Error in the API server's words where there is no such namespace or service account
 */
export async function admit(
  aws: Aws,
  kubernetes: Kubernetes,
  spec: PodReference,
  { beforeAssociation = false } = {},
): Promise<Pod> {
  const { cluster, namespace, serviceAccount } = spec;
  const name = `${serviceAccount}-${randomBytes(3).toString("hex")}`;
  const described = await describe(aws, cluster);
  const annotations = annotationsOf(kubernetes, described.arn, spec, name);
  // only its owner can read it
  const folder = mkdtempSync(join(tmpdir(), "pod-"));
  try {
    const home = join(folder, "home");
    mkdirSync(home);
    const admitted: Admitted = { ...spec, folder, annotations, pod: { name, uid: randomUUID() } };
    const associated = beforeAssociation ? undefined : await containerCredentials(aws, described, admitted);
    const injected = associated ?? (await webIdentity(aws, described, admitted));
    const env = {
      ...injected.env,
      AWS_REGION: cluster.region,
      AWS_DEFAULT_REGION: cluster.region,
      AWS_ENDPOINT_URL: aws.endpoint,
      // what any machine has beside it: a node's own role is out of a pod's reach
      AWS_EC2_METADATA_DISABLED: "true",
      PATH: process.env.PATH ?? "",
      HOME: home,
    };
    return new Pod(name, namespace, env, home, async () => {
      await injected.close();
      rmSync(folder, { recursive: true, force: true });
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function annotationsOf(
  kubernetes: Kubernetes,
  cluster: string,
  { namespace, serviceAccount }: PodReference,
  pod: string,
): Readonly<Record<string, string>> {
  if (!kubernetes.get(cluster, "Namespace", undefined, namespace))
    throw new Error(`namespaces "${namespace}" not found`);
  const account = kubernetes.get(cluster, "ServiceAccount", namespace, serviceAccount);
  if (!account)
    throw new Error(
      `pods "${pod}" is forbidden: error looking up service account ${namespace}/${serviceAccount}: serviceaccount "${serviceAccount}" not found`,
    );
  return account.metadata.annotations ?? {};
}
