import type { Resource } from "../../terraform/world";
import { type Clash, clashesOf, refusalIn, type Unique } from "../clashes";
import type { Refusal } from "../refusals";
import type { ResourceIndex } from "../resource-index";
import type { Service } from "../services";
import { knownText, nameAt, unlessWrong } from "../values";
import type { Companions } from "./companions";

/**
 * A bucket's name is one of all accounts of a partition.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
const BUCKET: Unique = {
  what: "bucket",
  by: "bucket",
  scopeOf: ({ partition }) => partition,
  nameOf: (bucket) => unlessWrong(() => knownText(nameAt(bucket, "bucket"))),
  awsError: (_, sameAccount) =>
    sameAccount
      ? "BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it."
      : "BucketAlreadyExists: The requested bucket name is not available.",
};

/** What clashes with a resource of a service by its name. */
export type NameClashes = (target: Resource, service: Service) => Clash | undefined;

export function nameClashes(resources: ResourceIndex): NameClashes {
  const byType = new Map<string, (target: Resource) => Clash | undefined>();
  return (target, service) => {
    const unique = uniqueOf(service);
    if (!unique) return undefined;
    const clashes = byType.get(service.type) ?? clashesOf(() => resources.managed(service.type), unique);
    byType.set(service.type, clashes);
    return clashes(target);
  };
}

/** One of a name in an account and region; regions that are not known are one where one provider has them. */
const uniqueOf = ({ service, name, taken }: Service): Unique | undefined =>
  service === "s3"
    ? BUCKET
    : taken && {
        ...taken,
        by: name,
        scopeOf: ({ account, region, stack, provider }) => `${account} ${region ?? `of ${provider} in ${stack}`}`,
        nameOf: (resource) => unlessWrong(() => knownText(nameAt(resource, name))),
      };

/** What else configures a bucket. */
const SETTINGS = ["aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket_public_access_block"] as const;

/** Why AWS refuses `target`, or something that is put to it. */
export function refusalOf(
  target: Resource,
  service: Service,
  companions: Companions,
  clash: NameClashes,
): Refusal | undefined {
  const { policy } = service;
  const isBucket = service.service === "s3";
  const put = [
    ...(policy ? [[policy.type, policy.by] as const] : []),
    ...(isBucket ? SETTINGS.map((one) => [one, "bucket"] as const) : []),
  ]
    .map(([one, named]) => companions.of(target, service, one, named)?.refusal)
    .find((refusal) => refusal !== undefined);
  return put ?? refusalIn(clash(target, service));
}
