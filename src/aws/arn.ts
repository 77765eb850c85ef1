import { kept } from "../collections/kept";
import type { Partition } from "./partition";

/** The account of an ARN, and the partition it is in. */
export interface AccountScope {
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
 * Splits an ARN into its fields; undefined where the text is not one. The resource keeps its colons.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export const parseArn: (text: string) => Arn | undefined = kept((text) => {
  if (!text.startsWith("arn:")) return undefined;
  const [, partition, service, region, account, ...resource] = text.split(":");
  if (!partition || !service || region === undefined || account === undefined || resource.length === 0)
    return undefined;
  return { partition, service, region, account, resource: resource.join(":") };
});

/** `arn:aws:iam::111111111111:role/NAME` */
export const roleArn = (account: AccountScope, name: string): string =>
  `arn:${account.partition}:iam::${account.id}:role/${name}`;

/** `arn:aws:iam::111111111111:root`: as a principal, the account itself. */
export const rootArn = (account: AccountScope): string => `arn:${account.partition}:iam::${account.id}:root`;

/** `arn:aws:iam::111111111111:oidc-provider/ISSUER`, the issuer without `https://` */
export const oidcProviderArn = (account: AccountScope, issuer: string): string =>
  `arn:${account.partition}:iam::${account.id}:oidc-provider/${issuer}`;

/** `arn:aws:eks:us-east-1:111111111111:cluster/NAME` */
export const clusterArn = (account: AccountScope, region: string, name: string): string =>
  `arn:${account.partition}:eks:${region}:${account.id}:cluster/${name}`;
