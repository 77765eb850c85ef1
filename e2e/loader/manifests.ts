import { objectsOf } from "../../src/manifests";
import type { Model } from "../../src/model";
import type { Kubernetes } from "./kubernetes";

/** Makes the objects that a configuration writes as manifests, as `kubectl apply` would in a cluster without them. */
export function applyManifests({ manifests }: Model, kubernetes: Kubernetes): void {
  for (const { cluster, workloads } of manifests)
    for (const object of workloads.flatMap(objectsOf)) {
      const { kind, metadata } = object;
      if (!kubernetes.get(cluster.arn, kind, metadata.namespace, metadata.name)) kubernetes.create(cluster.arn, object);
    }
}
