import type { Resource } from "../terraform/world";
import type { UnknownValue } from "../unknown/unknown-value";
import { textAt } from "./values";

/** The cluster that a Kubernetes object is in: as its provider says, else as its stack is called. */
export const clusterNameOf = ({ clusterName, stack }: Resource): string | UnknownValue => clusterName ?? stack;

export const namespaceOf = (resource: Resource): string | UnknownValue =>
  textAt(resource, "metadata", 0, "namespace") ?? "default";
