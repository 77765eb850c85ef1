import type { ResourceFacts } from "./resource-facts";
import { plainText, regionOf, textSet } from "./resource-facts";

/** Services whose principals end, in some partitions, as the partition's own names do. All others end in amazonaws.com. */
const OWN_SUFFIX: Readonly<Record<string, { readonly suffix: string; readonly services: readonly string[] }>> = {
  "aws-cn": { suffix: "amazonaws.com.cn", services: ["codedeploy", "elasticmapreduce", "logs"] },
  "aws-iso": { suffix: "c2s.ic.gov", services: ["cloudhsm", "config", "logs", "workspaces"] },
  "aws-iso-b": { suffix: "sc2s.sgov.gov", services: ["dms", "logs"] },
};

const suffixOf = (subject: ResourceFacts): string => {
  const { suffix, services } = OWN_SUFFIX[subject.partition] ?? {};
  const service = plainText(subject.set("service_name"));
  return suffix !== undefined && service !== undefined && services?.includes(service) ? suffix : "amazonaws.com";
};

const nameOf = (subject: ResourceFacts): string => `${textSet(subject, "service_name") ?? ""}.${suffixOf(subject)}`;

/**
 * What the provider makes of a service's name without asking AWS.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/service_principal
 */
export const SERVICE_PRINCIPAL = {
  name: nameOf,
  suffix: suffixOf,
  id: (subject: ResourceFacts): string =>
    `${textSet(subject, "service_name") ?? ""}.${regionOf(subject)}.${suffixOf(subject)}`,
};
