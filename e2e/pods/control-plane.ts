import { DescribeClusterCommand, EKSClient, ListPodIdentityAssociationsCommand } from "@aws-sdk/client-eks";
import type { Aws, ClusterReference, PodReference } from "./reference";

/** A cluster as EKS describes it. */
export interface Cluster {
  readonly arn: string;
  /** The URL of its OIDC issuer. */
  readonly issuer: string;
}

/** @throws ResourceNotFoundException where there is no such cluster */
export async function describe(aws: Aws, reference: ClusterReference): Promise<Cluster> {
  const { cluster } = await clientOf(aws, reference).send(new DescribeClusterCommand({ name: reference.name }));
  const { arn, identity } = cluster ?? {};
  if (!arn || !identity?.oidc?.issuer) throw new Error(`EKS describes cluster ${reference.name} without ARN or issuer`);
  return { arn, issuer: identity.oidc.issuer };
}

export async function hasAssociation(aws: Aws, { cluster, namespace, serviceAccount }: PodReference): Promise<boolean> {
  const question = { clusterName: cluster.name, namespace, serviceAccount };
  const { associations = [] } = await clientOf(aws, cluster).send(new ListPodIdentityAssociationsCommand(question));
  return associations.length > 0;
}

/** Making a client takes longer than a request. */
const clients = new WeakMap<Aws, Map<string, EKSClient>>();

function clientOf(aws: Aws, { account, region }: ClusterReference): EKSClient {
  const ofAws = clients.get(aws) ?? new Map<string, EKSClient>();
  clients.set(aws, ofAws);
  const key = `${account} ${region}`;
  const client =
    ofAws.get(key) ?? new EKSClient({ endpoint: aws.endpoint, region, credentials: aws.administrator(account) });
  ofAws.set(key, client);
  return client;
}
