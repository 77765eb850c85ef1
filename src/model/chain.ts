import type { Limits } from "../config";
import type { HelmChart } from "./helm-chart";
import type { GrantOf } from "./permissions";

/** A pod's access to its resources, as configured. */
export interface Chain {
  /** `<cluster name>/<namespace>/<service account>` */
  readonly id: string;
  /** 12 digits; of the cluster. */
  readonly account: string;
  /** Of the cluster; for irsa of the stack that its service account is in, if one is. */
  readonly region: string;
  /** Key of the workload. */
  readonly workload: string;
  /** Whether this configuration creates the service account. */
  readonly makesServiceAccount: boolean;
  /** Who makes what it is in the cluster, where that is not Terraform. */
  readonly objects?: "manifests" | "none";
  readonly mechanism: "pod-identity" | "irsa";
  /** Of pod identity only. */
  readonly primaryRoleArn?: string;
  readonly targetRoleArn?: string;
  /** Several targets in its place, which the program in the pod assumes. */
  readonly profiles?: ChainProfiles;
  /** Of irsa only. */
  readonly oidcProviderArn?: string;
  /** Whether the trust policies allow only this pod. */
  readonly confine: boolean;
  readonly grants: readonly ChainGrant[];
  /** Of a workload with a preset. */
  readonly helm?: HelmChart;
}

export interface ChainProfiles {
  /** The ConfigMap with the AWS config file, in the pod's namespace. */
  readonly configMap: string;
  readonly folder: string;
  readonly file: string;
  readonly text: string;
  readonly roles: readonly { readonly profile: string; readonly roleArn: string }[];
}

export interface ChainGrant {
  /** ARN of the one of several targets that has it. */
  readonly as?: string;
  /** Key of the resource. */
  readonly resource: string;
  /** What is granted, in the configuration's word. */
  readonly verb: GrantOf["verb"];
  /** What limits it within the resource, where something does. */
  readonly limits?: Limits;
  /** The resource's ARN, or a reference to it where only apply knows it. */
  readonly arn: string;
  /** `STACK/ADDRESS` of a resource created here, the ARN of one that already exists. */
  readonly on: string;
  /** Each action with what it is granted on: `on`, or what is in it behind a slash. */
  readonly can: readonly ChainAction[];
  /** Those actions that it is granted on any resource, where there are some: they can be about no one. */
  readonly anywhere?: readonly string[];
  /** The setting of its key, where it exists, a key would be asked for what is granted, and none is named. */
  readonly openKey?: string;
  /** Actions on the resource that no grant of it means unless it names them. */
  readonly others: readonly ChainAction[];
}

export interface ChainAction {
  readonly action: string;
  readonly on: string;
}
