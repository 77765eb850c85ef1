import type { ChartValues } from "./helm-chart";
import type {
  CheckObject,
  ConfigMapObject,
  DeploymentObject,
  NamespaceObject,
  ServiceAccountObject,
} from "./in-cluster";

/** The Kubernetes objects of one cluster that others apply. Nothing in them refers to Terraform. */
export interface ClusterManifests {
  readonly cluster: { readonly key: string; readonly name: string; readonly arn: string };
  /** In the order of the configuration. */
  readonly workloads: readonly WorkloadManifests[];
}

export interface WorkloadManifests {
  readonly key: string;
  readonly namespaces: readonly NamespaceObject[];
  readonly configMaps: readonly ConfigMapObject[];
  readonly serviceAccounts: readonly ServiceAccountObject[];
  readonly checks: readonly CheckObject[];
  readonly deployments: readonly DeploymentObject[];
  /** What a chart that runs its pods is given, by namespace; none where the workload has a Deployment. */
  readonly charts: readonly NamespaceChart[];
}

export interface NamespaceChart {
  readonly namespace: string;
  /** Chain's id. */
  readonly pod: string;
  readonly chart?: string;
  readonly values: ChartValues;
  /** The chart's own setting of a role, which stays empty. */
  readonly keepEmpty?: string;
}

/** Of a stack, addresses under which its state may still have objects that are no longer Terraform's. */
export interface ReleasedObjects {
  readonly stack: string;
  readonly addresses: readonly string[];
}
