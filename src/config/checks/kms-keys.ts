import { partitionOf } from "../../aws";
import type { Path, Problem } from "../../rules";
import { type Draft, type DraftResource, entriesOf } from "../draft";
import { kindsOf, kmsKeyIn, placeOfKeyArn } from "../services";
import { type CheckContext, checkReference, nameAtPath, problemIf, resourceCalled } from "./check-context";

/** Keys that resources are encrypted with: a service uses those of its own region, and each policy can name it. */
export const checkKmsKeys = ({ config }: CheckContext): readonly Problem[] =>
  entriesOf(config.resources).flatMap(([key, entry]) =>
    kindsOf(entry).flatMap((kind) => {
      const named = kmsKeyIn(entry[kind]);
      const path = ["resources", key, kind, "kmsKey"];
      return named === undefined ? [] : checkKmsKey(config, entry, named, path);
    }),
  );

function checkKmsKey(config: Draft, entry: DraftResource, named: string, path: Path): readonly Problem[] {
  const region = regionOf(config, entry);
  const arn = placeOfKeyArn(named);
  if (arn)
    return problemIf(region !== undefined && (arn.region !== region || arn.partition !== partitionOf(region)), {
      rule: "kms-key-place",
      path,
      found: `a key of ${arn.partition} in ${arn.region} for a resource in ${region}`,
    });
  const key = config.resources?.[named];
  if (!key) return checkReference(config, "resources", nameAtPath(named, ...path));
  const resource = resourceCalled(config, named);
  if (resource && resource.kind !== "key") return [{ rule: "kms-key", path, found: `${named}, a ${resource.kind}` }];
  const place = regionOf(config, key);
  return [
    ...problemIf(region !== undefined && place !== undefined && place !== region, {
      rule: "kms-key-place",
      path,
      found: `${named} in ${place} for a resource in ${region}`,
    }),
    ...problemIf(resource?.isCreated === true && key.account !== entry.account, {
      rule: "kms-key-place",
      path,
      found: `${named} of ${key.account}, whose ARN is known only after apply, for a resource of ${entry.account}`,
      fix: `Make the key in ${entry.account}; or, once it exists, name it with \`id\` and \`create: false\`.`,
    }),
  ];
}

const regionOf = (config: Draft, { account, region }: DraftResource): string | undefined =>
  region ?? config.accounts?.[account ?? ""]?.region;
