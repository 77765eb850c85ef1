import type { PolicyDocument } from "./policy";

/** What is made in a cluster, or for it. */
interface InCluster {
  readonly address: string;
  /** Key of the cluster. */
  readonly cluster: string;
}

export interface NamespaceObject {
  readonly name: string;
}
export interface Namespace extends InCluster, NamespaceObject {}

/** A ConfigMap with an AWS config file, for programs that assume several targets by profiles. */
export interface ConfigMapObject {
  readonly name: string;
  readonly namespace: string;
  readonly file: string;
  readonly text: string;
}
export interface ConfigMap extends InCluster, ConfigMapObject {}

/** Where a pod finds the file of a ConfigMap, and the variable that names it to SDKs. */
export interface MountedConfig {
  /** The ConfigMap's name, or a reference to it. */
  readonly configMap: string;
  readonly folder: string;
  readonly file: string;
}

export interface ServiceAccountObject {
  readonly name: string;
  readonly namespace: string;
  readonly annotations?: Readonly<Record<string, string>>;
}
export interface ServiceAccount extends InCluster, ServiceAccountObject {}

export interface Association extends InCluster {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
  readonly targetRoleArn?: string;
  readonly sessionTags: boolean;
  readonly sessionPolicy?: PolicyDocument;
  /** Addresses, with their types, of what must exist before EKS issues credentials. */
  readonly dependsOn: readonly string[];
}

/** A pod or job that calls AWS with the workload's credentials. */
export interface CheckObject {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly image: string;
  /** What it has AWS's CLI do, in POSIX sh; may hold references. */
  readonly calls: readonly string[];
  /** Absent where it calls with the credentials that EKS gives the pod. */
  readonly awsConfig?: MountedConfig;
}
export interface AccessCheck extends InCluster, CheckObject {
  readonly kind: "pod" | "job";
  readonly dependsOn: readonly string[];
}

/** Who may reach one port of pods. */
export interface IngressRule {
  readonly port: number;
  readonly from: readonly Peer[];
}

/** Pods of a namespace (the policy's own where none is given), of those only the ones with the labels; or addresses. */
export interface Peer {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly cidr?: string;
}

/** A Deployment and what belongs to it: on request its Service, who may call it, how it is evicted. */
export interface DeploymentObject {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly image: string;
  readonly replicas: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  /** Of probes and metrics, where it is another. */
  readonly probePort?: number;
  readonly env: Readonly<Record<string, string>>;
  /** Variables that hold references or names, not texts of the configuration. */
  readonly bucketEnv: Readonly<Record<string, string>>;
  /** Where there are several targets. */
  readonly awsConfig?: MountedConfig;
  readonly liveness: string;
  readonly readiness: string;
  readonly cpu: string;
  readonly memory: string;
  readonly service: boolean;
  /** From SIGTERM to SIGKILL. */
  readonly gracePeriodSeconds: number;
  /** Absent: whoever reaches its pods. */
  readonly ingress?: readonly IngressRule[];
}
export interface Deployment extends InCluster, DeploymentObject {
  readonly dependsOn: readonly string[];
}
