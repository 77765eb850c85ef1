import { groupBy } from "../../collections/group-by";
import { lazy } from "../../collections/lazy";
import { literal, matches, NO } from "../../iam";
import type { Resource } from "../../terraform/world";
import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue, unknownBecauseOf } from "../../unknown/unknown-value";
import type { ResourceIndex } from "../resource-index";
import { accountIfKnown, knownText, nameAt, required, unlessAccountMissing } from "../values";
import type { Service } from "./services";

/** A resource that configures another one: its policy, its encryption, its public access. */
export interface Companion {
  readonly resource: Resource;
  /** Why it is not known whether it is about the other one. */
  readonly unsure?: UnknownValue;
}

export interface Companions {
  /** The resource of `type` that is about `target`, which it refers to by its attribute `by`. */
  of(target: Resource, service: Service, type: string, by: string): Companion | undefined;
}

interface Reference {
  readonly resource: Resource;
  readonly id: string | UnknownValue;
}

interface Index {
  readonly byId: ReadonlyMap<string | UnknownValue, readonly Reference[]>;
  /** Those that refer to none of the world for certain. */
  readonly open: readonly Reference[];
}

export function companionsOf(resources: ResourceIndex): Companions {
  const indexes = new Map<string, Index>();
  const indexOf = (service: Service, type: string, by: string): Index => {
    const index = indexes.get(type) ?? indexed(resources, service, type, by);
    indexes.set(type, index);
    return index;
  };
  return {
    of(target, service, type, by) {
      const { byId, open } = indexOf(service, type, by);
      const ids = idsOf(target, service);
      const named = ids.flatMap((id) => byId.get(id) ?? []);
      const certain = named.find(({ resource }) => resource.indefinite === undefined);
      if (certain) return { resource: certain.resource };
      const [perhaps] = [...named, ...open.filter((reference) => mayMean(reference, target, ids))];
      return perhaps && { resource: perhaps.resource, unsure: unsureOf(perhaps, by) };
    },
  };
}

const idsOf = (target: Resource, { ids }: Service): readonly string[] => [
  ...new Set(ids.flatMap((id) => unlessAccountMissing(() => knownText(nameAt(target, id))) ?? [])),
];

function indexed(resources: ResourceIndex, service: Service, type: string, by: string): Index {
  const references = resources.managed(type).flatMap((resource) => {
    const id = unlessAccountMissing(() => required(nameAt(resource, by), by));
    return id === undefined ? [] : [{ resource, id }];
  });
  const certain = lazy(
    () => new Set<unknown>(resources.managed(service.type).flatMap((target) => idsOf(target, service))),
  );
  return { byId: groupBy(references, ({ id }) => id), open: references.filter(({ id }) => !certain().has(id)) };
}

function mayMean({ resource, id }: Reference, target: Resource, ids: readonly string[]): boolean {
  if (resource.stack !== target.stack || accountIfKnown(resource) !== undefined) {
    const account = accountIfKnown(resource);
    if (account === undefined || account !== accountIfKnown(target)) return false;
  }
  return (
    id instanceof UnknownValue ||
    ids.some((one) => (hasUnknown(one) || hasUnknown(id)) && matches(literal(one), literal(id)) !== NO)
  );
}

function unsureOf({ resource, id }: Reference, by: string): UnknownValue {
  if (resource.indefinite !== undefined)
    return new UnknownValue("not-read", `${resource.address}: ${resource.indefinite}`);
  if (id instanceof UnknownValue) return unknownBecauseOf(id, `${resource.address} may be about it: ${id.reason}`);
  return new UnknownValue("after-apply", `${resource.address} may be about it: its ${by} is known only after apply`, {
    advice: "Prove the state after apply.",
  });
}
