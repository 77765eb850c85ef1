import * as t from "../text-types";

const ARN = /^arn:(aws[a-z-]*):kms:([a-z0-9-]+):[0-9]{12}:key\/[A-Za-z0-9-]+$/;

/**
 * The customer key that a resource is encrypted with, in the map of any service: the key of a resource of this
 * configuration, or an ARN. Policies name keys by no alias.
 */
export const kmsKey = (otherwise: string) =>
  t
    .textMatching("kms-key", new RegExp(`${ARN.source}|${t.ENTRY_KEY.source}`))
    .optional()
    .describe(
      `Customer key that it is encrypted with: the key of a resource with \`key:\`, or the ARN of a KMS key. Default: ${otherwise}.`,
    );

/** Partition and region of a key that is named by its ARN; undefined for the key of a resource. */
export function placeOfKeyArn(text: string): { readonly partition: string; readonly region: string } | undefined {
  const [, partition, region] = ARN.exec(text) ?? [];
  return partition === undefined || region === undefined ? undefined : { partition, region };
}

/** The `kmsKey` that a resource's map names, whatever its service. */
export const kmsKeyIn = (map: object | string | undefined): string | undefined =>
  typeof map === "object" && "kmsKey" in map && typeof map.kmsKey === "string" ? map.kmsKey : undefined;
