import type { Value } from "../terraform/value";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import { clusterAt } from "./clusters";
import type { FargateSelector } from "./inventory";
import type { ResourceIndex } from "./resource-index";
import { blocksOf, isBlock, listAt, required, textValue } from "./values";

/** The selectors of Fargate profiles. */
export const fargateOf = (resources: ResourceIndex): readonly FargateSelector[] =>
  resources.managed("aws_eks_fargate_profile", "awscc_eks_fargate_profile").flatMap(selectorsOf);

function selectorsOf(resource: Resource): readonly FargateSelector[] {
  const cluster = clusterAt(resource);
  const selectors = listAt(resource, "selector") ?? listAt(resource, "selectors") ?? [];
  return (selectors instanceof UnknownValue ? [selectors] : selectors).map((selector) => {
    const { namespace, labels } = isBlock(selector) ? selector : {};
    return {
      resource,
      cluster,
      namespace:
        selector instanceof UnknownValue ? selector : required(textValue(namespace), "the selector's namespace"),
      labels: labels instanceof UnknownValue ? labels : labelsOf(labels),
    };
  });
}

/** A map, or in the provider awscc a list of keys with their values. */
const labelsOf = (labels: Value | undefined): readonly string[] =>
  isBlock(labels)
    ? Object.entries(labels).map(([name, value]) => labelOf(name, value))
    : blocksOf(labels).map(({ key, value }) => labelOf(shown(key), value));

const labelOf = (name: string, value: Value | undefined): string => `${name} = ${shown(value)}`;

const shown = (value: Value | undefined): string => (value instanceof UnknownValue ? "?" : String(value));
