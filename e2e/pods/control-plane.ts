import { DescribeClusterCommand, EKSClient, ListPodIdentityAssociationsCommand } from "@aws-sdk/client-eks";
import type { Aws, ClusterPlace, PodSpec } from "./reference";

/** A cluster as EKS describes it. */
export interface Cluster {
  readonly arn: string;
  /** The URL of its OIDC issuer. */
  readonly issuer: string;
}

/** @throws ResourceNotFoundException where there is no such cluster */
export async function describe(aws: Aws, place: ClusterPlace): Promise<Cluster> {
  const { cluster } = await clientOf(aws, place).send(new DescribeClusterCommand({ name: place.name }));
  const { arn, identity } = cluster ?? {};
  if (!arn || !identity?.oidc?.issuer) throw new Error(`EKS describes cluster ${place.name} without ARN or issuer`);
  return { arn, issuer: identity.oidc.issuer };
}

export async function hasAssociation(aws: Aws, { cluster, namespace, serviceAccount }: PodSpec): Promise<boolean> {
  const question = { clusterName: cluster.name, namespace, serviceAccount };
  const { associations = [] } = await clientOf(aws, cluster).send(new ListPodIdentityAssociationsCommand(question));
  return associations.length > 0;
}

/** Making a client takes longer than a request. */
const clients = new WeakMap<Aws, Map<string, EKSClient>>();

function clientOf(aws: Aws, { account, region }: ClusterPlace): EKSClient {
  const ofAws = clients.get(aws) ?? new Map<string, EKSClient>();
  clients.set(aws, ofAws);
  const key = `${account} ${region}`;
  const client =
    ofAws.get(key) ?? new EKSClient({ endpoint: aws.endpoint, region, credentials: aws.administrator(account) });
  ofAws.set(key, client);
  return client;
}
