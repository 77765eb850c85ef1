import { randomUUID } from "node:crypto";
import { Refused } from "./errors";

/** As manifests have it, in camelCase. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    /** Absent for namespaces. */
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    /** Assigned by the store; a recreated object gets another one. */
    readonly uid?: string;
  };
  readonly spec?: unknown;
  /** Of config maps. */
  readonly data?: Readonly<Record<string, string>>;
}

/** Every cluster has these. */
const NAMESPACES = ["default", "kube-system", "kube-public", "kube-node-lease"];

/** Kubernetes objects by cluster. Errors are worded as the API server words them. */
export class Kubernetes {
  /** By the cluster's ARN, then by kind and `namespace/name`. */
  private readonly clusters = new Map<string, Map<string, KubernetesObject>>();
  /** What is made outside Terraform in a namespace as soon as it exists, by the cluster's ARN. */
  private readonly awaiting = new Map<string, KubernetesObject[]>();

  /** Adds a cluster with its first namespaces; leaves an existing one unchanged. */
  addCluster(arn: string): void {
    if (this.clusters.has(arn)) return;
    this.clusters.set(arn, new Map());
    for (const name of NAMESPACES) this.create(arn, { kind: "Namespace", metadata: { name } });
  }

  hasCluster(arn: string): boolean {
    return this.clusters.has(arn);
  }

  /** undefined where there is none. Namespaces are asked for by name alone. @throws Refused where there is no such cluster */
  get(cluster: string, kind: string, namespace: string | undefined, name: string): KubernetesObject | undefined {
    return this.objects(cluster).get(objectKeyOf({ kind, metadata: { name, ...(namespace ? { namespace } : {}) } }));
  }

  list(cluster: string, kind?: string): readonly KubernetesObject[] {
    return [...this.objects(cluster).values()].filter((object) => kind === undefined || object.kind === kind);
  }

  /** @throws Refused where the name is taken, or there is no such namespace */
  create(cluster: string, object: KubernetesObject): KubernetesObject {
    const objects = this.objects(cluster);
    const { kind, metadata } = object;
    const { name, namespace } = metadata;
    if (namespace !== undefined && !this.get(cluster, "Namespace", undefined, namespace))
      throw new Refused("NotFound", `namespaces "${namespace}" not found`);
    if (objects.has(objectKeyOf(object)))
      throw new Refused("AlreadyExists", `${plural(kind)} "${name}" already exists`);
    const made = { ...object, metadata: { ...metadata, uid: randomUUID() } };
    objects.set(objectKeyOf(object), made);
    if (kind === "Namespace") this.fill(cluster, name);
    return made;
  }

  /** What others make in a namespace: now, or each time that it is made. */
  createByOthers(cluster: string, object: KubernetesObject): void {
    this.awaiting.set(cluster, [...(this.awaiting.get(cluster) ?? []), object]);
    if (this.get(cluster, "Namespace", undefined, object.metadata.namespace ?? "")) this.create(cluster, object);
  }

  private fill(cluster: string, namespace: string): void {
    this.create(cluster, { kind: "ServiceAccount", metadata: { name: "default", namespace } });
    for (const object of this.awaiting.get(cluster) ?? [])
      if (object.metadata.namespace === namespace) this.create(cluster, object);
  }

  /** Everything but its identity. @throws Refused where there is none */
  replace(cluster: string, object: KubernetesObject): KubernetesObject {
    const { kind, metadata } = object;
    const was = this.get(cluster, kind, metadata.namespace, metadata.name);
    if (!was) throw new Refused("NotFound", `${plural(kind)} "${metadata.name}" not found`);
    const made = { ...object, metadata: { ...metadata, ...(was.metadata.uid ? { uid: was.metadata.uid } : {}) } };
    this.objects(cluster).set(objectKeyOf(object), made);
    return made;
  }

  /** With a namespace everything in it goes. @throws Refused where there is none */
  remove(cluster: string, kind: string, namespace: string | undefined, name: string): void {
    const objects = this.objects(cluster);
    const was = this.get(cluster, kind, namespace, name);
    if (!was) throw new Refused("NotFound", `${plural(kind)} "${name}" not found`);
    objects.delete(objectKeyOf(was));
    if (kind !== "Namespace") return;
    for (const [key, object] of objects) if (object.metadata.namespace === name) objects.delete(key);
  }

  private objects(cluster: string): Map<string, KubernetesObject> {
    const objects = this.clusters.get(cluster);
    if (!objects)
      throw new Refused("Unauthorized", `Unauthorized: there is no cluster ${cluster} that takes the token`);
    return objects;
  }
}

const objectKeyOf = ({ kind, metadata: { namespace, name } }: KubernetesObject): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

const plural = (kind: string): string => `${kind.toLowerCase()}s`;
