import { type Value, walkValue } from "../terraform/value";
import type { Resource } from "../terraform/world";
import { hasUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { type Block, isBlock, isList, type Path, unlessWrong } from "./values";

/**
 * Makes a resource of any type of CloudFormation: what the provider awscc makes by the same API.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudcontrolapi_resource
 * @see https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/what-is-cloudcontrolapi.html
 */
export const CLOUD_CONTROL = "aws_cloudcontrolapi_resource";

/** What is read: what makes chains, or decides on them, is one too where nothing more is known of it. */
const OF_CHAINS =
  /^awscc_(iam_(role|oidc_provider)|eks_(pod_identity_association|addon|fargate_profile)|organizations_policy)$/;

/** A resource of Cloud Control as that of awscc that makes the same; `resource` itself where that is not known. */
export function asTwin(resource: Resource): Resource {
  const type = resource.type === CLOUD_CONTROL ? twinOf(resource) : undefined;
  if (type === undefined) return resource;
  const state = unlessWrong(() => resource.get("desired_state"));
  const properties = typeof state === "string" ? parsed(state) : undefined;
  if (properties === undefined && !OF_CHAINS.test(type)) return resource;
  const get = (...path: Path): Value => (properties ? walkValue(properties, path) : NOT_KNOWN);
  return {
    stack: resource.stack,
    address: resource.address,
    mode: resource.mode,
    type,
    ...(resource.indefinite ? { indefinite: resource.indefinite } : {}),
    get,
    written: get,
    writes: (argument) => properties?.[argument] !== undefined,
    change: resource.change,
    saves: () => resource.saves("desired_state"),
    provider: resource.provider,
    ...(resource.provisioners ? { provisioners: resource.provisioners } : {}),
    // a role of which nothing is known may be any of its account
    arguments: Object.keys(properties ?? { role_name: NOT_KNOWN }),
    location: () => resource.location("desired_state"),
    get account() {
      return resource.account;
    },
    get region() {
      return resource.region;
    },
    get partition() {
      return resource.partition;
    },
    get dependsOn() {
      return resource.dependsOn;
    },
  };
}

const NOT_KNOWN = new UnknownValue("not-read", "the state that Cloud Control is to make is not known");

/**
 * The type of the provider awscc: `awscc_s3_bucket_policy` for `AWS::S3::BucketPolicy`; undefined where it is not known, or
 * not AWS's own: what others publish in CloudFormation's registry may make anything.
 * @see https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/supported-resources.html
 */
export function twinOf(resource: Resource): string | undefined {
  const type = unlessWrong(() => resource.get("type_name"));
  if (typeof type !== "string" || hasUnknown(type)) return undefined;
  const [, service = "", name] = /^AWS::(\w+)::(\w+)$/.exec(type) ?? [];
  return name === undefined ? undefined : `awscc_${service.toLowerCase()}_${snake(name)}`;
}

const snake = (name: string): string =>
  name
    .replaceAll("CloudFormation", "Cloudformation")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();

function parsed(state: string): Block | undefined {
  try {
    const value = JSON.parse(state) as Value;
    return isBlock(value) ? named(value) : undefined;
  } catch {
    return undefined;
  }
}

/** With names as the provider's arguments have them, and documents as texts. */
const named = (properties: Block): Block =>
  Object.fromEntries(
    Object.entries(properties).map(([property, value]) => {
      const name = snake(property);
      return [name, isBlock(value) && DOCUMENT.test(name) ? JSON.stringify(value) : converted(value)];
    }),
  );

const DOCUMENT = /(^|_)(document|policy|content)$/;

const converted = (value: Value): Value =>
  isList(value) ? value.map(converted) : isBlock(value) ? named(value) : value;
