import { withoutKeys } from "../terraform/module/addresses";
import type { Resource } from "../terraform/world";
import { isThere } from "./refusals";

/**
 * Whether `argument` of `resource`, whose value is not known, is an attribute of resources other than `one`: what is
 * attached to `aws_iam_role.x[0].name` is on no other role, however many of these there are. Only resources of its own
 * type are told apart from it: `aws_s3_bucket_versioning.x[0].bucket` is the name of any bucket. A state of the same
 * stack holds the same resources once more.
 */
export function isAboutOthers(resource: Resource, argument: string, one: Resource): boolean {
  const named = namesIn(resource, argument);
  if (named === undefined || ![...named].every((address) => isOfType(address, one.type))) return false;
  return one.stack === resource.stack ? !named.has(withoutKeys(one.address)) : !isThere(one);
}

/** What a data source looks up by a name may be any resource that has it. */
const isOfType = (address: string, type: string): boolean =>
  address.split(".").at(-2) === type && address.split(".").at(-3) !== "data";

const known = new WeakMap<Resource, Map<string, ReadonlySet<string> | undefined>>();

/** Looked up once: it is asked for every role and bucket. */
function namesIn(resource: Resource, argument: string): ReadonlySet<string> | undefined {
  const names = known.get(resource) ?? new Map<string, ReadonlySet<string> | undefined>();
  known.set(resource, names);
  if (!names.has(argument)) names.set(argument, resource.namedBy?.(argument));
  return names.get(argument);
}
