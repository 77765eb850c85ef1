import type { ChainResult } from "../../../src/proof";
import type { World } from "../../../src/terraform";
import type { PodReference } from "../../pods";
import type { Environment } from "../environment";
import { clusterArnOf, partitionOfArn } from "../pod/reference";
import type { Roles } from "../pod/roles";
import type { Intruders } from "./intruders";
import type { Names } from "./names";

/** An account that no configuration names. */
export const OUTSIDE_ACCOUNT = "999999999999";

/** A resource that a chain is granted, or the key that encrypts it, with real values. */
export interface Guarded {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** ARN of the KMS key that encrypts what is in it. */
  readonly key?: string;
}

/** A chain, with what attempts against it need. */
export interface AttemptContext {
  readonly environment: Environment;
  readonly intruders: Intruders;
  readonly world: World;
  readonly chain: ChainResult;
  readonly pod: PodReference;
  readonly roles: Roles;
  /** ARNs of the roles that the pod goes on to by itself. */
  readonly seconds: readonly string[];
  /** With `https://`; of a chain of web identities. */
  readonly issuer?: string;
  /** Names of the buckets that the chain's grants are on. */
  readonly buckets: readonly string[];
  /** What the documents of the world name. */
  readonly names: Names;
  /** What the chain is granted, and its keys. */
  readonly guarded: readonly Guarded[];
  /** Whether tokens of an issuer for `NAMESPACE/SERVICE-ACCOUNT` are those of a chain of the world. */
  isChain(pod: string, issuer: string): boolean;
  /** Selects which attempts are made: all, or one in rotation. */
  pick<T>(all: readonly T[]): readonly T[];
}

/** The roles whose sessions are worth something: the one that the pod is given, and those that it goes on to. */
export const openedRoles = ({ roles, seconds }: AttemptContext): readonly string[] => [roles.final, ...seconds];

export const accountOfArn = (roleArn: string): string => roleArn.split(":")[4] ?? "";

/** The tags that EKS would send for the chain's own pod. */
export function ownTags({ pod, roles }: AttemptContext): Readonly<Record<string, string>> {
  const { cluster, namespace, serviceAccount } = pod;
  return {
    "eks-cluster-arn": clusterArnOf(cluster, partitionOfArn(roles.final)),
    "eks-cluster-name": cluster.name,
    "kubernetes-namespace": namespace,
    "kubernetes-service-account": serviceAccount,
    "kubernetes-pod-name": "app-0",
    "kubernetes-pod-uid": "5c9e1c1e-4f55-4f6a-9a4d-1f2b3c4d5e6f",
  };
}

/** The ExternalId that EKS would send for the chain's own pod with session tags off. */
export const ownExternalId = ({ pod: { cluster, namespace, serviceAccount } }: AttemptContext): string =>
  [cluster.region, cluster.account, cluster.name, namespace, serviceAccount].join("/");
