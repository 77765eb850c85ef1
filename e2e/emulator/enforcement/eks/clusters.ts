import { createHash } from "node:crypto";
import { partitionOf } from "../../partitions";
import { AwsError } from "../../types";
import type { ExistingCluster } from "../enforcement";

export interface Cluster extends ExistingCluster {
  readonly arn: string;
  readonly version: string;
  readonly roleArn: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Seconds since 1970, as EKS writes times. */
  readonly createdAt: number;
}

export interface Where {
  readonly account: string;
  readonly region: string;
}

const LATEST = "1.34";

export const clusterArn = ({ account, region, name }: Where & { readonly name: string }): string =>
  `arn:${partitionOf(region)}:eks:${region}:${account}:cluster/${name}`;

export const secondsNow = (): number => Math.floor(Date.now() / 1000);

/** A number that is always the same for `text`, as so many hexadecimal digits. */
export const digits = (text: string, count: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, count);

/** The clusters of all accounts and regions, by ARN. */
export class Clusters {
  readonly #clusters = new Map<string, Cluster>();

  /** @throws AwsError ResourceInUseException */
  add(
    existing: ExistingCluster,
    of: { readonly version?: string; readonly roleArn?: string; readonly tags?: Readonly<Record<string, string>> } = {},
  ): Cluster {
    const arn = clusterArn(existing);
    if (this.#clusters.has(arn))
      throw new AwsError("ResourceInUseException", `Cluster already exists with name: ${existing.name}`, 409);
    const {
      version = LATEST,
      roleArn = `arn:${partitionOf(existing.region)}:iam::${existing.account}:role/${existing.name}-cluster`,
      tags = {},
    } = of;
    const cluster = { ...existing, arn, version, roleArn, tags, createdAt: secondsNow() };
    this.#clusters.set(arn, cluster);
    return cluster;
  }

  /** @throws AwsError ResourceNotFoundException */
  get({ account, region }: Where, name: string): Cluster {
    const cluster = this.#clusters.get(clusterArn({ account, region, name }));
    if (!cluster) throw new AwsError("ResourceNotFoundException", `No cluster found for name: ${name}.`, 404);
    return cluster;
  }

  in({ account, region }: Where): readonly Cluster[] {
    return [...this.#clusters.values()].filter((each) => each.account === account && each.region === region);
  }

  setTags(cluster: Cluster, tags: Cluster["tags"]): void {
    this.#clusters.set(cluster.arn, { ...cluster, tags });
  }

  delete(cluster: Cluster): void {
    this.#clusters.delete(cluster.arn);
  }

  reset(): void {
    this.#clusters.clear();
  }
}

/** The URL that EKS gives the issuer of a new cluster. */
export const newIssuer = (at: Where & { readonly name: string }): string =>
  `https://oidc.eks.${at.region}.amazonaws.com/id/${digits(clusterArn(at), 32).toUpperCase()}`;

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html */
export const clusterAnswer = (cluster: Cluster, status = "ACTIVE"): Readonly<Record<string, unknown>> => ({
  name: cluster.name,
  arn: cluster.arn,
  createdAt: cluster.createdAt,
  version: cluster.version,
  platformVersion: "eks.1",
  endpoint: `https://${digits(cluster.arn, 32).toUpperCase()}.gr7.${cluster.region}.eks.amazonaws.com`,
  roleArn: cluster.roleArn,
  resourcesVpcConfig: {
    subnetIds: [],
    securityGroupIds: [],
    vpcId: `vpc-${digits(cluster.arn, 17)}`,
    endpointPublicAccess: true,
    endpointPrivateAccess: true,
    publicAccessCidrs: ["0.0.0.0/0"],
  },
  kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/16", ipFamily: "ipv4" },
  identity: { oidc: { issuer: cluster.issuer } },
  status,
  certificateAuthority: { data: Buffer.from(`certificate of ${cluster.arn}`).toString("base64") },
  accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" },
  tags: cluster.tags,
});
