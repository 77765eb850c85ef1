import type { UnknownValue } from "../../unknown/unknown-value";

/** A file of Kubernetes objects, and what is done to them before they are applied. */
export interface ManifestSource {
  /** As messages name it. */
  readonly file: string;
  readonly text: string;
  /** The namespace that a kustomization puts them in. */
  readonly namespace?: string;
  /** Why what is applied may be something else than what is written. */
  readonly changed?: UnknownValue;
}

/** What is not read of the manifests: a place, and why. */
export interface UnreadSource {
  readonly file: string;
  readonly why: UnknownValue;
}
