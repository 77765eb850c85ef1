import { dnsSuffixOf, partitionOf } from "../../aws";
import { unknownText } from "../../unknown/unknown-text";

const SUFFIX = "amazonaws.com";

/**
 * What kms:ViaService is when `service` reaches a key in `region` for its caller. AWS's page has names that end in
 * amazonaws.com; how they end in partitions whose host names end otherwise no page says.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export const viaService = (service: string, region: string): string => {
  const isUsual = dnsSuffixOf(partitionOf(region) ?? "aws") === SUFFIX;
  return `${service}.${region}.${isUsual ? SUFFIX : unknownText(`the end of ${service}'s name for KMS in ${region}`)}`;
};
