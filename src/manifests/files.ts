import { stringify } from "yaml";
import type { ClusterManifests, NamespaceChart } from "../model";
import { MANIFEST_HEADER } from "./header";
import { type KubernetesObject, objectsOf } from "./objects";

/** A file below the output folder. */
export interface ManifestFile {
  /** With slashes: `manifests/my-eks-cluster/workloads/my-app.yaml`. */
  readonly path: string;
  readonly text: string;
}

/** The folder of a cluster, below the output folder. */
export const manifestFolder = ({ cluster }: ClusterManifests): string => `manifests/${cluster.key}`;

/** Names the cluster that the objects are for, by its ARN. */
export const CLUSTER_ANNOTATION = "eks-cross-account/cluster";

/**
 * A file for each workload, so that one can be left out or patched by itself, a kustomization of them all, and the values of
 * charts, which are no manifests and lie beside them.
 */
export function manifestFiles(manifests: ClusterManifests): readonly ManifestFile[] {
  const folder = manifestFolder(manifests);
  const written = manifests.workloads.flatMap((workload) => {
    const objects = objectsOf(workload);
    return objects.length === 0 ? [] : [{ path: `workloads/${workload.key}.yaml`, text: documents(objects) }];
  });
  const values = manifests.workloads.flatMap(({ key, charts }) =>
    charts.map((one) => ({ path: `values/${key}.${one.namespace}.yaml`, text: valuesText(one) })),
  );
  const files = [...written, ...values];
  const all =
    written.length === 0 ? files : [{ path: "kustomization.yaml", text: kustomization(manifests, written) }, ...files];
  return all.map(({ path, text }) => ({ path: `${folder}/${path}`, text: `${MANIFEST_HEADER}\n${text}` }));
}

/** @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
const kustomization = ({ cluster }: ClusterManifests, files: readonly ManifestFile[]): string =>
  yaml({
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    metadata: { name: cluster.key, annotations: { [CLUSTER_ANNOTATION]: cluster.arn } },
    resources: files.map(({ path }) => path),
  });

const documents = (objects: readonly KubernetesObject[]): string => objects.map(yaml).join("---\n");

function valuesText({ chart, pod, namespace, values, keepEmpty }: NamespaceChart): string {
  const about = `# Helm values of ${chart ?? "the chart"} that runs ${pod}, in namespace ${namespace}.\n`;
  const unset = keepEmpty === undefined ? "" : `# Keep empty: ${keepEmpty}; the pod already has the role.\n`;
  return `${about}${unset}${yaml(values)}`;
}

/** Without folded lines and anchors, which a diff and a reader would stumble over. */
const yaml = (value: unknown): string => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
