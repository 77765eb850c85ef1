import type { Resource, Unknown } from "../terraform/world";
import { textAt } from "./values";

/** The cluster that a Kubernetes object is in: as its provider says, else as its stack is called. */
export const clusterNameOf = ({ clusterName, stack }: Resource): string | Unknown => clusterName ?? stack;

export const namespaceOf = (resource: Resource): string | Unknown =>
  textAt(resource, "metadata", 0, "namespace") ?? "default";
