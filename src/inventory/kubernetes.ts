import type { Resource } from "../terraform/world";
import type { UnknownValue } from "../unknown/unknown-value";
import { textAt } from "./values";

/** The cluster of a Kubernetes object: from its provider, else named by its stack. */
export const clusterNameOf = ({ clusterName, stack }: Resource): string | UnknownValue => clusterName ?? stack;

export const namespaceOf = (resource: Resource): string | UnknownValue =>
  textAt(resource, "metadata", 0, "namespace") ?? "default";
