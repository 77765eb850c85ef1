import { Refused } from "../errors";
import type { KubernetesObject } from "../kubernetes";
import type { Json } from "../settings";
import type { Kind, ProviderConfig } from "./kind";
import { manifestOf } from "./manifest";

interface Wanted {
  /** ARN; undefined where the provider leads to none. */
  readonly cluster: string | undefined;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Json;
  readonly data: Readonly<Record<string, string>>;
}

/** How Kubernetes takes changes of a kind's spec. */
type Changes = "in place" | "by replacement";

function requiredCluster({ cluster }: Wanted): string {
  if (cluster === undefined)
    throw new Refused("Unauthorized", "Unauthorized: the provider names no cluster that is there");
  return cluster;
}

function objectOf(kind: string, { name, namespace, labels, annotations, spec, data }: Wanted): KubernetesObject {
  return {
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    },
    ...(spec === null ? {} : { spec }),
    ...(Object.keys(data).length > 0 ? { data } : {}),
  };
}

const namespaceKey = (cluster: string | undefined, namespace: string): string => `namespace ${cluster} ${namespace}`;

/** One kind of object. @see https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs */
function objectKind(kind: string, changes: Changes): Kind<Wanted> {
  const namespaced = kind !== "Namespace";
  return {
    read: (settings, { cluster }) => ({
      cluster,
      name: settings.text("metadata", 0, "name"),
      namespace: namespaced ? (settings.optional("metadata", 0, "namespace") ?? "default") : undefined,
      labels: settings.map("metadata", 0, "labels"),
      annotations: settings.map("metadata", 0, "annotations"),
      spec: manifestOf(settings.json("spec")),
      data: settings.map("data"),
    }),
    replacedBy: ["cluster", "name", "namespace", ...(changes === "by replacement" ? ["spec"] : [])],
    is: (_, { cluster, name, namespace }) =>
      namespace === undefined ? namespaceKey(cluster, name) : `${kind} ${cluster} ${namespace}/${name}`,
    needs: (_, { cluster, namespace }) => (namespace === undefined ? [] : [namespaceKey(cluster, namespace)]),
    async create({ kubernetes }: ProviderConfig, wanted) {
      const { name, namespace, uid = "" } = kubernetes.create(requiredCluster(wanted), objectOf(kind, wanted)).metadata;
      const id = namespace === undefined ? name : `${namespace}/${name}`;
      return { id, "metadata[0].name": name, "metadata[0].uid": uid };
    },
    async update({ kubernetes }, wanted) {
      kubernetes.replace(requiredCluster(wanted), objectOf(kind, wanted));
    },
    async remove({ kubernetes }, wanted) {
      kubernetes.remove(requiredCluster(wanted), kind, wanted.namespace, wanted.name);
    },
  };
}

export const namespace = objectKind("Namespace", "in place");
export const configMap = objectKind("ConfigMap", "in place");
export const serviceAccount = objectKind("ServiceAccount", "in place");
export const pod = objectKind("Pod", "by replacement");
export const job = objectKind("Job", "by replacement");
export const deployment = objectKind("Deployment", "in place");
export const service = objectKind("Service", "in place");
export const networkPolicy = objectKind("NetworkPolicy", "in place");
export const podDisruptionBudget = objectKind("PodDisruptionBudget", "in place");
