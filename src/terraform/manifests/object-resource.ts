import { UnknownValue } from "../../unknown/unknown-value";
import { partitionFor } from "../provider";
import type { SourceLocation } from "../source-location";
import { type Dictionary, isDictionary, type Value, walkValue } from "../value";
import type { Resource } from "../world";
import { associationArguments, fieldOf, isAssociation, notMade } from "./association";
import type { ManifestObject } from "./documents";

/** The cluster that objects are applied to, as the world has it. */
export interface AppliedTo {
  readonly stack: string;
  readonly clusterName: string;
  readonly cluster: Resource | undefined;
  /** Of the cluster, or digits that stand for it. */
  readonly account: () => string;
  readonly region: string | undefined;
}

/** Where a controller works for the objects of a namespace, if the Namespace says so. */
export interface Defaults {
  readonly account?: string;
  readonly region?: string;
  /** Why it is not known. */
  readonly unsure?: UnknownValue;
}

/** Kinds that are in a namespace, and that chains consist of, or that install these there. */
const IN_NAMESPACE =
  /^(ServiceAccount|Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Job|CronJob|HelmRelease)$/;

export const metadataOf = ({ metadata = null }: Dictionary): Dictionary => (isDictionary(metadata) ? metadata : {});

export function annotationsOf(object: Dictionary): Dictionary {
  const { annotations = null } = metadataOf(object);
  return isDictionary(annotations) ? annotations : {};
}

/**
 * An object of a file as a resource of the world: what Terraform's kubernetes_manifest of it would be; an association of ACK
 * as Terraform's own, since EKS holds it.
 */
export class ObjectResource implements Resource {
  readonly stack: string;
  readonly address: string;
  readonly mode = "managed";
  readonly type: string;
  readonly indefinite?: UnknownValue;
  readonly change = "creates";
  readonly provider: string;
  readonly arguments: readonly string[];
  readonly clusterName: string;
  readonly cluster?: Resource;
  readonly dependsOn: ReadonlySet<string> = new Set();
  private readonly values: Dictionary;

  constructor(
    private readonly object: ManifestObject,
    private readonly at: AppliedTo,
    address: string,
    private readonly defaults: Defaults,
  ) {
    const { value, source } = object;
    const isAck = isAssociation(value);
    this.stack = at.stack;
    this.address = address;
    this.provider = at.stack;
    this.clusterName = at.clusterName;
    if (at.cluster) this.cluster = at.cluster;
    this.type = isAck ? "aws_eks_pod_identity_association" : "kubernetes_manifest";
    const indefinite = object.indefinite ?? defaults.unsure ?? (isAck ? notMade(annotationsOf(value)) : undefined);
    if (indefinite) this.indefinite = indefinite;
    this.values = isAck ? associationArguments(value) : { manifest: inNamespace(value, source.namespace) };
    this.arguments = Object.keys(this.values);
  }

  get(...path: readonly (string | number)[]): Value {
    return walkValue(this.values, path);
  }

  written(...path: readonly (string | number)[]): Value {
    return this.get(...path);
  }

  writes(argument: string): boolean {
    return (this.values[argument] ?? null) !== null;
  }

  saves(): undefined {
    return undefined;
  }

  location(...path: readonly (string | number)[]): SourceLocation {
    const [first, ...rest] = path;
    const way = this.type === "kubernetes_manifest" ? (first === "manifest" ? rest : path) : fieldOf(first ?? "");
    const { line, depth } = this.object.place(way);
    const pointer = way.slice(0, depth).map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`);
    return { file: this.object.source.file, pointer: pointer.join(""), line };
  }

  get account(): string {
    return this.defaults.account ?? this.at.account();
  }

  /** That of the cluster, in which a controller works as a rule: https://aws-controllers-k8s.github.io/community/docs/user-docs/multi-region-resource-management/ */
  get region(): string | undefined {
    const own = annotationsOf(this.object.value)["services.k8s.aws/region"];
    return typeof own === "string" ? own : (this.defaults.region ?? this.at.region);
  }

  get partition(): string {
    return partitionFor(this.region);
  }
}

/** With the namespace that it is applied to; without one what applies it decides, not the file. */
function inNamespace(object: Dictionary, namespace: string | undefined): Dictionary {
  const metadata = metadataOf(object);
  const isIn = typeof object.kind === "string" && IN_NAMESPACE.test(object.kind);
  if (!isIn || (namespace === undefined && (metadata.namespace ?? null) !== null)) return object;
  const unknown = () =>
    new UnknownValue("not-read", "its manifest has no namespace, and what applies it decides", {
      advice: "Write metadata.namespace.",
    });
  return { ...object, metadata: { ...metadata, namespace: namespace ?? unknown() } };
}
