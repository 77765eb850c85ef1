import type { Value } from "../../terraform/value";
import type { Resource } from "../../terraform/world";
import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { KINDS_OF_NAMES, type Mention, mentionsAt } from "./mentions";
import { read } from "./subjects";
import { readingOfType } from "./type-reading";

/**
 * Makes a resource of any type of CloudFormation: what the provider awscc makes by the same API.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudcontrolapi_resource
 * @see https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/what-is-cloudcontrolapi.html
 */
export const CLOUD_CONTROL = "aws_cloudcontrolapi_resource";

/** What changes which pods get an association's role. */
const OF_CLUSTERS = /^awscc_eks_(pod_identity_association|addon|fargate_profile)$/;

/** What `resource` may name that its type changes; anything where its type or its state is not known. */
export function madeByCloudControl(resource: Resource): readonly Mention[] {
  const type = read(resource, ["type_name"]);
  const state = read(resource, ["desired_state"]);
  if (typeof type !== "string" || hasUnknown(type)) return anything("its type is not known");
  const twin = twinOf(type);
  const ofClusters = OF_CLUSTERS.test(twin);
  if (!readingOfType(twin).named && !ofClusters) return [];
  const properties = parsed(state);
  if (properties === undefined) return anything("its state is not known");
  const mentions = Object.entries(properties).flatMap(([name, value]) => mentionsAt(snake(name), snaked(value), twin));
  const cluster = properties.ClusterName;
  return ofClusters ? (typeof cluster === "string" ? [{ kind: "cluster", naming: cluster }] : []) : mentions;
}

const anything = (why: string): readonly Mention[] =>
  KINDS_OF_NAMES.map((kind) => ({ kind, naming: new UnknownValue("not-read", why) }));

/** The type of the provider awscc: `awscc_s3_bucket_policy` for `AWS::S3::BucketPolicy`. */
const twinOf = (type: string): string => {
  const [vendor = "", service = "", name = ""] = type.split("::");
  return vendor === "AWS" ? `awscc_${service.toLowerCase()}_${snake(name)}` : type;
};

const snake = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();

function parsed(state: Value): Readonly<Record<string, Value>> | undefined {
  if (typeof state !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(state);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, Value>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** With names as the provider's arguments have them. */
const snaked = (value: Value): Value =>
  Array.isArray(value)
    ? value.map(snaked)
    : isObject(value) && !(value instanceof UnknownValue)
      ? Object.fromEntries(Object.entries(value).map(([name, one]) => [snake(name), snaked(one)]))
      : value;
