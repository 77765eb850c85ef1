import fc from "fast-check";
import type { ConfigInput } from "../../src/config";

type Resource = ConfigInput["resources"][string];
type Grant = object;

/** How a service's resources and the grants on them are made. */
interface Kind {
  /** The resource's own map, by the resource's key. */
  resource(key: string): fc.Arbitrary<object>;
  /** Grants on the resource of that key, of which a workload has some. */
  grants(key: string): readonly Grant[];
  /** Grants that a check at the end of a deployment can list with. */
  readonly listed?: true;
}

/** Every service, by the key of its map in a resource. */
const KINDS = {
  bucket: {
    resource: (key) =>
      fc.constantFrom({ prefix: "data" }, { name: `bucket-${key}x` }, { name: `bucket-${key}x`, create: false }),
    grants: (key) => [
      { read: key },
      { read: { bucket: key, prefix: "eu/" } },
      { write: key },
      { write: { bucket: key, prefix: "eu/" } },
      { actions: ["s3:GetObjectTagging", "s3:ListBucketVersions"], on: key },
    ],
    listed: true,
  },
} as const satisfies Readonly<Record<string, Kind>>;

const NAMES = Object.keys(KINDS) as readonly (keyof typeof KINDS)[];

/** The map of a resource's service, and what only some services know. */
export const serviceMap = (key: string): fc.Arbitrary<object> =>
  fc.oneof(...NAMES.map((name) => KINDS[name].resource(key).map((map) => ({ [name]: map }))));

const kindOf = (resource: Resource | undefined): Kind | undefined => {
  const name = NAMES.find((one) => resource?.[one] !== undefined);
  return name && KINDS[name];
};

/** Some grants on the resource that `key` names, at least one. */
export const grantsOn = (key: string, resource: Resource | undefined): fc.Arbitrary<Grant[]> =>
  fc.subarray([...(kindOf(resource)?.grants(key) ?? [])], { minLength: 1 });

/** Whether a workload with these grants on `resource` can be checked by listing it. */
export const canBeListed = (granted: readonly Grant[], resource: Resource | undefined): boolean =>
  kindOf(resource)?.listed === true && granted.some((grant) => "read" in grant);
