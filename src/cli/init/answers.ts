import type { partitionOf } from "../../aws";

/** What `init` wants to know, and its file is made from. */
export interface Answers {
  readonly mechanism: "pod-identity" | "irsa";
  readonly cluster: string;
  /** The cluster's account, by its 12 digits. */
  readonly clusterAccount: string;
  /** Profile of the AWS CLI for that account; undefined for the credentials of the environment. */
  readonly clusterProfile?: string | undefined;
  readonly clusterRegion: string;
  /** OIDC issuer of the cluster; with `irsa` only. */
  readonly issuer: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** The bucket's account, by its 12 digits; may be the cluster's. */
  readonly resourceAccount: string;
  readonly resourceProfile?: string | undefined;
  readonly resourceRegion: string;
  /** Whether Terraform makes the bucket. */
  readonly newBucket: boolean;
  /** The bucket's name; of a new one the prefix that a random name follows. */
  readonly bucket: string;
  readonly access: Access;
  /** Whether a workflow of GitHub is written too. */
  readonly workflow: boolean;
}

export const MECHANISMS = ["pod-identity", "irsa"] as const;
export const ACCESS = ["read", "write", "read-write"] as const;
export type Access = (typeof ACCESS)[number];

/** Account ids of AWS's own examples, which stand for those that were not given. */
export const PLACEHOLDERS = { cluster: "111111111111", resource: "222222222222" } as const;

/** AWS's own example of an issuer, in the region's partition. */
export const issuerPlaceholder = (region: string, partition: ReturnType<typeof partitionOf>): string =>
  `https://oidc.eks.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}/id/EXAMPLED539D4633E53DE1B71EXAMPLE`;
