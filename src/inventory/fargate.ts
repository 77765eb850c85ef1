import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import { clusterAt } from "./clusters";
import type { FargateSelector } from "./inventory";
import type { ResourceIndex } from "./resource-index";
import { type Block, isBlock, listAt, required, textValue } from "./values";

/** The selectors of Fargate profiles. */
export const fargateOf = (resources: ResourceIndex): readonly FargateSelector[] =>
  resources.managed("aws_eks_fargate_profile").flatMap(selectorsOf);

function selectorsOf(resource: Resource): readonly FargateSelector[] {
  const cluster = clusterAt(resource);
  const selectors = listAt(resource, "selector") ?? [];
  return (selectors instanceof UnknownValue ? [selectors] : selectors).map((selector) => {
    const { namespace, labels } = isBlock(selector) ? selector : {};
    return {
      resource,
      cluster,
      namespace:
        selector instanceof UnknownValue ? selector : required(textValue(namespace), "the selector's namespace"),
      labels: labels instanceof UnknownValue ? labels : isBlock(labels) ? labelsOf(labels) : [],
    };
  });
}

const labelsOf = (labels: Block): readonly string[] =>
  Object.entries(labels).map(([name, value]) => `${name} = ${value instanceof UnknownValue ? "?" : String(value)}`);
