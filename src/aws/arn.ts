import type { Partition } from "./partition";

/** The account and partition that an ARN is written for. */
export interface Place {
  readonly partition: Partition;
  /** 12 digits. */
  readonly id: string;
}

/** An ARN in its six fields. `region` and `account` are "" where the service leaves them out. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/**
 * Splits an ARN into its fields; undefined where `text` is not one. The resource keeps its colons.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function parseArn(text: string): Arn | undefined {
  const [arn, partition, service, region, account, ...resource] = text.split(":");
  if (arn !== "arn" || !partition || !service || region === undefined || account === undefined || resource.length === 0)
    return undefined;
  return { partition, service, region, account, resource: resource.join(":") };
}

/** `arn:aws:iam::111111111111:role/NAME` */
export const roleArn = (place: Place, name: string): string => `arn:${place.partition}:iam::${place.id}:role/${name}`;

/** `arn:aws:iam::111111111111:root`: as a principal, the account itself. */
export const rootArn = (place: Place): string => `arn:${place.partition}:iam::${place.id}:root`;

/** `arn:aws:iam::111111111111:oidc-provider/ISSUER`, the issuer without `https://` */
export const oidcProviderArn = (place: Place, issuer: string): string =>
  `arn:${place.partition}:iam::${place.id}:oidc-provider/${issuer}`;

/** `arn:aws:eks:us-east-1:111111111111:cluster/NAME` */
export const clusterArn = (place: Place, region: string, name: string): string =>
  `arn:${place.partition}:eks:${region}:${place.id}:cluster/${name}`;

/** `arn:aws:s3:::NAME`; S3 names neither region nor account. */
export const bucketArn = (partition: Partition, name: string): string => `arn:${partition}:s3:::${name}`;
