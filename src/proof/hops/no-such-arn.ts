import type { Inventory, Target } from "../../inventory";
import { hasUnknown, isOnlyUnknown, partsOf, readable } from "../../unknown/unknown-text";
import type { GrantAnswer } from "./decide-grant";
import { rootOf } from "./not-seen";
import { refusal } from "./resource-limits";

/** Why `resource`, an ARN or a pattern of one, is that of nothing there could be; undefined where there could be something. */
export const noSuchArn = (resource: string, inventory: Inventory): GrantAnswer | undefined =>
  withoutSuffix(resource, inventory.targets) ??
  deletedByPlan(resource, inventory) ??
  withEmptyPath(resource) ??
  withoutZoneId(resource) ??
  ofDirectoryBucket(resource);

/** What a plan of the world deletes is nothing that is only not read. */
function deletedByPlan(resource: string, inventory: Inventory): GrantAnswer | undefined {
  const deleted = inventory.deletedAt(rootOf(resource));
  if (!deleted) return undefined;
  return refusal({
    code: "arn-of-nothing",
    message: `"${readable(resource)}" is the ARN of ${deleted.address} of stack ${deleted.stack}, which its plan deletes`,
    fix: "Keep it, or take the permission away.",
    location: deleted.location(),
  });
}

/**
 * The name of a parameter in a hierarchy begins with a slash, which its ARN has once. What is between two slashes of a name
 * is not empty.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
function withEmptyPath(resource: string): GrantAnswer | undefined {
  if (!/^arn:[^:]*:ssm:[^:]*:[^:]*:parameter\//.test(resource)) return undefined;
  if (!partsOf(resource).some((part) => part.includes("//"))) return undefined;
  return refusal({
    code: "arn-of-nothing",
    message: `"${readable(resource)}" is not the ARN of a parameter: none has two slashes in a row`,
    fix: `Write ${JSON.stringify({ Resource: readable(resource).replace(/\/{2,}/g, "/") })}`,
  });
}

/**
 * A hosted zone is called by its ID, of upper-case letters and digits.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html
 */
function withoutZoneId(resource: string): GrantAnswer | undefined {
  const [, id] = /^arn:[^:]*:route53:::hostedzone\/(.+)$/s.exec(resource) ?? [];
  if (
    id === undefined ||
    id.includes("${") ||
    !partsOf(id).some((part) => !hasUnknown(part) && /[^A-Z0-9*?]/.test(part))
  )
    return undefined;
  return refusal({
    code: "arn-of-nothing",
    message: `"${readable(resource)}" is not the ARN of a hosted zone: that ends in the zone's ID, which has upper-case letters and digits only`,
    fix: "End the ARN in the zone's ID.",
  });
}

const OF_BUCKET = /^arn:[^:]*:s3:::([^/]*--x-s3)(?:\/.*)?$/s;

/** Whether `resource` is meant for a directory bucket, which has another ARN: what a pod may do there is another question. */
export const meansDirectoryBucket = (resource: string): boolean => directoryBucketIn(resource) !== undefined;

/** Its name; undefined where a wildcard, a variable or an unknown part may hold a slash, after which the name is that of an object. */
function directoryBucketIn(resource: string): string | undefined {
  const [, name] = OF_BUCKET.exec(resource) ?? [];
  return name === undefined || /[*?$]/.test(name) || hasUnknown(name) ? undefined : name;
}

/**
 * Names that end in --x-s3 are those of directory buckets, whose ARNs and actions are of another service: permission for a session
 * is all that their objects need.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-naming-rules.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam.html
 */
function ofDirectoryBucket(resource: string): GrantAnswer | undefined {
  const name = directoryBucketIn(resource);
  if (name === undefined) return undefined;
  return refusal({
    code: "arn-of-nothing",
    message: `"${readable(resource)}" is not the ARN of a bucket: only names of directory buckets end in --x-s3, and their ARNs are of s3express`,
    fix: `Allow s3express:CreateSession on the directory bucket: arn:aws:s3express:REGION:ACCOUNT:bucket/${readable(name)}.`,
  });
}

/**
 * A secret's ARN ends in a hyphen and six characters chosen by Secrets Manager: one without them is not a secret's, and
 * one that is the whole name of a secret of the world is not that secret's.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html
 */
function withoutSuffix(resource: string, secrets: readonly Target[]): GrantAnswer | undefined {
  const [, name] = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.+)$/s.exec(resource) ?? [];
  if (name === undefined || /\*|\$\{/.test(name)) return undefined;
  const prefix = resource.slice(0, -name.length);
  const meant = secrets.find(({ arn }) => {
    const rest = arn.startsWith(`${resource}-`) ? arn.slice(resource.length + 1) : "";
    return isOnlyUnknown(rest) || /^[A-Za-z0-9]{6}$/.test(rest);
  });
  const could = hasUnknown(name) || /[-?][A-Za-z0-9?]{6}$/.test(name);
  if (could && !meant) return undefined;
  return refusal({
    code: "secret-without-suffix",
    message: `"${readable(resource)}" is not the ARN of a secret: that ends in a hyphen and the six characters that Secrets Manager adds to the name`,
    fix: `Write ${JSON.stringify({ Resource: `${readable(prefix)}${readable(name).replace(/-?\?+$/, "")}-??????` })}`,
    ...(meant ? { location: meant.resource.location() } : {}),
  });
}
