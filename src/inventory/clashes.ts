import { groupBy } from "../collections/group-by";
import { lazy } from "../collections/lazy";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import { isThere, placeOf, type Refusal, twoWriters } from "./refusals";

/** What keeps a resource from being the one in AWS under its name. */
export type Clash = Refusal | UnknownValue;

/** What AWS has one of under a name. */
export interface Unique {
  /** For messages: `IAM role`. */
  readonly what: string;
  /** The name as AWS compares it; undefined where it has none of its own. */
  readonly nameOf: (resource: Resource) => string | undefined;
  /** The argument with the name. */
  readonly by: string;
  /** Within what there is one of a name; the account, where it is not given. */
  readonly scopeOf?: (resource: Resource) => string;
  readonly awsError: (name: string, sameAccount: boolean) => string;
}

/**
 * The clash of each of `resources` with another one of its name: AWS refuses to create the second, and where none is
 * created they are one thing with two managers. Found by name, so that a world of thousands is read once.
 */
export function clashesOf(
  resources: () => readonly Resource[],
  unique: Unique,
): (resource: Resource) => Clash | undefined {
  const byName = lazy(() =>
    groupBy(
      resources().filter(({ indefinite }) => indefinite === undefined),
      unique.nameOf,
    ),
  );
  const { scopeOf = ({ account }: Resource) => account } = unique;
  const byAccount = new Map<string, ReadonlyMap<string, readonly Resource[]>>();
  return (resource) => {
    const name = unique.nameOf(resource);
    if (name !== undefined && resource.besideItself?.(unique.by)) return ownClash(resource, name, unique);
    const all = name === undefined ? [] : (byName().get(name) ?? []);
    if (name === undefined || all.length < 2) return undefined;
    const accounts = byAccount.get(name) ?? groupBy(all, scopeOf);
    byAccount.set(name, accounts);
    const same = accounts.get(scopeOf(resource)) ?? [];
    const other = same.find((one) => one !== resource);
    return other && clashOf(resource, other, name, unique);
  };
}

/** @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#create_before_destroy */
const ownClash = (resource: Resource, name: string, { what, awsError }: Unique): Refusal => ({
  kind: "name",
  message: `the plan replaces ${placeOf(resource)} and creates the new ${what} ${name} before it deletes the old one; AWS refuses the second of one name`,
  awsError: awsError(name, true),
  fix: "Give it a prefix in place of a name, or do without create_before_destroy.",
  location: resource.location(),
});

function clashOf(resource: Resource, other: Resource, name: string, { what, awsError }: Unique): Clash | undefined {
  if (isThere(resource) && isThere(other))
    return sameThere(resource, other) ? undefined : twoWriters(resource, other, `the ${what} ${name}`);
  return {
    kind: "name",
    message: `${placeOf(resource)} and ${placeOf(other)} both create the ${what} ${name}; AWS refuses the second`,
    awsError: awsError(name, resource.account === other.account),
    fix: "Remove or rename one of the two.",
    location: resource.location(),
  };
}

/** Two states that hold the same resource agree about it. */
const sameThere = (one: Resource, other: Resource): boolean =>
  ["assume_role_policy", "policy", "client_id_list"].every(
    (argument) => JSON.stringify(one.get(argument)) === JSON.stringify(other.get(argument)),
  );

export const refusalIn = (clash: Clash | undefined): Refusal | undefined =>
  clash instanceof UnknownValue ? undefined : clash;
